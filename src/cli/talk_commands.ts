// What is typed in a talk: words for everybody, or a command behind a slash.

import type { Asking } from "../client/mod.ts";
import type { Messages, TalkWord } from "../language/mod.ts";
import { alignTable } from "../terminal/mod.ts";
import { suggest } from "./options.ts";
import { parseDuration } from "./values.ts";

/** A line that was typed, understood. */
export type Typed =
  | { readonly type: "say"; readonly text: string }
  /** Something for the server to do, or to answer. */
  | { readonly type: "ask"; readonly request: Asking }
  /** An answer to whoever wrote last. */
  | { readonly type: "answer"; readonly text: string }
  /** So many entries from before. */
  | { readonly type: "history"; readonly count: number }
  | { readonly type: "ignore"; readonly name: string | undefined }
  | { readonly type: "unignore"; readonly name: string }
  | { readonly type: "topic" | "clear" | "help" }
  | { readonly type: "exit" }
  /** It is no command, or not a whole one; `why` is for the person. */
  | { readonly type: "fault"; readonly why: string };

/** Entries that `/history` shows, and most that it does. */
const HISTORY = 20;
const HISTORY_LIMIT = 1000;

/** Words that leave, beside `/exit`. */
const EXITS = ["exit", "/quit"];

/** What each command makes of what is behind it, or undefined where that is not what it needs. */
const COMMANDS: Readonly<Record<TalkWord, (rest: string) => Typed | undefined>> = {
  msg: (rest) => {
    const [, to, text] = /^(\S+)\s+(.+)$/su.exec(rest) ?? [];
    return to && text ? { type: "ask", request: { kind: "whisper", to, text } } : undefined;
  },
  r: (rest) => rest === "" ? undefined : { type: "answer", text: rest },
  me: (rest) => rest === "" ? undefined : { type: "ask", request: { kind: "act", text: rest } },
  who: (rest) => bare("who", rest),
  nick: (rest) => ofName("rename", rest),
  topic: (rest) => {
    if (rest === "") return { type: "topic" };
    return { type: "ask", request: { kind: "topic", text: rest === "-" ? "" : rest } };
  },
  history: (rest) => {
    const count = rest === "" ? HISTORY : /^\d+$/.test(rest) ? Number(rest) : 0;
    return count > 0 ? { type: "history", count: Math.min(count, HISTORY_LIMIT) } : undefined;
  },
  ignore: (rest) => {
    if (rest === "") return { type: "ignore", name: undefined };
    return isWord(rest) ? { type: "ignore", name: rest } : undefined;
  },
  unignore: (rest) => isWord(rest) ? { type: "unignore", name: rest } : undefined,
  ping: (rest) => bare("ping", rest),
  clear: (rest) => rest === "" ? { type: "clear" } : undefined,
  help: (rest) => rest === "" ? { type: "help" } : undefined,
  exit: (rest) => rest === "" ? { type: "exit" } : undefined,
  op: (rest) => ofName("op", rest),
  deop: (rest) => ofName("deop", rest),
  kick: (rest) => ofName("kick", rest),
  ban: (rest) => {
    const timed = withDuration(rest);
    if (timed === undefined) return undefined;
    const { word: target, duration } = timed;
    return { type: "ask", request: { kind: "ban", target, duration } };
  },
  unban: (rest) => ofName("unban", rest),
  bans: (rest) => bare("bans", rest),
  mute: (rest) => {
    const timed = withDuration(rest);
    if (timed === undefined) return undefined;
    const { word: name, duration } = timed;
    return { type: "ask", request: { kind: "mute", name, duration } };
  },
  unmute: (rest) => ofName("unmute", rest),
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

function bare(kind: "who" | "ping" | "bans", rest: string): Typed | undefined {
  return rest === "" ? { type: "ask", request: { kind } } : undefined;
}

function ofName(
  kind: "rename" | "op" | "deop" | "kick" | "unban" | "unmute",
  rest: string,
): Typed | undefined {
  return isWord(rest) ? { type: "ask", request: { kind, text: rest } } : undefined;
}

/** A word and perhaps a duration behind it, such as `Bob 10m`. */
function withDuration(rest: string): { word: string; duration: number | undefined } | undefined {
  const [, word, time] = /^(\S+)(?:\s+(\S+))?$/u.exec(rest) ?? [];
  if (word === undefined) return undefined;
  const duration = time === undefined ? undefined : parseDuration(time);
  return time !== undefined && duration === undefined ? undefined : { word, duration };
}

function isWord(text: string): boolean {
  return /^\S+$/u.test(text);
}
