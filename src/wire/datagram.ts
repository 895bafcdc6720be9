import { ByteReader, ByteWriter, ProtocolError } from "./bytes.ts";

/**
 * Most bytes of a binary datagram that is sent. Of datagrams up to this length Linux keeps 25 for a socket by default; of
 * those that are a little longer 12, as it takes memory for them in powers of two.
 */
export const DATAGRAM_LIMIT = 7800;

/** Bytes in front of the part that is sealed: kind, session, number. */
export const HEADER_BYTES = 14;

/** Bytes by which the sealed part is longer than what is in it: the tag of ChaCha20-Poly1305. */
export const TAG_BYTES = 16;

/** Bytes of a session's id. */
export const SESSION_BYTES = 7;
const NUMBER_BYTES = 6;

/** Bytes of the token by which a member knows that a reset is the server's. */
export const RESET_TOKEN_BYTES = 16;

/** The first byte of a datagram. No text begins with any of them: in UTF-8 they need another byte before. */
const DATA = 0xb0;
/** Like DATA, and the sender wants it acknowledged at once. */
const DATA_ASKING = 0xb1;
/** There is no such session (any more). */
const RESET = 0xb2;
/** From a member: opens a session. */
export const OPENING = 0xb3;
/** From the server: the session is open. */
export const WELCOME = 0xb4;

/** What is in front of a datagram of a session. */
export type Header =
  | {
    readonly kind: "data";
    readonly session: number;
    /** Each datagram of one direction has a number of its own, rising by one. */
    readonly number: number;
    /** Whether the sender wants it acknowledged at once. */
    readonly asking: boolean;
  }
  /** The server does not know the session. */
  | { readonly kind: "reset"; readonly session: number; readonly token: Uint8Array };

/** Whether a datagram is one of this dialect's binary ones, by its first byte. */
export function isBinary(datagram: Uint8Array): boolean {
  const first = datagram[0];
  return first !== undefined && first >= DATA && first <= WELCOME;
}

/** Whether a datagram wants to open a session. */
export function isOpening(datagram: Uint8Array): boolean {
  return datagram[0] === OPENING;
}

/** Whether a datagram answers an opening. */
export function isWelcome(datagram: Uint8Array): boolean {
  return datagram[0] === WELCOME;
}

/**
 * Reads what is in front of a datagram of a session, without looking at the rest.
 *
 * @throws {ProtocolError}
 */
export function decodeHeader(datagram: Uint8Array): Header {
  const reader = new ByteReader(datagram);
  const first = reader.uint8();
  if (first !== DATA && first !== DATA_ASKING && first !== RESET) {
    throw new ProtocolError(`Cannot read a datagram: its kind is ${first}`);
  }
  const session = readSession(reader);
  if (first === RESET) {
    const token = reader.bytes(RESET_TOKEN_BYTES);
    reader.finish();
    return { kind: "reset", session, token };
  }
  return {
    kind: "data",
    session,
    number: reader.uint(NUMBER_BYTES),
    asking: first === DATA_ASKING,
  };
}

/** @throws {ProtocolError} */
export function readSession(reader: ByteReader): number {
  const session = reader.uint(SESSION_BYTES);
  if (session > Number.MAX_SAFE_INTEGER) {
    throw new ProtocolError("Cannot read a session: too large");
  }
  return session;
}

/** Begins a datagram of data in `target`: a writer for the frames, behind the room for the header. */
export function beginData(target: Uint8Array): ByteWriter {
  const writer = new ByteWriter(target);
  writer.position = HEADER_BYTES;
  return writer;
}

/** Writes the header of a datagram whose frames are written. Returns where the frames end. */
export function endData(
  writer: ByteWriter,
  session: number,
  number: number,
  asking: boolean,
): number {
  const end = writer.position;
  writer.position = 0;
  writer.uint8(asking ? DATA_ASKING : DATA);
  writer.uint(session, SESSION_BYTES);
  writer.uint(number, NUMBER_BYTES);
  return end;
}

/** The answer to a datagram of a session that is not there. */
export function encodeReset(session: number, token: Uint8Array): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(1 + SESSION_BYTES + RESET_TOKEN_BYTES));
  writer.uint8(RESET);
  writer.uint(session, SESSION_BYTES);
  writer.bytes(token);
  return writer.target;
}
