import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { makeVisible } from "../../src/base/mod.ts";
import { anyText } from "../support/texts.ts";

const BREAK = " ⏎ ";

/** Text with many of the characters that a terminal must not get. */
const nastyText = fc.array(
  fc.oneof(
    anyText(5),
    fc.nat({ max: 0x9f }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      "\x1b[31m",
      "\x1b]0;title\x07",
      "\x9b2J",
      "\u061c",
      "\u200e",
      "\u200f",
      "\u202a",
      "\u202e",
      "\u2066",
      "\u2069",
      "\u2028",
      "\u2029",
      "\u0085",
      "\r\n",
      "\r",
      "\ud800",
      "汉",
      "👩‍👩‍👧",
    ),
  ),
  { maxLength: 30 },
).map((parts) => parts.join(""));

Deno.test("`makeVisible()` lets no control, escape or bidirectional character through", () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const visible = makeVisible(text, BREAK);
      for (const character of visible) {
        assertEquals(
          /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(character),
          false,
          `U+${character.codePointAt(0)?.toString(16)} in ${JSON.stringify(visible)}`,
        );
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("`makeVisible()` is idempotent", () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const visible = makeVisible(text, BREAK);
      assertEquals(makeVisible(visible, BREAK), visible);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`makeVisible()` leaves ordinary text of any script as it is", () => {
  for (
    const text of [
      "",
      "hello, world",
      "你好，世界",
      "שלום",
      "مرحبا",
      "👩‍👩‍👧",
      "e\u0301",
      "a\u00a0b",
      "␛",
      "⏎",
    ]
  ) assertEquals(makeVisible(text, BREAK), text);
  const plain = fc.string({ unit: fc.constantFrom(..."aZ09 ~汉é🙂") });
  fc.assert(fc.property(plain, (text) => makeVisible(text, BREAK) === text));
});

Deno.test("`makeVisible()` shows each line break in the way it is told to, once", () => {
  const breaks = ["\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"];
  for (const lineBreak of breaks) {
    assertEquals(makeVisible(`a${lineBreak}b`, BREAK), "a ⏎ b", JSON.stringify(lineBreak));
    assertEquals(makeVisible(`a${lineBreak}b`, "\n  "), "a\n  b");
    assertEquals(makeVisible(lineBreak + lineBreak, "|"), "||");
  }
  assertEquals(makeVisible("\n\r", "|"), "||");
  assertEquals(makeVisible("a\r\u202e\nb", "|"), "a|b");
});

Deno.test("`makeVisible()` shows control characters as symbols, a tab as four spaces", () => {
  assertEquals(makeVisible("\x1b[31mred\x1b[0m", BREAK), "␛[31mred␛[0m");
  assertEquals(makeVisible("\0\x07\b\x1f\x7f", BREAK), "␀␇␈␟␡");
  assertEquals(makeVisible("a\tb", BREAK), "a    b");
  assertEquals(makeVisible("\x9b2J\x80", BREAK), "\ufffd2J\ufffd");
});

Deno.test("`makeVisible()` drops bidirectional marks", () => {
  assertEquals(makeVisible("abc\u202egnp.exe\u2069\u200f\u061c", BREAK), "abcgnp.exe");
});
