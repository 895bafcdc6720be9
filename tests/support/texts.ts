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
