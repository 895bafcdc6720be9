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
  /** The server at which the member is; undefined where the room has but one. */
  readonly server?: string | undefined;
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
  readonly covers: "name" | "address" | "key";
  /** Milliseconds since 1970; undefined for good. */
  readonly until: number | undefined;
  /** The operator's name; undefined for the console. */
  readonly by: string | undefined;
}

/** How far a member has followed the log. */
export interface SeenStatus {
  readonly name: string;
  readonly dialect: "classic" | "reliable";
  /** Whether the member's connection is broken. */
  readonly isAway: boolean;
  /** Entries that the member has not confirmed; undefined where nobody knows: the classic dialect confirms nothing. */
  readonly behind: number | undefined;
  /** Milliseconds since the oldest of them that there still is, 0 where there is none. */
  readonly lag: number | undefined;
}

/** One of the servers of a room. */
export interface ServerStatus {
  readonly name: string;
  /** Where members reach it, `host:port` each. */
  readonly addresses: readonly string[];
  /** How many members it has. */
  readonly members: number;
  /** Milliseconds that it took the last time to agree with the others. */
  readonly lag: number;
  /** Whether it has not been heard for a while. */
  readonly isGone: boolean;
}

/** An entry that was found. */
export interface Hit {
  readonly index: number;
  /** The entry as a line of the log without its end, which counts the time from 1970 on. */
  readonly line: string;
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
  /**
   * Entries with the text that was searched for, the newest first. To go on, ask for those before `next`, which is
   * undefined where all of the log was searched; there may be more however few these are.
   */
  | { readonly kind: "search"; readonly hits: readonly Hit[]; readonly next: number | undefined }
  /** How far the members have followed the log, those first who entered first; `count` is the number of all. */
  | { readonly kind: "seen"; readonly count: number; readonly members: readonly SeenStatus[] }
  /** The servers of the room, by name; none where it has but one. */
  | { readonly kind: "servers"; readonly servers: readonly ServerStatus[] }
  /** Somebody's public key, in 64 hexadecimal digits; without one, the member speaks the classic dialect. */
  | { readonly kind: "whois"; readonly key: string | undefined }
  /** All bans, or those that the request has made. */
  | { readonly kind: "bans"; readonly bans: readonly BanStatus[] };

/** The answer to a request. */
export type Reply =
  /** It was applied. */
  | { readonly kind: "done" }
  /** It was applied, but the member whom it is for is not here: it waits until that is. */
  | { readonly kind: "waits" }
  /** It was not applied, and will not be. */
  | { readonly kind: "refused"; readonly reason: string }
  | Content;

/** A reply as a line with its end. */
export function encodeReply(number: number, reply: Reply): Uint8Array {
  switch (reply.kind) {
    case "done":
      return encodeLine([number]);
    case "waits":
      return encodeLine([number, "waits"]);
    case "refused":
      return encodeLine([number, "refused", reply.reason]);
    case "who":
    case "seen":
      return encodeLine([number, reply.kind, { count: reply.count, members: reply.members }]);
    case "bans":
      return encodeLine([number, "bans", reply.bans]);
    case "servers":
      return encodeLine([number, "servers", reply.servers]);
    case "whois":
      return encodeLine([number, "whois", { key: reply.key }]);
    case "search": {
      const { hits, next } = reply;
      const pairs = hits.map(({ index, line }) => [index, JSON.parse(line)]);
      return encodeLine([number, "search", { hits: pairs, next }]);
    }
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
    case "waits":
      return { kind: word };
    case "refused":
      return isString(argument) ? { kind: word, reason: argument } : "bad";
    case "who":
      if (!isCount(count) || !Array.isArray(members)) return "bad";
      return { kind: word, count, members: members.flatMap((item) => statusOf(fieldsOf(item))) };
    case "seen":
      if (!isCount(count) || !Array.isArray(members)) return "bad";
      return { kind: word, count, members: members.flatMap((item) => seenOf(fieldsOf(item))) };
    case "search": {
      const { hits, next } = fieldsOf(argument);
      if (!Array.isArray(hits)) return "bad";
      return { kind: word, hits: hits.flatMap(hitOf), next: optional(next, isCount) };
    }
    case "bans":
      if (!Array.isArray(argument)) return "bad";
      return { kind: word, bans: argument.flatMap((item) => banOf(fieldsOf(item))) };
    case "servers":
      if (!Array.isArray(argument)) return "bad";
      return { kind: word, servers: argument.flatMap((item) => serverOf(fieldsOf(item))) };
    case "whois": {
      const key = optional(fieldsOf(argument)["key"], isString);
      return { kind: word, key: key !== undefined && /^[0-9a-f]{64}$/.test(key) ? key : undefined };
    }
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
    server: optional(fields["server"], isString),
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

function seenOf(fields: Readonly<Record<string, unknown>>): SeenStatus | [] {
  const { name, dialect, isAway, behind, lag } = fields;
  if (!isString(name)) return [];
  return {
    name,
    dialect: dialect === "classic" ? dialect : "reliable",
    isAway: isAway === true,
    behind: optional(behind, isCount),
    lag: optional(lag, isAmount),
  };
}

function serverOf(fields: Readonly<Record<string, unknown>>): ServerStatus | [] {
  const { name, addresses, members, lag, isGone } = fields;
  if (!isString(name) || !Array.isArray(addresses)) return [];
  if (!isCount(members) || !isAmount(lag)) return [];
  return { name, addresses: addresses.filter(isString), members, lag, isGone: isGone === true };
}

function hitOf(pair: unknown): Hit | [] {
  const [index, entry] = Array.isArray(pair) ? pair : [];
  return isCount(index) && entry !== undefined ? { index, line: JSON.stringify(entry) } : [];
}

function banOf(fields: Readonly<Record<string, unknown>>): BanStatus | [] {
  const { target, covers, until, by } = fields;
  if (!isString(target)) return [];
  return {
    target,
    covers: covers === "address" || covers === "key" ? covers : "name",
    until: optional(until, isTime),
    by: optional(by, isString),
  };
}
