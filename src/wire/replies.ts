/** Answers to requests, as lines of the direct stream. */

import {
  encodeLine,
  fieldsOf,
  isAmount,
  isCount,
  isString,
  isTime,
  optional,
} from "./json_line.ts";

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

/** A name or an address that may not enter. */
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

/** A reply as a line with its end. */
export function encodeReply(number: number, reply: Reply): Uint8Array {
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
 * The reply that a word and what belongs to it make; undefined for a word that this version does not know,
 * "bad" where it is no reply.
 */
export function replyOf(word: string, argument: unknown): Reply | undefined | "bad" {
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
