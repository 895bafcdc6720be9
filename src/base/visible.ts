// deno-lint-ignore-file no-control-regex

/** Marks of the Unicode bidirectional algorithm that reorder the text around them. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufff9-\ufffb]/g;

/**
 * Characters that take no place, or as much as the terminal pleases, and that no script needs to be read:
 * soft hyphen, zero-width spaces, fillers. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const BLANK =
  /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\u{1bca0}-\u{1bca3}]/gu;

/** The flag of a part of a country, which may stay, or an invisible tag (UTS #51, "Emoji Tag Sequences"). */
const TAG = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,6}\u{e007f})|[\u{e0000}-\u{e0fff}]/gu;

/** A fixed number, as nobody knows the column: so the indentation of a program stays visible. */
const TAB_SPACES = "    ";

/**
 * More marks on one letter than any language has, and joiners in a row: they would pile up over other lines.
 */
const PILE = /(\p{M}{8})\p{M}+/gu;
const JOINERS = /([\u200c\u200d])[\u200c\u200d]+/g;

/**
 * A text from the wire, fit to be written to a terminal: bidirectional marks and blanks without a width are
 * dropped, control characters (C0, DEL, C1, and so every escape sequence) are shown as symbols, a tab as
 * four spaces, halves of surrogate pairs as U+FFFD; of the marks on one letter eight are left.
 *
 * @param lineBreak what stands for each line break within the text
 */
export function makeVisible(text: string, lineBreak: string): string {
  return text
    .toWellFormed()
    .replace(BIDI, "")
    .replace(BLANK, "")
    .replace(TAG, "$1")
    .replace(JOINERS, "$1")
    .replace(PILE, "$1")
    .split(LINE_BREAK)
    .map((line) => line.replace(CONTROL, symbolOf))
    .join(lineBreak);
}

/** Unicode's control pictures, U+2400 and up, which have none for C1. */
function symbolOf(control: string): string {
  if (control === "\t") return TAB_SPACES;
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
