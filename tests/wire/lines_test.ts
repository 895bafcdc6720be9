import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { LineReader, ProtocolError } from "../../src/wire/mod.ts";

const encoder = new TextEncoder();

Deno.test("`LineReader.read()` gives the same lines however the bytes are cut", () => {
  const line = fc.string({ unit: "binary", maxLength: 60 }).filter((text) => !text.includes("\n"));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 40 })), (lines, cuts) => {
      const bytes = encoder.encode(lines.map((text) => `${text}\n`).join(""));
      const reader = new LineReader(1000);
      const read: string[] = [];
      let start = 0;
      for (const cut of [...cuts, bytes.length]) {
        const part = bytes.slice(start, start + cut);
        read.push(...reader.read(part));
        // A part is valid only during the call.
        part.fill(0x0a);
        start += cut;
      }
      assertEquals(read, lines);
    }),
  );
});

Deno.test("`LineReader.read()` takes a line as long as the limit, in one part or many", () => {
  const long = "x".repeat(100_000);
  for (const size of [1, 999, 200_000]) {
    const reader = new LineReader(100_000);
    const bytes = encoder.encode(`${long}\nshort\n`);
    const read: string[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      read.push(...reader.read(bytes.subarray(start, start + size)));
    }
    assertEquals(read, [long, "short"]);
  }
});

Deno.test("`LineReader.read()` refuses a line that is too long before its end has come, and bad UTF-8", () => {
  const message = "Cannot read a line of 101 bytes: the limit is 100";
  const long = encoder.encode("x".repeat(101));
  assertThrows(() => new LineReader(100).read(long), ProtocolError, message);
  assertThrows(
    () => new LineReader(100).read(Uint8Array.of(...long, 0x0a)),
    ProtocolError,
    message,
  );
  const reader = new LineReader(100);
  reader.read(long.subarray(0, 60));
  assertThrows(() => reader.read(long.subarray(60)), ProtocolError, message);
  assertThrows(
    () => new LineReader(100).read(Uint8Array.of(0xff, 0x0a)),
    ProtocolError,
    "Cannot read a line: not UTF-8",
  );
});
