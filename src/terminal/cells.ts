import stringWidth from "string-width";

/** A character as people see it (a grapheme cluster), and how many columns it takes. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

/** Most UTF-16 code units of one cell: what is longer is no character that a terminal would draw as one. */
const CELL_LIMIT = 32;

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The cells of a text, which join to the text again. */
export function cellsOf(text: string): Cell[] {
  // No control characters, and nothing that joins: most texts need no closer look.
  if (/^[ -~]*$/.test(text)) {
    return Array.from(text, (character) => ({ text: character, width: 1 }));
  }
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment)
    .flatMap((segment) => segment.length > CELL_LIMIT ? Array.from(segment) : [segment])
    .map((cell) => ({ text: cell, width: stringWidth(cell) }));
}

/** How many columns a text takes, cell by cell. */
export function widthOf(text: string): number {
  return cellsOf(text).reduce((sum, { width }) => sum + width, 0);
}
