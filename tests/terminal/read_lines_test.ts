import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { InputError, readLines } from "../../src/terminal/read_lines.ts";

/** The bytes in pieces of so many. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncIterableIterator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

/** The lines of an input, and how often it was called damaged. */
async function read(input: string | readonly number[], size = 3) {
  const bytes = typeof input === "string"
    ? new TextEncoder().encode(input)
    : Uint8Array.from(input);
  let damages = 0;
  const lines = await Array.fromAsync(readLines(inPieces(bytes, size), () => damages++));
  return { lines, damages };
}

Deno.test("`readLines()` gives the lines of any text, however it comes in pieces", async () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\0\r\n\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const input = lines.map((each) => `${each}\n`).join("");
      assertEquals(await read(input, size), { lines, damages: 0 });
    }),
    { numRuns: 200 },
  );
  assertEquals((await read("a\r\n\r\n b")).lines, ["a", "", " b"]);
  assertEquals((await read("\ufeffa\n\ufeffb\n")).lines, ["a", "\ufeffb"]);
});

Deno.test("`readLines()` gives bytes that are no UTF-8 as U+FFFD, and tells it once", async () => {
  const input = [0x61, 0xff, 0x0a, 0x62, 0x0a, 0xe4, 0xbd, 0x0a, 0x63];
  assertEquals(await read(input), { lines: ["a\ufffd", "b", "\ufffd", "c"], damages: 1 });
  assertEquals(await read("\ufffd\n"), { lines: ["\ufffd"], damages: 0 });
});

Deno.test("`readLines()` refuses what is no text", async () => {
  for (const input of [[0xff, 0xfe, 0x61], [0xfe, 0xff, 0, 0x61], [0x61, 0, 0x0a, 0]]) {
    await assertRejects(() => read(input), InputError);
  }
  const lines = readLines(inPieces(Uint8Array.from([0x61, 0x0a, 0, 0x0a]), 9), () => {});
  assertEquals((await lines.next()).value, "a");
  await assertRejects(() => lines.next(), InputError);
});

Deno.test("`readLines()` refuses a line without an end while it comes", async () => {
  const part = new Uint8Array(65_536).fill(0x78);
  let parts = 0;
  async function* endless() {
    yield Uint8Array.of(0x61, 0x0a);
    for (;; parts++) yield part;
  }
  const lines = readLines(endless(), () => {});
  assertEquals((await lines.next()).value, "a");
  await assertRejects(() => lines.next(), InputError, "line-too-long");
  assertEquals(parts, 8);
});
