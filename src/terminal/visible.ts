// deno-lint-ignore-file no-control-regex

/** Marks of the Unicode bidirectional algorithm that reorder the text around them. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufff9-\ufffb]/g;

/**
 * A text from the wire, fit to be written to a terminal: bidirectional marks are dropped, control
 * characters (C0, DEL, C1, and so every escape sequence) are shown as symbols, a tab as a space.
 *
 * @param lineBreak what stands for each line break within the text
 */
export function makeVisible(text: string, lineBreak: string): string {
  return text
    .replace(BIDI, "")
    .split(LINE_BREAK)
    .map((line) => line.replace(CONTROL, symbolOf))
    .join(lineBreak);
}

/** Unicode's control pictures, U+2400 and up, which have none for C1. */
function symbolOf(control: string): string {
  if (control === "\t") return " ";
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
