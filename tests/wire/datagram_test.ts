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
  isOpening,
  isWelcome,
  ProtocolError,
  RESET_TOKEN_BYTES,
  TAG_BYTES,
} from "../../src/wire/mod.ts";

const session = fc.maxSafeNat();
const number = fc.nat(2 ** 31 - 1).map((value) => value * 2 ** 17 + 1);
const payload = fc.uint8Array({ maxLength: DATAGRAM_LIMIT - HEADER_BYTES - TAG_BYTES });
const token = fc.uint8Array({ minLength: RESET_TOKEN_BYTES, maxLength: RESET_TOKEN_BYTES });

Deno.test("The header of a datagram of data is read as it was written", () => {
  fc.assert(
    fc.property(session, number, fc.boolean(), payload, (session, number, asking, payload) => {
      const target = new Uint8Array(DATAGRAM_LIMIT);
      const writer = beginData(target);
      writer.bytes(payload);
      const datagram = target.slice(0, endData(writer, session, number, asking));
      assert(isBinary(datagram));
      assertEquals(decodeHeader(datagram), { kind: "data", session, number, asking });
      assertEquals(datagram.slice(HEADER_BYTES), payload);
    }),
  );
});

Deno.test("`encodeReset()` and `decodeHeader()` are each other's inverse, and another length is seen", () => {
  fc.assert(fc.property(session, token, (session, token) => {
    const datagram = encodeReset(session, token);
    assertEquals(decodeHeader(datagram), { kind: "reset", session, token });
    // No reset is as long as the shortest datagram it can answer.
    assert(datagram.length < HEADER_BYTES + TAG_BYTES);
    assertThrows(() => decodeHeader(datagram.subarray(0, -1)), ProtocolError);
    assertThrows(() => decodeHeader(Uint8Array.of(...datagram, 0)), ProtocolError);
  }));
});

Deno.test("`decodeHeader()` throws nothing but a ProtocolError, for any bytes", () => {
  const anyBytes = fc.tuple(
    fc.constantFrom(0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0x48),
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

Deno.test("`isBinary()`, `isOpening()` and `isWelcome()` are false for every text, in any language", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const datagram = new TextEncoder().encode(text);
    for (const is of [isBinary, isOpening, isWelcome]) assertEquals(is(datagram), false);
  }));
  assertEquals(isBinary(new Uint8Array(0)), false);
});
