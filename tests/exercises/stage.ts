import type { Lesson, LessonResult, Stage } from "../../src/exercises/mod.ts";
import type { Language } from "../../src/language/mod.ts";
import { LIMIT, within } from "../support/deadline.ts";

/** What a lesson came to without a terminal. */
export interface Performance extends LessonResult {
  /** The lines that it printed. */
  readonly lines: readonly string[];
  /** Whether all that it verified holds. */
  readonly verified: boolean;
}

/** Runs a lesson with its own options except for those given. */
export async function perform(
  lesson: Lesson,
  given: Record<string, number | string | boolean> = {},
  language: Language = "en",
): Promise<Performance> {
  const lines: string[] = [];
  const stage: Stage = {
    language,
    columns: 80,
    echo: false,
    signal: AbortSignal.timeout(LIMIT),
    print: (line) => lines.push(line),
    progress: () => {},
  };
  const own = Object.entries(lesson.options).map(([name, option]) =>
    [name, option.kind === "flag" ? false : option.default] as const
  );
  const running = lesson.run({ ...Object.fromEntries(own), ...given }, stage);
  const result = await within(running, `the end of the lesson ${lesson.name}`, 2 * LIMIT);
  return { ...result, lines, verified: result.facts.every(({ holds }) => holds) };
}
