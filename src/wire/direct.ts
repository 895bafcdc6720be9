/** Lines of the direct stream: replies to requests, and what is for one member alone. */

import { ProtocolError } from "./bytes.ts";
import { arrayOf, encodeLine, fieldsOf, isCount, isString, isTime, optional } from "./json_line.ts";
import { encodeReply, type Reply, replyOf } from "./replies.ts";

/**
 * Most bytes of a line of the direct stream, its end not counted. The longest carries history, which may
 * be one entry of the longest there are.
 */
export const DIRECT_LIMIT = 524_288;

/** Addresses of other servers that are taken. */
const MOST_SERVERS = 64;

/** The seat that a member got. */
export interface Entered {
  readonly name: string;
  readonly room: string;
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
  /** The `sender` of the member's own private messages. */
  readonly id: string;
}

/** What is said to one member alone. */
export interface Whisper {
  readonly from: string;
  /** Tells the sender from others, whatever it is called: the `member` of a request that answers. */
  readonly sender: string;
  readonly to: string;
  readonly text: string;
  /** Whole milliseconds since 1970. */
  readonly at: number;
}

/** What a server tells one member. */
export type Direct =
  | { readonly kind: "entered"; readonly entered: Entered }
  /** The member is not let in. */
  | { readonly kind: "denied"; readonly reason: string }
  | {
    readonly kind: "whisper";
    readonly whisper: Whisper;
    /** Tells it from others, since it may come again where its acknowledgement was lost; not for one's own. */
    readonly letter?: number | undefined;
  }
  /** The member asks for more than the room allows: from now on, requests wait for their turn. */
  | { readonly kind: "slowed"; readonly perSecond: number }
  /** Somebody is in the room whose dialect is not sealed: what is said goes out in the clear, too. */
  | { readonly kind: "overheard" }
  /** What the member asks for has to wait, as the room's servers cannot agree now; or it has to no longer. */
  | { readonly kind: "stalled"; readonly isStalled: boolean }
  /** Where else the room is served, `host:port` each, the best first: who loses this server comes back at another. */
  | { readonly kind: "elsewhere"; readonly addresses: readonly string[] }
  | { readonly kind: "reply"; readonly number: number; readonly reply: Reply };

/** What a server tells one member, as a line with its end. */
export function encodeDirect(direct: Direct): Uint8Array {
  switch (direct.kind) {
    case "entered":
      return encodeLine([0, "entered", direct.entered]);
    case "denied":
      return encodeLine([0, "denied", direct.reason]);
    case "whisper":
      return encodeLine([0, "whisper", { ...direct.whisper, letter: direct.letter }]);
    case "overheard":
      return encodeLine([0, "overheard"]);
    case "stalled":
      return encodeLine([0, "stalled", direct.isStalled]);
    case "elsewhere":
      return encodeLine([0, "elsewhere", direct.addresses]);
    case "slowed":
      return encodeLine([0, "slowed", { perSecond: direct.perSecond }]);
    case "reply":
      return encodeReply(direct.number, direct.reply);
  }
}

/** A word that this version does not know. */
export type UnknownDirect = { readonly kind: "unknown" };

/**
 * What a line of the direct stream says.
 *
 * @throws {ProtocolError} for a line that is none
 */
export function decodeDirect(line: string): Direct | UnknownDirect {
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

function directOf(number: number, word: string, argument: unknown): Direct | UnknownDirect | "bad" {
  const fields = fieldsOf(argument);
  switch (word) {
    case "entered": {
      const entered = enteredOf(fields);
      return entered === undefined ? "bad" : { kind: word, entered };
    }
    case "denied":
      return isString(argument) ? { kind: word, reason: argument } : "bad";
    case "whisper": {
      const { from, sender, to, text, at, letter } = fields;
      if (!isString(from) || !isString(sender) || !isString(to)) return "bad";
      if (!isString(text) || !isTime(at)) return "bad";
      const whisper = { from, sender, to, text, at };
      const known = optional(letter, isCount);
      return { kind: word, whisper, ...known !== undefined && { letter: known } };
    }
    case "overheard":
      return { kind: word };
    case "stalled":
      return { kind: word, isStalled: argument === true };
    case "elsewhere":
      if (!Array.isArray(argument)) return "bad";
      return { kind: word, addresses: argument.filter(isString).slice(0, MOST_SERVERS) };
    case "slowed":
      return { kind: word, perSecond: Number(fields["perSecond"]) || 0 };
    default: {
      const reply = replyOf(word, argument);
      if (number === 0) return { kind: "unknown" };
      // A reply of a kind that came later tells at least that the request was applied.
      return reply === "bad" ? reply : { kind: "reply", number, reply: reply ?? { kind: "done" } };
    }
  }
}

function enteredOf(fields: Readonly<Record<string, unknown>>): Entered | undefined {
  const { name, room, resumed, applied, from, time, since, missed, topic, id } = fields;
  if (!isString(name) || !isString(room)) return undefined;
  if (typeof resumed !== "boolean" || !isTime(time) || !isString(id)) return undefined;
  if (!isCount(applied) || !isCount(from) || !isCount(since) || !isCount(missed)) return undefined;
  return {
    name,
    room,
    resumed,
    applied,
    from,
    time,
    since,
    missed,
    topic: optional(topic, isString) ?? "",
    id,
  };
}
