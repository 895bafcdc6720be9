/** Lines of the direct stream: replies to requests, and what is for one member alone. */

import { ProtocolError } from "./cursor.ts";
import { arrayOf, encodeLine, fieldsOf, isCount, isString, optional } from "./json_line.ts";

/**
 * Most bytes of a line of the direct stream, its end not counted. The longest carries history, which may
 * be one entry of the longest there are.
 */
export const DIRECT_LIMIT = 524_288;

/** The seat that a member got. */
export interface Entered {
  readonly name: string;
  readonly room: string;
  readonly token: string;
  /** Whether it is the seat of before. */
  readonly resumed: boolean;
  /**
   * Number of the last request that was applied: of this seat, or of the one that the member had before in
   * the same room. The next one's is above.
   */
  readonly applied: number;
  /** Index of the first entry on the room stream. */
  readonly from: number;
  /** Milliseconds since 1970: the time to which the first entry's distance is added. */
  readonly time: number;
  /** Index of the entry that tells of the member's entering. */
  readonly since: number;
  /** Entries between those that the member has and the first on the room stream. */
  readonly missed: number;
  /** What the room talks about; empty where nobody has said. */
  readonly topic: string;
}

/** What is said to one member alone. */
export interface Whisper {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Whole milliseconds since 1970. */
  readonly at: number;
}

/** How a member is here. Times and durations are in milliseconds, times since 1970. */
export interface MemberStatus {
  readonly name: string;
  readonly dialect: "classic" | "reliable";
  /** When the member entered. */
  readonly since: number;
  /** How long the member has not spoken. */
  readonly idle: number;
  readonly isOperator: boolean;
  /** Until when the member is muted; undefined for one who is not, or for good, which `isMuted` tells. */
  readonly mutedUntil: number | undefined;
  readonly isMuted: boolean;
  /** The round trip; undefined where it is not known: in the classic dialect, or with no connection now. */
  readonly roundTrip: number | undefined;
  /** Where the member is, for operators. */
  readonly address: string | undefined;
  /** Share of the datagrams to the member that were lost, 0 to 1; for operators. */
  readonly loss: number | undefined;
  /** Age of the oldest entry that the member has not confirmed, 0 where there is none; for operators. */
  readonly lag: number | undefined;
}

/** Who or what may not enter. */
export interface BanStatus {
  readonly target: string;
  readonly covers: "name" | "address";
  /** Milliseconds since 1970; undefined for good. */
  readonly until: number | undefined;
  /** The operator's name; undefined for the console. */
  readonly by: string | undefined;
}

/** What answers a request beyond that it was applied. */
export type Content =
  /** The members, those who entered first; `count` is the number of all. */
  | { readonly kind: "who"; readonly count: number; readonly members: readonly MemberStatus[] }
  /**
   * Entries, as lines of the log without their ends. `from` is the first one's index, `time` the one of the
   * entry before, `first` the index of the oldest entry that the room still has.
   */
  | {
    readonly kind: "history";
    readonly from: number;
    readonly time: number;
    readonly first: number;
    readonly lines: readonly string[];
  }
  /** All bans, or those that the request has made. */
  | { readonly kind: "bans"; readonly bans: readonly BanStatus[] };

/** The answer to a request. */
export type Reply =
  /** It was applied. */
  | { readonly kind: "done" }
  /** It was not applied, and will not be. */
  | { readonly kind: "refused"; readonly reason: string }
  | Content;

/** What a server tells one member. */
export type Direct =
  | { readonly kind: "entered"; readonly entered: Entered }
  /** The member is not let in. */
  | { readonly kind: "denied"; readonly reason: string }
  | { readonly kind: "whisper"; readonly whisper: Whisper }
  /** The member asks for more than the room allows: from now on, requests wait for their turn. */
  | { readonly kind: "slowed"; readonly perSecond: number }
  | { readonly kind: "reply"; readonly number: number; readonly reply: Reply };

/** What a server tells one member, as a line with its end. */
export function encodeDirect(direct: Direct): Uint8Array {
  switch (direct.kind) {
    case "entered":
      return encodeLine([0, "entered", direct.entered]);
    case "denied":
      return encodeLine([0, "denied", direct.reason]);
    case "whisper":
      return encodeLine([0, "whisper", direct.whisper]);
    case "slowed":
      return encodeLine([0, "slowed", { perSecond: direct.perSecond }]);
    case "reply":
      return encodeReply(direct.number, direct.reply);
  }
}

function encodeReply(number: number, reply: Reply): Uint8Array {
  switch (reply.kind) {
    case "done":
      return encodeLine([number]);
    case "refused":
      return encodeLine([number, "refused", reply.reason]);
    case "who":
      return encodeLine([number, "who", { count: reply.count, members: reply.members }]);
    case "bans":
      return encodeLine([number, "bans", reply.bans]);
    case "history": {
      const { from, time, first, lines } = reply;
      const entries = lines.map((line) => JSON.parse(line));
      return encodeLine([number, "history", { from, time, first, entries }]);
    }
  }
}

/**
 * What a line of the direct stream says; undefined for a word that this version does not know.
 *
 * @throws {ProtocolError} for a line that is none
 */
export function decodeDirect(line: string): Direct | undefined {
  const [number, word, argument] = arrayOf(line);
  if (!isCount(number) || !(word === undefined || isString(word))) return refuse(line);
  const direct = word === undefined
    ? { kind: "reply", number, reply: { kind: "done" } } as const
    : directOf(number, word, argument);
  if (direct === "bad") return refuse(line);
  return direct;
}

function refuse(line: string): never {
  throw new ProtocolError(`Cannot read a reply: ${line.slice(0, 40)}`);
}

function directOf(number: number, word: string, argument: unknown): Direct | undefined | "bad" {
  const fields = fieldsOf(argument);
  switch (word) {
    case "entered": {
      const entered = enteredOf(fields);
      return entered === undefined ? "bad" : { kind: word, entered };
    }
    case "denied":
      return isString(argument) ? { kind: word, reason: argument } : "bad";
    case "whisper": {
      const { from, to, text, at } = fields;
      if (!isString(from) || !isString(to) || !isString(text) || !isTime(at)) return "bad";
      return { kind: word, whisper: { from, to, text, at } };
    }
    case "slowed":
      return { kind: word, perSecond: Number(fields["perSecond"]) || 0 };
    default: {
      const reply = replyOf(word, argument);
      if (number === 0) return undefined;
      // A reply of a kind that came later tells at least that the request was applied.
      return reply === "bad" ? reply : { kind: "reply", number, reply: reply ?? { kind: "done" } };
    }
  }
}

function replyOf(word: string, argument: unknown): Reply | undefined | "bad" {
  const { count, members, from, time, first, entries } = fieldsOf(argument);
  switch (word) {
    case "refused":
      return isString(argument) ? { kind: word, reason: argument } : "bad";
    case "who":
      if (!isCount(count) || !Array.isArray(members)) return "bad";
      return { kind: word, count, members: members.flatMap((item) => statusOf(fieldsOf(item))) };
    case "bans":
      if (!Array.isArray(argument)) return "bad";
      return { kind: word, bans: argument.flatMap((item) => banOf(fieldsOf(item))) };
    case "history": {
      if (!isCount(from) || !isCount(first) || !isTime(time) || !Array.isArray(entries)) {
        return "bad";
      }
      const lines = entries.map((entry) => JSON.stringify(entry));
      return { kind: word, from, time, first, lines };
    }
    default:
      return undefined;
  }
}

/** In a list, what cannot be read is left out. */
function statusOf(fields: Readonly<Record<string, unknown>>): MemberStatus | [] {
  const { name, dialect, since, idle, isOperator, isMuted } = fields;
  if (!isString(name) || !isTime(since) || !isAmount(idle)) return [];
  return {
    name,
    dialect: dialect === "classic" ? dialect : "reliable",
    since,
    idle,
    isOperator: isOperator === true,
    isMuted: isMuted === true,
    mutedUntil: optional(fields["mutedUntil"], isTime),
    roundTrip: optional(fields["roundTrip"], isAmount),
    address: optional(fields["address"], isString),
    loss: optional(fields["loss"], isAmount),
    lag: optional(fields["lag"], isAmount),
  };
}

function banOf(fields: Readonly<Record<string, unknown>>): BanStatus | [] {
  const { target, covers, until, by } = fields;
  if (!isString(target)) return [];
  return {
    target,
    covers: covers === "address" ? covers : "name",
    until: optional(until, isTime),
    by: optional(by, isString),
  };
}

function enteredOf(fields: Readonly<Record<string, unknown>>): Entered | undefined {
  const { name, room, token, resumed, applied, from, time, since, missed, topic } = fields;
  if (!isString(name) || !isString(room) || !isString(token)) return undefined;
  if (typeof resumed !== "boolean" || !isTime(time)) return undefined;
  if (!isCount(applied) || !isCount(from) || !isCount(since) || !isCount(missed)) return undefined;
  return {
    name,
    room,
    token,
    resumed,
    applied,
    from,
    time,
    since,
    missed,
    topic: optional(topic, isString) ?? "",
  };
}

/** Whether a value is a time in whole milliseconds since 1970, or before. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Whether a value is a number from 0 on. */
function isAmount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}
