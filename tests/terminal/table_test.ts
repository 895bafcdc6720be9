import { assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { alignTable } from "../../src/terminal/mod.ts";

Deno.test("`alignTable()` aligns columns to their sides", () => {
  assertEquals(
    alignTable([["Room", "Members", "Address"], ["聊天室", "12", "a"], ["é", "3", "bc"]], [
      "left",
      "right",
      "left",
    ]),
    ["Room    Members  Address", "聊天室       12  a", "é             3  bc"],
  );
  assertEquals(alignTable([], ["left"]), []);
});

Deno.test("`alignTable()` begins a column at the same place in every row, however wide the text", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "汉", "👍", "e\u0301", "한"), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
      const lines = alignTable(cells.map((text) => [text, "|"]), ["left", "left"]);
      assertEquals(new Set(lines.map((line) => stringWidth(line))).size, 1);
    }),
  );
});
