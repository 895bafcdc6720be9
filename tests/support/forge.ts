/** Datagrams as somebody would make them who knows a session, or has read its datagrams, and means harm. */

import { equals } from "@std/bytes/equals";
import { sealData, type SessionKeys } from "../../src/link/mod.ts";
import {
  beginData,
  type ByteWriter,
  DATAGRAM_LIMIT,
  writeStreamHeader,
} from "../../src/wire/mod.ts";
import type { Random } from "./random.ts";

/** A datagram of a session, with frames as `write` writes them. */
export function forge(
  keys: SessionKeys,
  number: number,
  write: (writer: ByteWriter) => void,
): Uint8Array {
  const target = new Uint8Array(2 * DATAGRAM_LIMIT);
  const writer = beginData(target);
  write(writer);
  return target.slice(0, sealData(writer, keys, number, false));
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
    if (!equals(mutated, datagram) && !equals(mutated, other)) return mutated;
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
