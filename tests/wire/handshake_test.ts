import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Answer,
  type Call,
  CHECK_LIMIT,
  decodeAnswer,
  decodeCall,
  decodeClassicRequest,
  encodeAnswer,
  encodeCall,
  VERSION,
} from "../../src/wire/mod.ts";

/** Bytes of a HELLO of this version at least; no answer to it is as long. */
const CALL_BYTES = 160;

const hex = (digits: number) =>
  fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: digits, maxLength: digits })
    .map((array) => array.join(""));
const nonce = hex(16);

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ version: fc.nat(99_999), nonce }),
  fc.record({
    version: fc.nat(99_999),
    nonce,
    fill: fc.integer({ min: CALL_BYTES, max: CHECK_LIMIT }),
  }),
);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    kind: fc.constant("cookie" as const),
    nonce,
    cookie: hex(40),
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    isSecret: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("version" as const), nonce, version: fc.nat(99_999) }),
  fc.record({ kind: fc.constantFrom("busy" as const, "wait" as const), nonce }),
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

Deno.test("`encodeAnswer()` fills an answer up to the length of the check, and never beyond it", () => {
  const fill = fc.integer({ min: CALL_BYTES, max: CHECK_LIMIT });
  fc.assert(fc.property(answer, fill, (answer, fill) => {
    const datagram = encodeAnswer(answer, fill);
    assertEquals(datagram.length, fill);
    assertEquals(decodeAnswer(datagram), answer);
  }));
});

Deno.test("`decodeCall()` takes a check of at most 1200 bytes", () => {
  const text = "HELLO 00002 0123456789abcdef CHECK ";
  const read = (length: number) => decodeCall(encoder.encode(text.padEnd(length, ".")))?.fill;
  assertEquals([159, 160, 1200, 1201].map(read), [undefined, 160, 1200, undefined]);
});

Deno.test("`decodeCall()` and `decodeAnswer()` throw nothing, for any bytes", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(
      fc.oneof(call.map((call) => encodeCall(call)), answer.map((answer) => encodeAnswer(answer))),
      fc.nat(),
      fc.nat(255),
    ).map(
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

Deno.test("`decodeCall()` takes no call that is short or spelt otherwise", () => {
  const nonce = "0123456789abcdef";
  const padded = (text: string, length = CALL_BYTES) =>
    decodeCall(encoder.encode(text.padEnd(length, ".")));
  assertEquals(padded(`HELLO 2 ${nonce} `), { version: 2, nonce });
  for (const text of [`HELLO 2 ${nonce}`, `hello 2 ${nonce} `, `HELLO 2 ${nonce.toUpperCase()} `]) {
    assertEquals(padded(text), undefined, text);
  }
  assertEquals(padded(`HELLO 2 ${nonce} `, CALL_BYTES - 1), undefined);
  assertEquals(padded(`HELLO 2 ${nonce} `, 257), undefined);
});

Deno.test("`decodeCall()` reads version and nonce of a call whatever the version's own part is", () => {
  const nonce = "0123456789abcdef";
  const text = `HELLO 1 ${nonce} anything at all`.padEnd(120, "~");
  assertEquals(decodeCall(encoder.encode(text)), { version: 1, nonce });
});
