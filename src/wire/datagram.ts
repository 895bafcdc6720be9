import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter, ProtocolError } from "./cursor.ts";

/** Most bytes of a binary datagram: below the MTU of any usual path. */
export const DATAGRAM_LIMIT = 1200;

/** Bytes in front of the part that can be sealed: kind, session, number. */
export const HEADER_BYTES = 14;

/** Bytes of the tag at the end. */
export const TAG_BYTES = 4;

/** Bytes of a session's id. */
export const SESSION_BYTES = 7;
const NUMBER_BYTES = 6;

/** Bytes of a reset, beside its checksum. */
const RESET_BYTES = 1 + SESSION_BYTES;

/** The first byte of a datagram. No text begins with any of them: in UTF-8 they need another byte before. */
const DATA = 0xb0;
/** Like DATA, and the sender wants it acknowledged at once. */
const DATA_ASKING = 0xb1;
/** There is no such session (any more). */
const RESET = 0xb2;

/**
 * What the two ends of a session agreed on. An attacker who cannot read their datagrams knows neither number,
 * and so can neither end the session nor slip anything in.
 */
export interface SessionKey {
  /** The session's id: 53 random bits. */
  readonly session: number;
  /** What the datagrams' checksums are combined with: 32 random bits. */
  readonly tag: number;
}

/** What is in front of a binary datagram. */
export interface Header {
  readonly kind: "data" | "reset";
  readonly session: number;
  /** Each datagram of one direction has a number of its own, rising by one. */
  readonly number: number;
  /** Whether the sender wants it acknowledged at once. */
  readonly asking: boolean;
}

/** Whether a datagram is one of this dialect's binary ones, by its first byte. */
export function isBinary(datagram: Uint8Array): boolean {
  const first = datagram[0];
  return first === DATA || first === DATA_ASKING || first === RESET;
}

/**
 * Reads what is in front of a binary datagram, without looking at the rest.
 *
 * @throws {ProtocolError}
 */
export function decodeHeader(datagram: Uint8Array): Header {
  const reader = new ByteReader(datagram);
  const first = reader.uint8();
  if (!isBinary(datagram)) throw new ProtocolError(`Cannot read a datagram: its kind is ${first}`);
  const session = reader.uint(SESSION_BYTES);
  if (session > Number.MAX_SAFE_INTEGER) {
    throw new ProtocolError("Cannot read a session: too large");
  }
  if (first === RESET) {
    if (reader.uint(TAG_BYTES) !== crc32(datagram.subarray(0, RESET_BYTES)) || reader.left > 0) {
      throw new ProtocolError("Cannot read a reset: it is damaged");
    }
    return { kind: "reset", session, number: 0, asking: false };
  }
  return {
    kind: "data",
    session,
    number: reader.uint(NUMBER_BYTES),
    asking: first === DATA_ASKING,
  };
}

/**
 * Opens the part behind the header: a reader of the frames.
 *
 * @throws {ProtocolError} where the tag does not fit: the datagram is damaged, or not of this session
 */
export function openPayload(datagram: Uint8Array, key: SessionKey): ByteReader {
  const end = datagram.length - TAG_BYTES;
  if (end < HEADER_BYTES) {
    throw new ProtocolError(`Cannot open ${datagram.length} bytes: too short`);
  }
  const expected = tagOf(datagram.subarray(0, end), key);
  const tag = new ByteReader(datagram, end).uint(TAG_BYTES);
  if (tag !== expected) throw new ProtocolError("Cannot open a datagram: its tag does not fit");
  return new ByteReader(datagram, HEADER_BYTES, end);
}

/** Begins a datagram of data in `target`: a writer for the frames, behind the room for the header. */
export function beginData(target: Uint8Array): ByteWriter {
  const writer = new ByteWriter(target);
  writer.position = HEADER_BYTES;
  return writer;
}

/** Ends a datagram of data: writes header and tag. Returns its length in bytes. */
export function endData(
  writer: ByteWriter,
  key: SessionKey,
  number: number,
  asking: boolean,
): number {
  const end = writer.position;
  writer.position = 0;
  writer.uint8(asking ? DATA_ASKING : DATA);
  writer.uint(key.session, SESSION_BYTES);
  writer.uint(number, NUMBER_BYTES);
  writer.position = end;
  writer.uint(tagOf(writer.target.subarray(0, end), key), TAG_BYTES);
  return writer.position;
}

/** The answer to a datagram of a session that is not there: with a checksum, but without a key for it. */
export function encodeReset(session: number): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(RESET_BYTES + TAG_BYTES));
  writer.uint8(RESET);
  writer.uint(session, SESSION_BYTES);
  writer.uint(crc32(writer.target.subarray(0, RESET_BYTES)), TAG_BYTES);
  return writer.target;
}

/**
 * The checksum of a datagram of data: CRC-32 (as in zlib), exclusive or the session's tag. The tag as the
 * seed would do as well, but Deno 2.4.2, once it has compiled the call, mistakes seeds above 2^31.
 */
function tagOf(bytes: Uint8Array, { tag }: SessionKey): number {
  return (crc32(bytes) ^ tag) >>> 0;
}
