import { writeFully } from "../../base/stdio.ts";
import { type Messages, suggest } from "../../language/mod.ts";
import {
  highlight,
  paintHeading,
  standardColumns,
  wrapLine,
  writeLine,
} from "../../terminal/mod.ts";
import { bold, setColorEnabled } from "@std/fmt/colors";
import {
  type Lesson,
  type LessonResult,
  LESSONS,
  type LessonValues,
  type Stage,
} from "../../exercises/mod.ts";
import type { Command, Context } from "../command.ts";
import { EXIT_FAILURE, EXIT_INTERRUPTED, EXIT_OK, UsageError } from "../errors.ts";
import { columns, commandHelp } from "../arguments/help.ts";
import { lessonOptionSpecs, lessonValues } from "../arguments/lesson_options.ts";
import { type OptionSpecs, parseOptions } from "../arguments/options.ts";
import { onTermination } from "../process.ts";
import { languageOption } from "../arguments/values.ts";

/** The options of every lesson. */
const OPTIONS = {
  "explain": { summary: (help) => help.option.explain },
  "source": { summary: (help) => help.option.source },
  "json": { summary: (help) => help.option.json },
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** The word that lists the lessons, beside no word at all. */
const LIST = "list";

/** `chatroom exercise`. */
export const exercise: Command = {
  name: "exercise",
  argument: { usage: "NAME", summary: (help) => help.option.lesson },
  summary: (help) => help.exercise,
  exitCodes: (help) => [help.exitCodesExercise],
  options: OPTIONS,
  examples: [
    { line: "chatroom exercise", summary: (help) => help.example.lessons },
    { line: "chatroom exercise tickets", summary: (help) => help.example.lesson },
    { line: "chatroom exercise tickets --explain", summary: (help) => help.example.explain },
  ],
  subcommands: (context) => LESSONS.map((lesson) => lessonCommand(lesson, context)),
  help(args, context) {
    const { name } = splitName(args);
    const { messages } = context;
    const width = standardColumns();
    if (name === undefined) {
      return `${commandHelp(exercise, messages, width)}\n\n${lessonList(context)}`;
    }
    return commandHelp(lessonCommand(findLesson(name, messages), context), messages, width);
  },
  async run(args, context) {
    const { name, rest } = splitName(args);
    const { messages } = context;
    if (name !== undefined) {
      return await lessonCommand(findLesson(name, messages), context).run(rest, context);
    }
    const { json, explain, source } = parseOptions(OPTIONS, 0, rest, messages).options;
    if (explain || source) throw new UsageError(messages.lessonMissing);
    writeLine(json ? JSON.stringify(lessonTable(context)) : lessonList(context));
    return EXIT_OK;
  },
};

/** The lesson that is named, wherever that stands; none if the lessons are to be listed. */
function splitName(args: readonly string[]): { name: string | undefined; rest: string[] } {
  const index = args.findIndex((arg, at) => !arg.startsWith("-") && args[at - 1] !== "--lang");
  const rest = index < 0 ? [...args] : args.toSpliced(index, 1);
  return { name: args[index] === LIST ? undefined : args[index], rest };
}

/** A lesson as a command of its own. */
function lessonCommand(lesson: Lesson, { language }: Context): Command {
  const options = { ...lessonOptionSpecs(lesson.options, language), ...OPTIONS };
  return {
    name: `exercise ${lesson.name}`,
    summary: () => lesson.summary[language],
    exitCodes: (help) => [help.exitCodesExercise],
    options,
    async run(args, context) {
      const given = parseOptions(options, 0, args, context.messages).options;
      if (given.explain) writeLine(lesson.explanation[language]);
      if (given.source) await showSource(lesson);
      if (given.explain || given.source) return EXIT_OK;
      return await perform(lesson, lessonValues(lesson.options, given), given.json, context);
    },
  };
}

function findLesson(name: string, messages: Messages): Lesson {
  const lesson = LESSONS.find((lesson) => lesson.name === name);
  if (lesson !== undefined) return lesson;
  const names = LESSONS.map(({ name }) => name);
  throw new UsageError(messages.unknownLesson(name) + suggest(name, names, messages));
}

function lessonTable({ language }: Context): { lessons: { name: string; summary: string }[] } {
  return { lessons: LESSONS.map(({ name, summary }) => ({ name, summary: summary[language] })) };
}

function lessonList(context: Context): string {
  const { lessons, moreLesson } = context.messages.help;
  const rows = lessonTable(context).lessons.map(({ name, summary }) => [name, summary] as const);
  const width = standardColumns();
  const more = wrapLine([], [{ text: moreLesson }], width);
  return [bold(lessons), ...columns(rows, width), "", ...more].join("\n");
}

/** A file of this program's can be read without a permission where it is compiled in. */
async function showSource(lesson: Lesson): Promise<void> {
  for (const source of lesson.sources) {
    const path = source.pathname.slice(source.pathname.lastIndexOf("/src/") + 1);
    writeLine(paintHeading(`// ${path}`));
    writeLine(highlight(await Deno.readTextFile(source)));
  }
}

/** Runs a lesson, and says whether its result is right. */
async function perform(
  lesson: Lesson,
  values: LessonValues,
  json: boolean,
  { language, messages }: Context,
): Promise<number> {
  const stopping = new AbortController();
  const ignoreSignals = onTermination(() => stopping.abort());
  const progress = json ? () => {} : progressLine();
  const stage: Stage = {
    language,
    columns: standardColumns(),
    echo: !json,
    signal: stopping.signal,
    print: json ? () => {} : writeLine,
    progress,
  };
  // A program that reads the output gets no colours.
  if (json) setColorEnabled(false);
  try {
    const result = await lesson.run(values, stage);
    progress();
    const verified = result.facts.every(({ holds }) => holds);
    if (json) writeLine(JSON.stringify(report(lesson, values, result, verified)));
    else writeLine(verdict(result, verified, messages));
    return verified ? EXIT_OK : EXIT_FAILURE;
  } catch (error) {
    progress();
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    throw error;
  } finally {
    ignoreSignals();
  }
}

function report(lesson: Lesson, options: LessonValues, result: LessonResult, verified: boolean) {
  return { lesson: lesson.name, options, verified, facts: result.facts, result: result.data };
}

function verdict({ facts }: LessonResult, verified: boolean, messages: Messages): string {
  if (verified) return messages.verified(facts.map(({ text }) => text));
  return messages.notVerified(facts.filter(({ holds }) => !holds).map(({ text }) => text));
}

/** A line on the standard error that is written over and over, where that is a terminal. */
function progressLine(): (line?: string) => void {
  if (!Deno.stderr.isTerminal()) return () => {};
  let shown = false;
  return (line) => {
    if (line === undefined && !shown) return;
    shown = line !== undefined;
    writeFully(Deno.stderr, new TextEncoder().encode(`\r\x1b[K${line ?? ""}`));
  };
}
