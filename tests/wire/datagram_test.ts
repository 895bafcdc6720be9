import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  beginData,
  DATAGRAM_LIMIT,
  decodeHeader,
  encodeReset,
  endData,
  HEADER_BYTES,
  isBinary,
  openPayload,
  ProtocolError,
  type SessionKey,
  TAG_BYTES,
} from "../../src/wire/mod.ts";

const key: fc.Arbitrary<SessionKey> = fc.record({
  session: fc.maxSafeNat(),
  tag: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
const number = fc.nat(2 ** 31 - 1).map((value) => value * 2 ** 17 + 1);
const payload = fc.uint8Array({ maxLength: DATAGRAM_LIMIT - HEADER_BYTES - TAG_BYTES });

function data(key: SessionKey, number: number, asking: boolean, payload: Uint8Array): Uint8Array {
  const target = new Uint8Array(DATAGRAM_LIMIT);
  const writer = beginData(target);
  writer.bytes(payload);
  return target.slice(0, endData(writer, key, number, asking));
}

Deno.test("A datagram of data is read as it was written", () => {
  fc.assert(fc.property(key, number, fc.boolean(), payload, (key, number, asking, payload) => {
    const datagram = data(key, number, asking, payload);
    assertEquals(datagram.length, HEADER_BYTES + payload.length + TAG_BYTES);
    assert(isBinary(datagram));
    const header = decodeHeader(datagram);
    assertEquals(header, { kind: "data", session: key.session, number, asking });
    const reader = openPayload(datagram, key);
    assertEquals(reader.bytes(reader.left), payload);
  }));
});

Deno.test("`openPayload()` refuses a datagram that was damaged anywhere, or has another tag", () => {
  fc.assert(
    fc.property(key, payload, fc.nat(), fc.nat(7), (key, payload, at, bit) => {
      const datagram = data(key, 1, false, payload);
      assertThrows(
        () => openPayload(datagram, { ...key, tag: (key.tag ^ 1) >>> 0 }),
        ProtocolError,
        "Cannot open a datagram: its tag does not fit",
      );
      assertThrows(() => openPayload(datagram.subarray(0, -1), key), ProtocolError);
      datagram[at % datagram.length]! ^= 1 << bit;
      assertThrows(() => openPayload(datagram, key), ProtocolError);
    }),
  );
});

Deno.test("The tag is the same however often it was computed", () => {
  const key = { session: 1, tag: 0xdead_beef };
  const first = data(key, 1, false, new Uint8Array(100));
  for (let count = 0; count < 20_000; count++) {
    const datagram = data(key, 1, false, new Uint8Array(100));
    if (datagram.at(-1) !== first.at(-1)) throw new Error(`Cannot repeat a tag: after ${count}`);
  }
  assertEquals([...first.slice(-4)], [0x55, 0x93, 0x5d, 0x60]);
});

Deno.test("`encodeReset()` and `decodeHeader()` are each other's inverse, and damage is seen", () => {
  fc.assert(fc.property(key, fc.nat(), fc.nat(7), ({ session }, at, bit) => {
    const datagram = encodeReset(session);
    const header = { kind: "reset", session, number: 0, asking: false } as const;
    assertEquals(decodeHeader(datagram), header);
    // No reset is as long as the shortest datagram it can answer.
    assert(datagram.length < HEADER_BYTES);
    datagram[at % datagram.length]! ^= 1 << bit;
    assertThrows(() => decodeHeader(datagram), ProtocolError);
  }));
});

Deno.test("`decodeHeader()` throws nothing but a ProtocolError, for any bytes", () => {
  const anyBytes = fc.tuple(
    fc.constantFrom(0xb0, 0xb1, 0xb2, 0x48),
    fc.uint8Array({ maxLength: 30 }),
  )
    .map(([first, rest]) => Uint8Array.of(first, ...rest));
  fc.assert(fc.property(fc.oneof(anyBytes, fc.uint8Array({ maxLength: 30 })), (bytes) => {
    try {
      assert(decodeHeader(bytes).session >= 0);
    } catch (error) {
      assert(error instanceof ProtocolError, `${error}`);
    }
  }));
});

Deno.test("`isBinary()` is false for every text, in any language", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assertEquals(isBinary(new TextEncoder().encode(text)), false);
  }));
  assertEquals(isBinary(new Uint8Array(0)), false);
});
