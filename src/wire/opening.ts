/** The two datagrams of the key agreement: what they carry in the clear, and what is sealed inside. */

import { decodeHex, encodeHex } from "@std/encoding/hex";
import { ByteReader, ByteWriter, ProtocolError } from "./bytes.ts";
import { OPENING, readSession, RESET_TOKEN_BYTES, SESSION_BYTES, WELCOME } from "./datagram.ts";

/** What each end allows the other. */
export interface Limits {
  /** Bytes of each stream that may be sent before they are taken: 4096 to 2^24. */
  readonly window: number;
  /** Milliseconds of silence after which the session is lost: 1000 to 600,000. */
  readonly silence: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const NONCE_BYTES = 8;
const COOKIE_BYTES = 20;
/** Bytes of a share of CPace. */
export const SHARE_BYTES = 32;

/** A member's datagram that opens a session: the cookie, and the first message of the key agreement. */
export interface Opening {
  readonly nonce: string;
  readonly cookie: string;
  readonly message: Uint8Array;
}

export function encodeOpening({ nonce, cookie, message }: Opening): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(1 + NONCE_BYTES + COOKIE_BYTES + message.length));
  writer.uint8(OPENING);
  writer.bytes(decodeHex(nonce));
  writer.bytes(decodeHex(cookie));
  writer.bytes(message);
  return writer.target;
}

/** @throws {ProtocolError} where the datagram is too short */
export function decodeOpening(datagram: Uint8Array): Opening {
  const reader = new ByteReader(datagram, 1);
  const nonce = encodeHex(reader.bytes(NONCE_BYTES));
  const cookie = encodeHex(reader.bytes(COOKIE_BYTES));
  return { nonce, cookie, message: reader.bytes(reader.left) };
}

/** The server's answer to an opening: the second message of the key agreement. */
export interface Welcome {
  readonly nonce: string;
  /** The server's share of CPace; empty where the room takes no secret. */
  readonly share: Uint8Array;
  readonly message: Uint8Array;
}

export function encodeWelcome({ nonce, share, message }: Welcome): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(1 + NONCE_BYTES + share.length + message.length));
  writer.uint8(WELCOME);
  writer.bytes(decodeHex(nonce));
  writer.bytes(share);
  writer.bytes(message);
  return writer.target;
}

/**
 * @param isSecret whether the room takes a secret
 * @throws {ProtocolError} where the datagram is too short
 */
export function decodeWelcome(datagram: Uint8Array, isSecret: boolean): Welcome {
  const reader = new ByteReader(datagram, 1);
  const nonce = encodeHex(reader.bytes(NONCE_BYTES));
  const share = reader.bytes(isSecret ? SHARE_BYTES : 0);
  return { nonce, share, message: reader.bytes(reader.left) };
}

const LIMITS_BYTES = 8;

/** What a member says inside the opening. */
export interface OpeningTerms {
  readonly limits: Limits;
  /** The member's share of CPace; empty where the room takes no secret. */
  readonly share: Uint8Array;
}

export function encodeOpeningTerms({ limits, share }: OpeningTerms): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(LIMITS_BYTES + share.length));
  writeLimits(writer, limits);
  writer.bytes(share);
  return writer.target;
}

/** @throws {ProtocolError} */
export function decodeOpeningTerms(bytes: Uint8Array, isSecret: boolean): OpeningTerms {
  const reader = new ByteReader(bytes);
  const limits = readLimits(reader);
  const share = reader.bytes(isSecret ? SHARE_BYTES : 0);
  reader.finish();
  return { limits, share };
}

/** Most bytes of a room's name in UTF-8. */
const ROOM_NAME_BYTES = 255;

/** What a server says inside its welcome. */
export interface WelcomeTerms {
  readonly session: number;
  readonly limits: Limits;
  readonly resetToken: Uint8Array;
  /** The room's name; empty where it has none. */
  readonly name: string;
}

export function encodeWelcomeTerms(terms: WelcomeTerms): Uint8Array {
  const name = encoder.encode(terms.name).subarray(0, ROOM_NAME_BYTES);
  const length = SESSION_BYTES + LIMITS_BYTES + RESET_TOKEN_BYTES + name.length;
  const writer = new ByteWriter(new Uint8Array(length));
  writer.uint(terms.session, SESSION_BYTES);
  writeLimits(writer, terms.limits);
  writer.bytes(terms.resetToken);
  writer.bytes(name);
  return writer.target;
}

/** @throws {ProtocolError} */
export function decodeWelcomeTerms(bytes: Uint8Array): WelcomeTerms {
  const reader = new ByteReader(bytes);
  const session = readSession(reader);
  const limits = readLimits(reader);
  const resetToken = reader.bytes(RESET_TOKEN_BYTES).slice();
  const name = decoder.decode(reader.bytes(reader.left));
  return { session, limits, resetToken, name };
}

function writeLimits(writer: ByteWriter, { window, silence }: Limits): void {
  writer.uint(window, 4);
  writer.uint(silence, 4);
}

function readLimits(reader: ByteReader): Limits {
  const [window, silence] = [reader.uint(4), reader.uint(4)];
  const isAllowed = window >= 4096 && window <= 2 ** 24 && silence >= 1000 && silence <= 600_000;
  if (!isAllowed) throw new ProtocolError(`Cannot take the limits ${window} and ${silence}`);
  return { window, silence };
}
