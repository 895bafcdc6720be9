// What is typed in a talk: words for everybody, or a command behind a slash.

import type { Messages, TalkWord } from "../language/mod.ts";
import { alignTable } from "../terminal/mod.ts";
import { suggest } from "./options.ts";

/** A line that was typed, understood. */
export type Typed =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "ignore"; readonly name: string | undefined }
  | { readonly type: "unignore"; readonly name: string }
  | { readonly type: "clear" | "help" }
  | { readonly type: "exit" }
  /** It is no command, or not a whole one; `why` is for the person. */
  | { readonly type: "fault"; readonly why: string };

/** Words that leave, beside `/exit`. */
const EXITS = ["exit", "/quit"];

/** What each command makes of what is behind it, or undefined where that is not what it needs. */
const COMMANDS: Readonly<Record<TalkWord, (rest: string) => Typed | undefined>> = {
  ignore: (rest) => rest === "" ? { type: "ignore", name: undefined } : named("ignore", rest),
  unignore: (rest) => named("unignore", rest),
  clear: (rest) => alone("clear", rest),
  help: (rest) => alone("help", rest),
  exit: (rest) => alone("exit", rest),
};

const WORDS = Object.keys(COMMANDS) as TalkWord[];

/** Every command, with its slash. */
export const COMMAND_WORDS: readonly string[] = [...WORDS.map((word) => `/${word}`), "/quit"];

/** Understands a line that was typed; `//x` says `/x`. */
export function parseTyped(line: string, messages: Messages): Typed {
  if (EXITS.includes(line.trim())) return { type: "exit" };
  if (line.startsWith("//")) return { type: "say", text: line.slice(1) };
  if (!line.startsWith("/")) return { type: "say", text: line };
  const [, command = "", rest = ""] = /^(\/\S*)\s*(.*)$/su.exec(line) ?? [];
  const word = WORDS.find((known) => `/${known}` === command.toLowerCase());
  if (word === undefined) {
    const nearest = suggest(command, COMMAND_WORDS, messages);
    return { type: "fault", why: messages.unknownCommand(command) + nearest };
  }
  return COMMANDS[word](rest.trim()) ??
    { type: "fault", why: messages.usageIs(usageOf(word, messages)) };
}

/** What `/help` shows. */
export function talkHelp(messages: Messages): string[] {
  const rows = WORDS.map((word) => [
    `  ${usageOf(word, messages)}`,
    messages.talkCommands[word].summary,
  ]);
  return [messages.talkHelp, ...alignTable(rows, ["left", "left"])];
}

function usageOf(word: TalkWord, messages: Messages): string {
  const { args } = messages.talkCommands[word];
  return args === undefined ? `/${word}` : `/${word} ${args}`;
}

function named(type: "ignore" | "unignore", rest: string): Typed | undefined {
  return /^\S+$/u.test(rest) ? { type, name: rest } : undefined;
}

function alone(type: "clear" | "help" | "exit", rest: string): Typed | undefined {
  return rest === "" ? { type } : undefined;
}
