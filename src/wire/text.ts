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
  const buffer = new Uint8Array(limit);
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    // No code unit takes less than a byte, so more of them would not fit.
    const { read } = encoder.encodeInto(text.slice(start, start + limit), buffer);
    const fits = start + read;
    const boundary = fits < text.length ? segments.containing(fits)?.index ?? fits : fits;
    const end = boundary > start ? boundary : fits;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
