// The commands that can be typed, in a talk and at the console of a server.

import { parseDuration } from "../base/mod.ts";
import type { Asking } from "../client/mod.ts";
import type { CommandWord } from "../language/mod.ts";
import type { OperatorRequest } from "../server/mod.ts";

/** A line that was typed at the console, understood. */
export type ConsoleTyped =
  | { readonly kind: "say"; readonly text: string }
  /** Something for the server to do, or to answer. */
  | { readonly kind: "ask"; readonly request: OperatorRequest }
  | { readonly kind: "topic" | "help" }
  | { readonly kind: "exit" }
  /** It is no command, or not a whole one; `why` is for the person. */
  | { readonly kind: "fault"; readonly why: string };

/** A line that was typed in a talk, understood. */
export type Typed =
  | ConsoleTyped
  | { readonly kind: "ask"; readonly request: Asking }
  /** An answer to whoever wrote last. */
  | { readonly kind: "answer"; readonly text: string }
  /** So many entries from before. */
  | { readonly kind: "history"; readonly count: number }
  | { readonly kind: "ignore"; readonly name: string | undefined }
  | { readonly kind: "unignore"; readonly name: string }
  | { readonly kind: "clear" };

/** Entries that `/history` shows, and most that it does. */
const HISTORY = 20;
const HISTORY_LIMIT = 1000;

/** What a command makes of what is behind it, or undefined where that is not what it needs. */
export type Parse<T> = (rest: string) => T | undefined;

/** A command and whom it is for; the console has what operators have, who are members, too. */
export type Command =
  | { readonly for: "members"; readonly parse: Parse<Typed> }
  | { readonly for: "all" | "operators" | "console"; readonly parse: Parse<ConsoleTyped> };

export const COMMANDS = {
  msg: {
    for: "members",
    parse: (rest) => {
      const [, to, text] = /^(\S+)\s+(.+)$/su.exec(rest) ?? [];
      return to && text ? { kind: "ask", request: { kind: "whisper", to, text } } : undefined;
    },
  },
  r: { for: "members", parse: (rest) => rest === "" ? undefined : { kind: "answer", text: rest } },
  me: {
    for: "members",
    parse: (rest) =>
      rest === "" ? undefined : { kind: "ask", request: { kind: "act", text: rest } },
  },
  who: { for: "all", parse: bare("who") },
  nick: { for: "members", parse: ofWord("rename") },
  topic: {
    for: "all",
    parse: (rest) => {
      if (rest === "") return { kind: "topic" };
      return { kind: "ask", request: { kind: "topic", text: rest === "-" ? "" : rest } };
    },
  },
  history: {
    for: "members",
    parse: (rest) => {
      const count = rest === "" ? HISTORY : /^\d+$/.test(rest) ? Number(rest) : 0;
      return count > 0 ? { kind: "history", count: Math.min(count, HISTORY_LIMIT) } : undefined;
    },
  },
  ignore: {
    for: "members",
    parse: (rest) => {
      if (rest === "") return { kind: "ignore", name: undefined };
      return isWord(rest) ? { kind: "ignore", name: rest } : undefined;
    },
  },
  unignore: {
    for: "members",
    parse: (rest) => isWord(rest) ? { kind: "unignore", name: rest } : undefined,
  },
  ping: { for: "members", parse: bare("ping") },
  clear: { for: "members", parse: (rest) => rest === "" ? { kind: "clear" } : undefined },
  help: { for: "all", parse: (rest) => rest === "" ? { kind: "help" } : undefined },
  exit: { for: "members", parse: exit },
  op: { for: "operators", parse: ofWord("op") },
  deop: { for: "operators", parse: ofWord("deop") },
  kick: { for: "operators", parse: ofWord("kick") },
  ban: {
    for: "operators",
    parse: timed((target, duration) => ({ kind: "ban", target, duration })),
  },
  unban: { for: "operators", parse: ofWord("unban") },
  bans: { for: "operators", parse: bare("bans") },
  mute: {
    for: "operators",
    parse: timed((name, duration) => ({ kind: "mute", name, duration })),
  },
  unmute: { for: "operators", parse: ofWord("unmute") },
  quit: { for: "console", parse: exit },
} as const satisfies Readonly<Record<CommandWord, Command>>;

/** Words of farewell, as other chat programs take them, are not said: the room shows none. */
function exit(): { readonly kind: "exit" } {
  return { kind: "exit" };
}

interface Ask<R> {
  readonly kind: "ask";
  readonly request: R;
}

function bare<K extends "who" | "ping" | "bans">(kind: K): Parse<Ask<{ readonly kind: K }>> {
  return (rest) => rest === "" ? { kind: "ask", request: { kind } } : undefined;
}

function ofWord<K extends "rename" | "op" | "deop" | "kick" | "unban" | "unmute">(
  kind: K,
): Parse<Ask<{ readonly kind: K; readonly text: string }>> {
  return (rest) => isWord(rest) ? { kind: "ask", request: { kind, text: rest } } : undefined;
}

/** A word and perhaps a duration behind it, such as `Bob 10m`. */
function timed<R>(request: (word: string, duration: number | undefined) => R): Parse<Ask<R>> {
  return (rest) => {
    const [, word, time] = /^(\S+)(?:\s+(\S+))?$/u.exec(rest) ?? [];
    if (word === undefined) return undefined;
    const duration = time === undefined ? undefined : parseDuration(time);
    if (time !== undefined && duration === undefined) return undefined;
    return { kind: "ask", request: request(word, duration) };
  };
}

function isWord(text: string): boolean {
  return /^\S+$/u.test(text);
}
