import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  decodeOpening,
  decodeOpeningTerms,
  decodeWelcome,
  decodeWelcomeTerms,
  encodeOpening,
  encodeOpeningTerms,
  encodeWelcome,
  encodeWelcomeTerms,
  isOpening,
  isWelcome,
  ProtocolError,
} from "../../src/wire/mod.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const hex = (digits: number) =>
  fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: digits, maxLength: digits })
    .map((array) => array.join(""));
const limits = fc.record({
  window: fc.integer({ min: 4096, max: 2 ** 24 }),
  silence: fc.integer({ min: 1000, max: 600_000 }),
});
const message = fc.uint8Array({ maxLength: 400 });
const share = fc.oneof(bytes(0), bytes(32));

Deno.test("Openings, welcomes and their terms are read as they were written", () => {
  fc.assert(fc.property(hex(16), hex(40), message, share, (nonce, cookie, message, share) => {
    const opening = encodeOpening({ nonce, cookie, message });
    assert(isOpening(opening));
    assertEquals(decodeOpening(opening), { nonce, cookie, message });
    const welcome = encodeWelcome({ nonce, share, message });
    assert(isWelcome(welcome));
    assertEquals(decodeWelcome(welcome, share.length > 0), { nonce, share, message });
  }));
  fc.assert(fc.property(limits, share, (limits, share) => {
    const terms = encodeOpeningTerms({ limits, share });
    assertEquals(decodeOpeningTerms(terms, share.length > 0), { limits, share });
    assertThrows(() => decodeOpeningTerms(Uint8Array.of(...terms, 0), share.length > 0));
  }));
  const text = fc.string({ unit: "grapheme", maxLength: 32 });
  fc.assert(
    fc.property(fc.maxSafeNat(), limits, bytes(16), text, (session, limits, resetToken, name) => {
      const terms = { session, limits, resetToken, name };
      assertEquals(decodeWelcomeTerms(encodeWelcomeTerms(terms)), terms);
    }),
  );
});

Deno.test("Limits that are out of bounds, and what is cut, are refused", () => {
  const least = { window: 4096, silence: 1000 };
  for (
    const limits of [
      { ...least, window: 4095 },
      { ...least, silence: 999 },
      { ...least, window: 2 ** 24 + 1 },
      { ...least, silence: 600_001 },
    ]
  ) {
    const terms = encodeOpeningTerms({ limits, share: new Uint8Array() });
    assertThrows(() => decodeOpeningTerms(terms, false), ProtocolError);
  }
  const terms = encodeOpeningTerms({ limits: least, share: new Uint8Array() });
  assertThrows(() => decodeOpeningTerms(terms, true), ProtocolError);
  assertThrows(() => decodeOpening(Uint8Array.of(0xb3, 1, 2)), ProtocolError);
  assertThrows(() => decodeWelcome(Uint8Array.of(0xb4, 1, 2), false), ProtocolError);
});
