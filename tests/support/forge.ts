/** Datagrams as somebody would make them who knows a session, or has read its datagrams, and means harm. */

import {
  beginData,
  type ByteWriter,
  DATAGRAM_LIMIT,
  endData,
  HEADER_BYTES,
  type SessionKey,
  TAG_BYTES,
  writeStreamHeader,
} from "../../src/wire/mod.ts";
import type { Random } from "./random.ts";

/** A datagram of a session, with frames as `write` writes them. */
export function forge(
  key: SessionKey,
  number: number,
  write: (writer: ByteWriter) => void,
): Uint8Array {
  const target = new Uint8Array(2 * DATAGRAM_LIMIT);
  const writer = beginData(target);
  write(writer);
  return target.slice(0, endData(writer, key, number, false));
}

/** Writes a frame with bytes of a stream. */
export function writeStream(
  writer: ByteWriter,
  stream: number,
  offset: number,
  bytes: Uint8Array,
): void {
  writeStreamHeader(writer, stream, offset, bytes.length);
  writer.bytes(bytes);
}

/** A datagram with bits flipped, bytes overwritten, cut off, or with another one's end; never the same. */
export function mutate(random: Random, datagram: Uint8Array, other: Uint8Array): Uint8Array {
  for (;;) {
    const mutated = mutation(random, datagram, other);
    if (!isSame(mutated, datagram) && !isSame(mutated, other)) return mutated;
  }
}

function mutation(random: Random, datagram: Uint8Array, other: Uint8Array): Uint8Array {
  const at = random.below(datagram.length);
  switch (random.below(4)) {
    case 0: {
      const flipped = datagram.slice();
      for (let count = random.below(4); count >= 0; count--) {
        flipped[random.below(flipped.length)]! ^= 1 << random.below(8);
      }
      return flipped;
    }
    case 1: {
      const overwritten = datagram.slice();
      overwritten.fill(random.below(256), at, at + 1 + random.below(8));
      return overwritten;
    }
    case 2:
      return datagram.slice(0, at);
    default: {
      const from = random.below(other.length);
      const spliced = new Uint8Array(Math.min(at + other.length - from, DATAGRAM_LIMIT));
      spliced.set(datagram.subarray(0, Math.min(at, spliced.length)));
      spliced.set(other.subarray(from, from + Math.max(0, spliced.length - at)), at);
      return spliced;
    }
  }
}

/** The same datagram with another number and with a tag that fits: only who knows the session can do that. */
export function reseal(key: SessionKey, datagram: Uint8Array, number: number): Uint8Array {
  const length = Math.max(datagram.length, HEADER_BYTES + TAG_BYTES);
  const sealed = new Uint8Array(length);
  sealed.set(datagram);
  const writer = beginData(sealed);
  writer.position = length - TAG_BYTES;
  endData(writer, key, number, sealed[0] === 0xb1);
  return sealed;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
