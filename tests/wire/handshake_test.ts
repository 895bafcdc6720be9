import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Answer,
  type Call,
  decodeAnswer,
  decodeCall,
  decodeClassicRequest,
  encodeAnswer,
  encodeCall,
  VERSION,
} from "../../src/wire/mod.ts";

/** Bytes of a HELLO at least; no answer to one without a cookie is as long. */
const CALL_BYTES = 120;

const hex = (digits: number) =>
  fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: digits, maxLength: digits })
    .map((array) => array.join(""));
const nonce = hex(16);
const limits = fc.record({
  window: fc.integer({ min: 4096, max: 2 ** 24 }),
  silence: fc.integer({ min: 1000, max: 600_000 }),
});

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ kind: fc.constant("hello" as const), version: fc.nat(99_999), nonce }),
  fc.record({
    kind: fc.constant("open" as const),
    version: fc.constant(VERSION),
    nonce,
    cookie: hex(40),
    limits,
  }),
);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ kind: fc.constant("cookie" as const), nonce, cookie: hex(40) }),
  fc.record({
    kind: fc.constant("welcome" as const),
    nonce,
    session: fc.maxSafeNat(),
    tag: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    limits,
  }),
  fc.record({ kind: fc.constant("version" as const), nonce, version: fc.nat(99_999) }),
  fc.record({ kind: fc.constant("busy" as const), nonce }),
);

const encoder = new TextEncoder();

Deno.test("`decodeCall()` reads what `encodeCall()` wrote: ASCII that classic servers ignore", () => {
  fc.assert(fc.property(call, (call) => {
    const datagram = encodeCall(call);
    assertEquals(decodeCall(datagram), call);
    assert(datagram.length >= CALL_BYTES && datagram.every((byte) => byte >= 0x20 && byte < 0x7f));
    assertEquals(decodeClassicRequest(datagram), undefined);
  }));
});

Deno.test("`decodeAnswer()` reads what `encodeAnswer()` wrote, never longer than a call", () => {
  fc.assert(fc.property(answer, (answer) => {
    const datagram = encodeAnswer(answer);
    assertEquals(decodeAnswer(datagram), answer);
    assert(datagram.length < CALL_BYTES, `${datagram.length} bytes`);
  }));
});

Deno.test("`decodeCall()` and `decodeAnswer()` throw nothing, for any bytes", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.oneof(call.map(encodeCall), answer.map(encodeAnswer)), fc.nat(), fc.nat(255)).map(
      ([bytes, at, value]) => {
        const damaged = bytes.slice();
        damaged[at % damaged.length] = value;
        return damaged;
      },
    ),
  );
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const [call, answer] = [decodeCall(bytes), decodeAnswer(bytes)];
      if (call?.version === VERSION) assertEquals(decodeCall(encodeCall(call)), call);
      if (answer !== undefined) assertEquals(decodeAnswer(encodeAnswer(answer)), answer);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("`decodeCall()` takes no call that is short, spelt otherwise, or has limits out of bounds", () => {
  const nonce = "0123456789abcdef";
  const cookie = "0".repeat(40);
  const padded = (text: string) => decodeCall(encoder.encode(text.padEnd(CALL_BYTES, ".")));
  assert(padded(`HELLO 1 ${nonce} `) !== undefined);
  assert(padded(`HELLO 1 ${nonce} ${cookie} window=4096 silence=1000 `) !== undefined);
  for (
    const text of [
      `HELLO 1 ${nonce}`,
      `hello 1 ${nonce} `,
      `HELLO 1 ${nonce.toUpperCase()} `,
      `HELLO 1 ${nonce} x`,
      `HELLO 1 ${nonce} ${cookie} window=4095 silence=1000 `,
      `HELLO 1 ${nonce} ${cookie} window=4096 silence=999 `,
      `HELLO 1 ${nonce} ${cookie} window=16777217 silence=1000 `,
      `HELLO 1 ${nonce} ${cookie} window=4096 silence=600001 `,
      `HELLO 1 ${nonce} ${cookie} `,
    ]
  ) assertEquals(padded(text), undefined, text);
  assertEquals(
    decodeCall(encoder.encode(`HELLO 1 ${nonce} `.padEnd(CALL_BYTES - 1, "."))),
    undefined,
  );
  assertEquals(decodeCall(encoder.encode(`HELLO 1 ${nonce} `.padEnd(257, "."))), undefined);
});

Deno.test("`decodeCall()` reads version and nonce of a call whatever the version's own part is", () => {
  const text = "HELLO 2 0123456789abcdef anything at all".padEnd(CALL_BYTES, "~");
  const expected: Call = { kind: "hello", version: 2, nonce: "0123456789abcdef" };
  assertEquals(decodeCall(encoder.encode(text)), expected);
});
