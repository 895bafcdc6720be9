const encoder = new TextEncoder();

/** Number of bytes of `text` in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * Cuts `text` into pieces of at most `limit` bytes in UTF-8, in order and with nothing left out. Cuts fall
 * between characters as people see them (grapheme clusters); a cluster that alone is longer than the limit
 * is cut between code points. The empty text is one empty piece.
 *
 * @param limit bytes, at least 4: the longest code point has to fit
 */
export function splitText(text: string, limit: number): string[] {
  if (!(limit >= 4)) throw new RangeError(`Cannot split text: the limit is ${limit} bytes`);
  // No UTF-16 code unit takes more than three bytes: most texts need no closer look.
  if (text.length * 3 <= limit || byteLength(text) <= limit) return [text];
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const fits = endOfFitting(text, start, limit);
    const boundary = fits < text.length ? segments.containing(fits)?.index ?? fits : fits;
    const end = boundary > start ? boundary : fits;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/**
 * Where the code points from `start` on end that fit into `limit` bytes. `TextEncoder.encodeInto` would know,
 * but Deno 2.4.2, once it has compiled it, counts the Latin-1 letters of some texts as one byte each.
 */
function endOfFitting(text: string, start: number, limit: number): number {
  let end = start;
  for (let bytes = 0; end < text.length;) {
    const code = text.codePointAt(end) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > limit) break;
    end += code < 0x10000 ? 1 : 2;
  }
  return end;
}
