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
  const pieces: string[] = [];
  let piece = "";
  let bytes = 0;
  const add = (characters: Iterable<string>) => {
    for (const character of characters) {
      const size = byteLength(character);
      if (size > limit) {
        add(codePoints(character));
        continue;
      }
      if (bytes + size > limit) {
        pieces.push(piece);
        piece = "";
        bytes = 0;
      }
      piece += character;
      bytes += size;
    }
  };
  add(graphemes(text));
  pieces.push(piece);
  return pieces;
}

function* graphemes(text: string): Iterable<string> {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

function codePoints(text: string): Iterable<string> {
  return text;
}
