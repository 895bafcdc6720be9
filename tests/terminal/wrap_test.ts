import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { widthOf, wrapLine } from "../../src/terminal/mod.ts";
import { makeVisible } from "../../src/base/mod.ts";
import { nastyText } from "../support/texts.ts";

/** A line with a head and a body, without colours. */
function wrap(head: string, body: string, width: number): string[] {
  return wrapLine([{ text: head }], [{ text: body }], width);
}

Deno.test("`wrapLine()` puts rows under the text, and ends them at spaces", () => {
  assertEquals(wrap("12:00 Ada: ", "one two three four five", 22), [
    "12:00 Ada: one two",
    "           three four",
    "           five",
  ]);
});

Deno.test("`wrapLine()` indents a little where the head takes most of the width", () => {
  assertEquals(wrap("12:00 Somebody: ", "one two three", 20), [
    "12:00 Somebody: one",
    "  two three",
  ]);
});

Deno.test("`wrapLine()` breaks between wide characters, but leaves punctuation behind its word", () => {
  assertEquals(wrap("Ada: ", "汉字汉字汉字汉。字汉", 20), ["Ada: 汉字汉字汉字", "     汉。字汉"]);
  assertEquals(wrap("", "汉字（汉字）汉字", 6), ["汉字", "（汉", "字）汉", "字"]);
});

Deno.test("`wrapLine()` fills rows with a word that is longer than one", () => {
  assertEquals(wrap("A: ", "www.example.org/a/long/path", 13), [
    "A: www.exampl",
    "   e.org/a/lo",
    "   ng/path",
  ]);
});

Deno.test("`wrapLine()` begins each line of the text under the first", () => {
  assertEquals(wrap("Ada: ", "one\n\nBob: two", 20), ["Ada: one", "", "     Bob: two"]);
});

Deno.test("`wrapLine()` keeps within the width and loses nothing but spaces, whatever the text", () => {
  fc.assert(
    fc.property(nastyText, nastyText, fc.integer({ min: 8, max: 90 }), (name, text, width) => {
      const [head, body] = [`${makeVisible(name, " ")}: `, makeVisible(text, "\n")];
      const rows = wrap(head, body, width);
      for (const row of rows) {
        assert(widthOf(row) <= width, `${JSON.stringify(row)} is wider than ${width}`);
      }
      const letters = (line: string) => line.replaceAll(/[ \n]/g, "");
      assertEquals(letters(rows.join("")), letters(head + body));
    }),
    { numRuns: 500 },
  );
});

Deno.test("`wrapLine()` paints each row by itself, so that no colour runs over its end", () => {
  const paint = (part: string) => `<${part}>`;
  const rows = wrapLine(
    [{ text: "12:00 Ada: ", paint }],
    [{ text: "one seventeen three", paint }],
    22,
  );
  assertEquals(rows, ["<12:00 Ada: one>", "           <seventeen>", "           <three>"]);
});

Deno.test("`wrapLine()` keeps an address whole that fits into no row, and wraps one that does", () => {
  const long = "https://example.org/a/very/long/path?with=a&query=too";
  const head = [{ text: "12:00 Bob: " }];
  assertEquals(wrapLine(head, [{ text: `see ${long} and tell me` }], 30), [
    "12:00 Bob: see",
    long,
    "           and tell me",
  ]);
  assertEquals(wrapLine(head, [{ text: long }], 30), ["12:00 Bob:", long]);
  assertEquals(wrapLine(head, [{ text: `${long}\nnext` }], 30), [
    "12:00 Bob:",
    long,
    "           next",
  ]);
  assertEquals(wrapLine(head, [{ text: "see http://x.org/ab" }], 30), [
    "12:00 Bob: see http://x.org/ab",
  ]);
});
