import stringWidth from "string-width";

/** A character as people see it (a grapheme cluster), and how many columns it takes. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

/**
 * Most columns of one cell: what is wider, as a pile of emoji, is no character that a terminal draws as one.
 */
const CELL_LIMIT = 4;

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The cells of a text, which join to the text again. */
export function cellsOf(text: string): Cell[] {
  // No control characters, and nothing that joins: most texts need no closer look.
  if (/^[ -~]*$/.test(text)) {
    return Array.from(text, (character) => ({ text: character, width: 1 }));
  }
  return Array.from(SEGMENTER.segment(text), ({ segment }) => cellOf(segment))
    .flatMap((cell) => cell.width > CELL_LIMIT ? Array.from(cell.text, cellOf) : [cell]);
}

function cellOf(text: string): Cell {
  return { text, width: stringWidth(text) };
}

/** How many columns a text takes, cell by cell. */
export function widthOf(text: string): number {
  return cellsOf(text).reduce((sum, { width }) => sum + width, 0);
}
