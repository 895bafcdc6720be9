/** Lines of the request stream: each a JSON array of a number, a word and what belongs to it. */

import {
  isRequestKind,
  type Request,
  REQUEST_FIELDS,
  type RequestKind,
  requestOf,
} from "../base/mod.ts";
import { ProtocolError } from "./bytes.ts";
import { arrayOf, encodeLine, fieldsOf, isCount, isString } from "./json_line.ts";

/** Most bytes of a line of the request stream, its end not counted. */
export const REQUEST_LIMIT = 65_536;

/** Where a member was who comes back. */
export interface Resumption {
  /** The room's id, from {@link Entered}. */
  readonly room: string;
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
  /** The member's run of the program: what it draws at random when it starts. */
  readonly run: string;
  /** Whether to take a seat over that another run of the same member has, by its name. */
  readonly takesOver: boolean;
  readonly resume: Resumption | undefined;
}

/**
 * A line of the request stream. Requests have numbers from 1 on in each seat, in rising order; to enter has
 * none, which is 0. A request whose number is not above the last one's was applied before.
 */
export interface RequestLine {
  readonly number: number;
  readonly request: EnterRequest | Request;
}

/** A request as a line with its end. A request's only field is written as it is, several as an object. */
export function encodeRequest({ number, request }: RequestLine): Uint8Array {
  if (request.kind === "enter") {
    const { name, history, run, takesOver: over, resume } = request;
    return encodeLine([0, "enter", { name, history, run, over, ...resume }]);
  }
  const { kind, ...fields } = request;
  const only = onlyField(kind);
  const value: unknown = only === undefined ? undefined : Reflect.get(fields, only);
  if (value !== undefined) return encodeLine([number, kind, value]);
  return encodeLine(Object.keys(fields).length > 0 ? [number, kind, fields] : [number, kind]);
}

/**
 * @throws {ProtocolError} for a line that is no request
 */
export function decodeRequest(line: string): RequestLine {
  const [number, word, argument] = arrayOf(line);
  const request = word === "enter" ? enterOf(fieldsOf(argument)) : askedBy(word, argument);
  if (request?.kind === "enter") return { number: 0, request };
  if (request !== undefined && isCount(number)) return { number, request };
  throw new ProtocolError(`Cannot read a request: ${line.slice(0, 40)}`);
}

function askedBy(word: unknown, argument: unknown): Request | undefined {
  if (!isRequestKind(word)) return undefined;
  const only = onlyField(word);
  const request = requestOf(word, only === undefined ? fieldsOf(argument) : { [only]: argument });
  return "kind" in request ? request : undefined;
}

/** The field of a request that has one alone. */
function onlyField(kind: RequestKind): string | undefined {
  const [field, second] = Object.keys(REQUEST_FIELDS[kind]);
  return second === undefined ? field : undefined;
}

function enterOf({ name, history, run, over, ...rest }: Readonly<Record<string, unknown>>) {
  if (!isString(name) || !isCount(history) || !isString(run)) return undefined;
  const takesOver = over === true;
  return { kind: "enter", name, history, run, takesOver, resume: resumptionOf(rest) } as const;
}

function resumptionOf(fields: Readonly<Record<string, unknown>>): Resumption | undefined {
  const { room, from, heard } = fields;
  if (!isString(room)) return undefined;
  return isCount(from) && isCount(heard) ? { room, from, heard } : undefined;
}
