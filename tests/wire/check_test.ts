import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  CHECK_SIZES,
  type CheckReport,
  decodeAnswer,
  decodeCall,
  decodeCheck,
  decodeCheckAnswer,
  encodeCall,
  encodeCheck,
  encodeCheckAnswer,
} from "../../src/wire/mod.ts";

const report: fc.Arbitrary<CheckReport> = fc.record({
  nonce: fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: 16, maxLength: 16 })
    .map((digits) => digits.join("")),
  heard: fc.record({ small: fc.boolean(), large: fc.boolean(), group: fc.boolean() }),
  time: fc.nat(4_000_000_000_000),
});

Deno.test("Checks and their answers are read as they were written, both as long as was asked", () => {
  fc.assert(fc.property(report, fc.constantFrom(...CHECK_SIZES), (report, size) => {
    const [check, answer] = [encodeCheck(report, size), encodeCheckAnswer(report, size)];
    assertEquals([check.length, answer.length], [size, size]);
    assertEquals(decodeCheck(check), report);
    assertEquals(decodeCheckAnswer(answer), report);
    // To a room, a check is a call.
    assertEquals(decodeCall(check)?.fill, size);
    assertEquals(decodeAnswer(answer), undefined);
  }));
});

Deno.test("`decodeCheck()` and `decodeCheckAnswer()` read nothing else, and throw nothing", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1300 }), (bytes) => {
    assertEquals([decodeCheck(bytes), decodeCheckAnswer(bytes)], [undefined, undefined]);
  }));
  const nonce = "0123456789abcdef";
  assertEquals(decodeCheck(encodeCall({ version: 2, nonce })), undefined);
  assertEquals(decodeCheck(encodeCall({ version: 2, nonce, fill: 200 }, "9 1 ")), undefined);
});
