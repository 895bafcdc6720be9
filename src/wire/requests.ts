/** Lines of the request and the direct stream: each a JSON array. */

import { ProtocolError } from "./cursor.ts";

/** Most bytes of a line of the request stream, its end not counted. */
export const REQUEST_LIMIT = 65_536;

/** Most bytes of a line of the direct stream. */
export const DIRECT_LIMIT = 2 * REQUEST_LIMIT;

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

/** What a member asks for. */
export type Request =
  /** The first request of a session, and again after a refusal. */
  | {
    readonly kind: "enter";
    readonly name: string;
    /** Entries that are there already and wanted, the newest ones. */
    readonly history: number;
    readonly resume: Resumption | undefined;
  }
  /** Numbered from 1 in each seat. One whose number is not above the last one's was applied before. */
  | { readonly kind: "say"; readonly number: number; readonly text: string };

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
}

/** What a server tells one member. */
export type Direct =
  | { readonly kind: "entered"; readonly entered: Entered }
  /** The member is not let in. */
  | { readonly kind: "denied"; readonly reason: string }
  /** A request was applied. */
  | { readonly kind: "done"; readonly number: number }
  /** A request was not applied, and will not be. */
  | { readonly kind: "refused"; readonly number: number; readonly reason: string };

const encoder = new TextEncoder();

/** A request as a line with its end. */
export function encodeRequest(request: Request): Uint8Array {
  if (request.kind === "say") return line([request.number, "say", request.text]);
  const { name, history, resume } = request;
  return line([0, "enter", { name, history, ...resume }]);
}

/**
 * @throws {ProtocolError} for a line that is no request
 */
export function decodeRequest(text: string): Request {
  const [number, word, argument] = arrayOf(text);
  if (word === "say" && isCount(number) && typeof argument === "string") {
    return { kind: "say", number, text: argument };
  }
  const { name, history, ...rest } = fieldsOf(argument);
  if (word === "enter" && typeof name === "string" && isCount(history)) {
    return { kind: "enter", name, history, resume: resumptionOf(rest) };
  }
  throw new ProtocolError(`Cannot read a request: ${text.slice(0, 40)}`);
}

/** What a server tells one member, as a line with its end. */
export function encodeDirect(direct: Direct): Uint8Array {
  switch (direct.kind) {
    case "done":
      return line([direct.number]);
    case "refused":
      return line([direct.number, "refused", direct.reason]);
    case "denied":
      return line([0, "denied", direct.reason]);
    case "entered":
      return line([0, "entered", direct.entered]);
  }
}

/**
 * @throws {ProtocolError} for a line that is none
 */
export function decodeDirect(text: string): Direct {
  const [number, word, argument] = arrayOf(text);
  if (isCount(number)) {
    if (word === undefined) return { kind: "done", number };
    if (word === "refused" && typeof argument === "string") {
      return { kind: "refused", number, reason: argument };
    }
    if (word === "denied" && typeof argument === "string") {
      return { kind: "denied", reason: argument };
    }
    const entered = word === "entered" ? enteredOf(fieldsOf(argument)) : undefined;
    if (entered !== undefined) return { kind: "entered", entered };
  }
  throw new ProtocolError(`Cannot read a reply: ${text.slice(0, 40)}`);
}

function line(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}

function arrayOf(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function resumptionOf(fields: Record<string, unknown>): Resumption | undefined {
  const { room, token, from, heard } = fields;
  if (typeof room !== "string" || typeof token !== "string") return undefined;
  return isCount(from) && isCount(heard) ? { room, token, from, heard } : undefined;
}

function enteredOf(fields: Record<string, unknown>): Entered | undefined {
  const { name, room, token, resumed, applied, from, time, since, missed } = fields;
  if (typeof name !== "string" || typeof room !== "string" || typeof token !== "string") {
    return undefined;
  }
  if (typeof resumed !== "boolean" || !Number.isSafeInteger(time)) return undefined;
  if (!isCount(applied) || !isCount(from) || !isCount(since) || !isCount(missed)) return undefined;
  return { name, room, token, resumed, applied, from, time: time as number, since, missed };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
