import { type ByteReader, type ByteWriter, ProtocolError, VARINT_BYTES } from "./bytes.ts";
import { SESSION_BYTES } from "./datagram.ts";

/** A byte that makes a datagram longer, and says nothing. */
const PADDING = 0x00;
/** Asks for an acknowledgement and carries nothing. */
const PING = 0x01;
const ACK = 0x02;
const WINDOW = 0x03;
const CLOSE = 0x04;
/** Asks whether the other end is where its datagrams come from, and the answer (RFC 9000, 8.2). */
const CHALLENGE = 0x05;
const RESPONSE = 0x06;
/** The number of the stream is in the lower bits. */
const STREAM = 0x10;

/** The streams of this dialect. */
export const STREAMS = {
  /** From the server: the room's log, the same bytes for everybody. */
  room: 0,
  /** From the server: replies, and what is for one member alone. */
  direct: 1,
  /** From the member: requests. */
  request: 2,
} as const;

/** Number of streams. */
export const STREAM_COUNT = 3;

/** Most ranges of an acknowledgement. */
export const RANGE_LIMIT = 32;

/** Bytes of a challenge. */
export const CHALLENGE_BYTES = 8;

/** Most bytes of the reason for an end. */
export const REASON_LIMIT = 100;

/** A part of a datagram. */
export type Frame =
  | { readonly kind: "ping" }
  | AckFrame
  /** The other end may send bytes of a stream up to `limit`. */
  | { readonly kind: "window"; readonly stream: number; readonly limit: number }
  | {
    readonly kind: "stream";
    readonly stream: number;
    readonly offset: number;
    readonly bytes: Uint8Array;
  }
  /** Is the other end where its datagrams come from? `data` are {@link CHALLENGE_BYTES} bytes at random. */
  | { readonly kind: "challenge"; readonly data: Uint8Array }
  /** It is: `data` are those of the challenge. */
  | { readonly kind: "response"; readonly data: Uint8Array }
  /** The session is over. It repeats the session's id. */
  | { readonly kind: "close"; readonly session: number; readonly reason: string };

/** The datagrams that have arrived. */
export interface AckFrame {
  readonly kind: "ack";
  /** Milliseconds that the acknowledgement of the largest number was held back. */
  readonly delay: number;
  /** First and last number of each range, the highest range first. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads all frames of a datagram.
 *
 * @throws {ProtocolError}
 */
export function decodeFrames(reader: ByteReader): Frame[] {
  const frames: Frame[] = [];
  while (reader.left > 0) {
    const type = reader.uint8();
    if (type !== PADDING) frames.push(decodeFrame(type, reader));
  }
  return frames;
}

function decodeFrame(type: number, reader: ByteReader): Frame {
  if (type >= STREAM && type < STREAM + STREAM_COUNT) {
    const offset = reader.varint();
    const bytes = reader.bytes(reader.varint());
    return { kind: "stream", stream: type - STREAM, offset, bytes };
  }
  switch (type) {
    case ACK:
      return decodeAck(reader);
    case PING:
      return { kind: "ping" };
    case WINDOW:
      return { kind: "window", stream: decodeStream(reader), limit: reader.varint() };
    case CLOSE:
      return { kind: "close", session: reader.uint(SESSION_BYTES), reason: decodeReason(reader) };
    case CHALLENGE:
      return { kind: "challenge", data: reader.bytes(CHALLENGE_BYTES) };
    case RESPONSE:
      return { kind: "response", data: reader.bytes(CHALLENGE_BYTES) };
    default:
      throw new ProtocolError(`Cannot read a frame: its type is ${type}`);
  }
}

function decodeStream(reader: ByteReader): number {
  const stream = reader.uint8();
  if (stream >= STREAM_COUNT) throw new ProtocolError(`Cannot read a frame: stream ${stream}`);
  return stream;
}

function decodeAck(reader: ByteReader): AckFrame {
  const delay = reader.varint();
  const count = reader.uint8();
  if (count < 1 || count > RANGE_LIMIT) throw new ProtocolError(`Cannot read ${count} ranges`);
  const ranges: (readonly [number, number])[] = [];
  // Each range is told by its distance from the one above and its length, both less one.
  let last = reader.varint();
  for (let first = last - reader.varint();; first = last - reader.varint()) {
    if (first < 0) throw new ProtocolError("Cannot read a range: it begins below 0");
    ranges.push([first, last]);
    if (ranges.length === count) return { kind: "ack", delay, ranges };
    last = first - 2 - reader.varint();
  }
}

function decodeReason(reader: ByteReader): string {
  const length = reader.varint();
  if (length > REASON_LIMIT) throw new ProtocolError(`Cannot read a reason of ${length} bytes`);
  try {
    return strict.decode(reader.bytes(length));
  } catch (error) {
    if (error instanceof TypeError) throw new ProtocolError("Cannot read a reason: not UTF-8");
    throw error;
  }
}

export function writePing(writer: ByteWriter): void {
  writer.uint8(PING);
}

/** Fills a datagram up to `end` with bytes that say nothing. */
export function writePadding(writer: ByteWriter, end: number): void {
  writer.target.fill(PADDING, writer.position, end);
  writer.position = end;
}

export function writeChallenge(writer: ByteWriter, data: Uint8Array): void {
  writer.uint8(CHALLENGE);
  writer.bytes(data);
}

export function writeResponse(writer: ByteWriter, data: Uint8Array): void {
  writer.uint8(RESPONSE);
  writer.bytes(data);
}

/**
 * @param ranges first number and the one behind the last of each, ascending, at most {@link RANGE_LIMIT}
 * @param delay whole milliseconds
 */
export function writeAck(
  writer: ByteWriter,
  ranges: readonly (readonly [start: number, end: number])[],
  delay: number,
): void {
  writer.uint8(ACK);
  writer.varint(delay);
  writer.uint8(ranges.length);
  let above: number | undefined;
  for (let index = ranges.length - 1; index >= 0; index--) {
    const [start, end] = ranges[index]!;
    writer.varint(above === undefined ? end - 1 : above - end - 1);
    writer.varint(end - 1 - start);
    above = start;
  }
}

/** Bytes of a window frame at most. */
export const WINDOW_BYTES = 2 + VARINT_BYTES;

export function writeWindow(writer: ByteWriter, stream: number, limit: number): void {
  writer.uint8(WINDOW);
  writer.uint8(stream);
  writer.varint(limit);
}

/** Bytes of a stream frame at most, beside the stream's own. */
export const STREAM_BYTES = 1 + VARINT_BYTES + 2;

/** Writes what is in front of a stream's bytes; the caller then writes `length` bytes, below 2^14. */
export function writeStreamHeader(
  writer: ByteWriter,
  stream: number,
  offset: number,
  length: number,
): void {
  writer.uint8(STREAM + stream);
  writer.varint(offset);
  writer.varint(length);
}

/** Bytes of a close frame at most. */
export const CLOSE_BYTES = 1 + SESSION_BYTES + 2 + REASON_LIMIT;

export function writeClose(writer: ByteWriter, session: number, reason: string): void {
  writer.uint8(CLOSE);
  writer.uint(session, SESSION_BYTES);
  const bytes = encoder.encode(reason);
  writer.varint(bytes.length);
  writer.bytes(bytes);
}
