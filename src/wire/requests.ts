/** Lines of the request stream: each a JSON array of a number, a word and what belongs to it. */

import { ProtocolError } from "./cursor.ts";
import { arrayOf, encodeLine, fieldsOf, isCount, isString, optional } from "./json_line.ts";

/** Most bytes of a line of the request stream, its end not counted. */
export const REQUEST_LIMIT = 65_536;

/** Where a member was who comes back. */
export interface Resumption {
  /** The room's id, from {@link Entered}. */
  readonly room: string;
  /** What proves the seat, from {@link Entered}. */
  readonly token: string;
  /** Index of the next entry that the member needs. */
  readonly from: number;
  /** Lines of the direct stream that the member has of this seat. */
  readonly heard: number;
}

/** The first request of a session, and again after a refusal. */
export interface EnterRequest {
  readonly kind: "enter";
  readonly name: string;
  /** Entries that are there already and wanted, the newest ones. */
  readonly history: number;
  readonly resume: Resumption | undefined;
}

/** Requests whose one argument is a text: what is said, or a name. */
const TEXT_WORDS = [
  /** Say something to everybody... */
  "say",
  /** ...or tell what one does. */
  "act",
  /** Set the topic; an empty one takes it away. */
  "topic",
  /** Take another name, on the same seat. */
  "rename",
  /** Make a member an operator... */
  "op",
  /** ...or no operator any more. */
  "deop",
  /** Remove a member. */
  "kick",
  /** Lift a ban, of the name or the address. */
  "unban",
  /** Let a member speak again. */
  "unmute",
] as const;

/** Requests without an argument. */
const BARE_WORDS = ["who", "ping", "bans"] as const;

type TextWord = typeof TEXT_WORDS[number];
type BareWord = typeof BARE_WORDS[number];

/** What a member inside asks for. Durations are in milliseconds; undefined for good. */
export type Asking =
  | { readonly [W in TextWord]: { readonly kind: W; readonly text: string } }[TextWord]
  | { readonly [W in BareWord]: { readonly kind: W } }[BareWord]
  /** Say something to one member alone. */
  | { readonly kind: "whisper"; readonly to: string; readonly text: string }
  /** So many entries before an index, or the newest ones. */
  | { readonly kind: "history"; readonly count: number; readonly before: number | undefined }
  /** Ban a name or an address. */
  | { readonly kind: "ban"; readonly target: string; readonly duration: number | undefined }
  | { readonly kind: "mute"; readonly name: string; readonly duration: number | undefined };

/**
 * Numbered from 1 in each seat, in rising order. One whose number is not above the last one's was applied
 * before.
 */
export type NumberedRequest = Asking & { readonly number: number };

/** What a member asks for. */
export type Request = EnterRequest | NumberedRequest;

/** A request as a line with its end. */
export function encodeRequest(request: Request): Uint8Array {
  if (request.kind === "enter") {
    const { name, history, resume } = request;
    return encodeLine([0, "enter", { name, history, ...resume }]);
  }
  const { number, kind, ...rest } = request;
  if ("text" in rest && !("to" in rest)) return encodeLine([number, kind, rest.text]);
  return encodeLine(Object.keys(rest).length > 0 ? [number, kind, rest] : [number, kind]);
}

/**
 * @throws {ProtocolError} for a line that is no request
 */
export function decodeRequest(line: string): Request {
  const [number, word, argument] = arrayOf(line);
  if (word === "enter") {
    const request = enterOf(fieldsOf(argument));
    if (request !== undefined) return request;
  } else if (isCount(number)) {
    const asking = askingOf(word, argument);
    if (asking !== undefined) return { number, ...asking };
  }
  throw new ProtocolError(`Cannot read a request: ${line.slice(0, 40)}`);
}

function askingOf(word: unknown, argument: unknown): Asking | undefined {
  const textWord = TEXT_WORDS.find((known) => known === word);
  if (textWord !== undefined) {
    return isString(argument) ? { kind: textWord, text: argument } : undefined;
  }
  const bareWord = BARE_WORDS.find((known) => known === word);
  if (bareWord !== undefined) return { kind: bareWord };
  const { to, text, count, target, name, ...rest } = fieldsOf(argument);
  const duration = optional(rest["duration"], isCount);
  switch (word) {
    case "whisper":
      return isString(to) && isString(text) ? { kind: word, to, text } : undefined;
    case "history": {
      const before = optional(rest["before"], isCount);
      return isCount(count) ? { kind: word, count, before } : undefined;
    }
    case "ban":
      return isString(target) ? { kind: word, target, duration } : undefined;
    case "mute":
      return isString(name) ? { kind: word, name, duration } : undefined;
    default:
      return undefined;
  }
}

function enterOf({ name, history, ...rest }: Readonly<Record<string, unknown>>) {
  if (!isString(name) || !isCount(history)) return undefined;
  return { kind: "enter", name, history, resume: resumptionOf(rest) } as const;
}

function resumptionOf(fields: Readonly<Record<string, unknown>>): Resumption | undefined {
  const { room, token, from, heard } = fields;
  if (!isString(room) || !isString(token)) return undefined;
  return isCount(from) && isCount(heard) ? { room, token, from, heard } : undefined;
}
