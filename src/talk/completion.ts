import { foldText } from "../base/mod.ts";
import type { Completions } from "../terminal/mod.ts";

/** What can be completed in a talk. */
export interface Vocabulary {
  /** Commands with their slash. */
  readonly commands: readonly string[];
  /** Names, those who spoke last first. */
  readonly names: readonly string[];
  /** A name as the beginning of what is said to somebody, such as `Ada: `. */
  readonly address: (name: string) => string;
}

/**
 * The completions of the word before the cursor: commands behind a slash at the beginning, names elsewhere.
 *
 * @param before what is typed before the cursor
 */
export function completionsOf(before: string, vocabulary: Vocabulary): Completions {
  if (/^\/[^\s/]*$/.test(before)) {
    const matches = vocabulary.commands.filter((command) => command.startsWith(before));
    return { start: 0, words: matches.map((command) => `${command} `) };
  }
  const start = before.length - /\S*$/.exec(before)![0].length;
  // At the beginning, any name may follow; behind other words, one has to begin.
  if (start > 0 && start === before.length && !before.startsWith("/")) return { start, words: [] };
  for (let from = start; from < before.length || from === start; from++) {
    const names = namesLike(before.slice(from), vocabulary.names);
    const isFirst = from === 0;
    const words = names.map((name) => isFirst ? vocabulary.address(name) : `${name} `);
    // Chinese has no space before a name.
    if (words.length > 0 || !/\p{Script=Han}/u.test(before[from] ?? "")) {
      return { start: from, words };
    }
  }
  return { start: before.length, words: [] };
}

function namesLike(beginning: string, names: readonly string[]): readonly string[] {
  const folded = foldText(beginning);
  return names.filter((name) => foldText(name).startsWith(folded));
}
