// The commands that can be typed, in a talk and at the console of a server.

import { isRequestKind, parseDuration, type Request } from "../base/mod.ts";
import type { CommandWord } from "../language/mod.ts";

/** A line that was typed, understood: a request to the room, or something for this program alone. */
export type Typed =
  | Request
  | { readonly kind: "leave" }
  | { readonly kind: "show-topic" | "help" | "clear" | "invite" }
  /** Goes on with the search of before. */
  | { readonly kind: "search-on" }
  /** A private message to the member who wrote the last one. */
  | { readonly kind: "answer"; readonly text: string }
  /** Without a name it lists those who are ignored. */
  | { readonly kind: "ignore"; readonly name: string | undefined }
  | { readonly kind: "unignore"; readonly name: string }
  /** It is no command, or not a whole one; `why` is for the person. */
  | { readonly kind: "fault"; readonly why: string };

/** Whether a line that was typed is for the room. */
export function isRequest(typed: Typed): typed is Request {
  return isRequestKind(typed.kind);
}

/** Entries that `/history` shows, and most that it does; around one, it shows fewer. */
const HISTORY = 20;
const HISTORY_LIMIT = 1000;
const AROUND = 11;

/** What a command makes of the text behind it; undefined where that is not what it needs. */
export type Parse = (rest: string) => Typed | undefined;

/** A command, and who has it: what operators have, the console has too, and a member may become one. */
export interface Command {
  readonly for: "members" | "all" | "operators" | "console";
  readonly parse: Parse;
}

export const COMMANDS = {
  msg: {
    for: "members",
    parse: (rest) => {
      const [, to, text] = /^(\S+)\s+(.+)$/su.exec(rest) ?? [];
      return to && text ? { kind: "whisper", to, text } : undefined;
    },
  },
  r: { for: "members", parse: (rest) => rest === "" ? undefined : { kind: "answer", text: rest } },
  me: {
    for: "members",
    parse: (rest) => rest === "" ? undefined : { kind: "act", text: rest },
  },
  who: { for: "all", parse: bare("who") },
  whois: {
    for: "all",
    parse: (rest) => {
      if (rest === "") return { kind: "whois" };
      return isWord(rest) ? { kind: "whois", name: rest } : undefined;
    },
  },
  invite: { for: "operators", parse: (rest) => rest === "" ? { kind: "invite" } : undefined },
  nick: { for: "members", parse: ofName("rename") },
  topic: {
    for: "all",
    parse: (rest) => {
      if (rest === "") return { kind: "show-topic" };
      return { kind: "topic", text: rest === "-" ? "" : rest };
    },
  },
  history: {
    for: "members",
    parse: (rest) => {
      const [, around] = /^around\s+#?(\d{1,15})$/iu.exec(rest.normalize("NFKC")) ?? [];
      if (around !== undefined) return { kind: "history", count: AROUND, around: Number(around) };
      const count = rest === "" ? HISTORY : /^\d+$/.test(rest) ? Number(rest) : 0;
      return count > 0 ? { kind: "history", count: Math.min(count, HISTORY_LIMIT) } : undefined;
    },
  },
  search: {
    for: "members",
    parse: (rest) => rest === "" ? { kind: "search-on" } : { kind: "search", text: rest },
  },
  seen: { for: "all", parse: bare("seen") },
  servers: { for: "all", parse: bare("servers") },
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
  exit: { for: "members", parse: leave },
  op: { for: "operators", parse: ofName("op") },
  deop: { for: "operators", parse: ofName("deop") },
  kick: { for: "operators", parse: ofName("kick") },
  ban: {
    for: "operators",
    parse: timed((target, duration) => ({ kind: "ban", target, duration })),
  },
  unban: {
    for: "operators",
    parse: (rest) => isWord(rest) ? { kind: "unban", target: rest } : undefined,
  },
  bans: { for: "operators", parse: bare("bans") },
  mute: {
    for: "operators",
    parse: timed((name, duration) => ({ kind: "mute", name, duration })),
  },
  unmute: { for: "operators", parse: ofName("unmute") },
  quit: { for: "console", parse: leave },
} as const satisfies Readonly<Record<CommandWord, Command>>;

/** The commands with their words. */
export const ALL_COMMANDS = Object.entries(COMMANDS) as [CommandWord, Command][];

/** Words of farewell, which other chat programs take, are not said: the room shows none. */
function leave(): Typed {
  return { kind: "leave" };
}

function bare(kind: "who" | "seen" | "servers" | "ping" | "bans"): Parse {
  return (rest) => rest === "" ? { kind } : undefined;
}

function ofName(kind: "rename" | "op" | "deop" | "kick" | "unmute"): Parse {
  return (rest) => isWord(rest) ? { kind, name: rest } : undefined;
}

/** A word and perhaps a duration behind it, such as `Bob 10m`. */
function timed(request: (word: string, duration: number | undefined) => Request): Parse {
  return (rest) => {
    const [, word, time] = /^(\S+)(?:\s+(\S+))?$/u.exec(rest) ?? [];
    if (word === undefined) return undefined;
    const duration = time === undefined ? undefined : parseDuration(time);
    if (time !== undefined && duration === undefined) return undefined;
    return request(word, duration);
  };
}

function isWord(text: string): boolean {
  return /^\S+$/u.test(text);
}
