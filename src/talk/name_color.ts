import { keyOf } from "./people.ts";

/**
 * Colours of xterm's 256 that are read well on black and on white: the contrast is at least 3.5 to 1 with
 * either (WCAG 2.1, "Contrast (Minimum)"; large text needs 3). The first sixteen are left out, since themes
 * redefine them.
 */
export const NAME_COLORS: readonly number[] = [
  ...[160, 166, 94, 100, 64, 28, 30],
  ...[31, 33, 62, 98, 134, 164, 162],
];

/** The colour of a name, the same wherever and whenever it is shown, however it is spelled. */
export function colorOf(name: string): number {
  return NAME_COLORS[hash(keyOf(name)) % NAME_COLORS.length]!;
}

/** FNV-1a with 32 bits, over UTF-16 code units (Fowler, Noll and Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // The last bits of short texts differ little.
  return (value ^ (value >>> 15)) >>> 0;
}
