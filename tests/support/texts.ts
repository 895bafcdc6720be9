/** Texts for property tests. */

import fc from "fast-check";

/** Any code point, half of a surrogate pair too; those of the first scripts more often. */
const codePoint = fc.oneof(
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0, max: 0x10ffff }),
).map((code) => String.fromCodePoint(code));

/** Texts of any code points: what a stranger may send. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(codePoint, { maxLength }).map((characters) => characters.join(""));
}

/** Texts that are meant to disturb a screen, among words of all widths. */
export const nastyText: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    anyText(5),
    fc.constantFrom(
      ...["\x1b[31m", "\x1b]0;title\x07", "\x1b[2J", "\x9b2J", "\x1b[?1049h", "\x1bc", "\x0e"],
      ...["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\u2060", "\u{e0041}"],
      ...["\n", "\r", "\r\n", "\u2028", "\t", "\x07", "\b\b\b", "\ud800"],
      ...["\u0301".repeat(10_000), "\u200d".repeat(50), "🏽".repeat(20), "ᄀ".repeat(50)],
      ...["汉字，很多汉字。", "👩‍👩‍👧", "🇩🇪", "ﷺ", "e\u0301", "กำ", "क्षि", "word", " ", "   "],
      ..."an averylongwordthatdoesnotfitintoanarrowwindowatall (so) it “is”".split(" "),
    ),
  ),
  { maxLength: 25 },
).map((parts) => parts.join(" ".repeat(parts.length % 2)));
