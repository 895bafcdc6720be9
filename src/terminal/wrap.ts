import { type Cell, cellsOf } from "./cells.ts";

/** A part of a line that is painted in one way. */
export interface Span {
  /** Fit to be shown, but for `\n`, which begins a new row. */
  readonly text: string;
  /** What makes the text coloured, with escape sequences; without it, the text is left as it is. */
  readonly paint?: Paint | undefined;
}

export type Paint = (text: string) => string;

interface PaintedCell extends Cell {
  readonly paint: Paint | undefined;
}

interface Row {
  readonly cells: readonly PaintedCell[];
  /** Whether it is an address that is too long for the screen, which the terminal wraps by itself. */
  readonly isAddress: boolean;
}

/** Columns of the indent where the text's own place is too far to the right. */
const SMALL_INDENT = 2;

/** Punctuation that does not begin a row, and that does not end one. */
const CLOSING = /^[、。，．！？；：）」』】》〉〕”’…,.!?;:)\]}]/u;
const OPENING = /^[（「『【《〈〔“‘([{]/u;

/**
 * Wraps a line at a width. The rows after the first are indented to where the body begins, or a little where
 * the head takes more than half of the width. Rows end at spaces and between wide characters where that is
 * possible, else anywhere. An address such as `https://…` that fits into no row stays whole, on a row of its
 * own without an indent: only so a terminal can open or copy it.
 *
 * @param head what stands before the text: time and name
 * @param width columns, at least 8
 * @returns rows without line breaks; only those of such addresses are wider than `width`
 */
export function wrapLine(head: readonly Span[], body: readonly Span[], width: number): string[] {
  const headCells = head.flatMap(paintedCells);
  const headWidth = widthOfCells(headCells);
  const fits = headWidth <= width / 2;
  const indent = fits ? headWidth : SMALL_INDENT;
  const rows = breakRows([...headCells, ...body.flatMap(paintedCells)], {
    width,
    indent,
    glued: fits ? headCells.length : 0,
  });
  return rows.map(({ cells, isAddress }, index) => {
    const isIndented = index > 0 && cells.length > 0 && !isAddress;
    return (isIndented ? " ".repeat(indent) : "") + paintRow(withoutEnd(cells));
  });
}

/** A row without the spaces that it ends with. */
function withoutEnd(row: readonly PaintedCell[]): readonly PaintedCell[] {
  const last = row.findLastIndex(({ text }) => text !== " ");
  return row.slice(0, last + 1);
}

interface Shape {
  readonly width: number;
  readonly indent: number;
  /** Cells at the beginning between which and behind which no row ends. */
  readonly glued: number;
}

function breakRows(
  cells: readonly PaintedCell[],
  { width, indent, glued }: Shape,
): Row[] {
  const rows: Row[] = [];
  let row: PaintedCell[] = [];
  let used = 0;
  /** Where the row can end: the number of its cells that stay. */
  let breakAt = 0;
  const endRow = (keep = row.length) => {
    rows.push({ cells: row.slice(0, keep), isAddress: false });
    row = row.slice(keep);
    used = indent + widthOfCells(row);
    breakAt = 0;
  };
  /** Whether the last word has a place on the next row, which may be shorter than the first. */
  const movesOn = (word: readonly Cell[], cell: Cell) =>
    indent + widthOfCells(word) + cell.width <= width;
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index]!;
    const address = addressAt(cells, index, width - indent);
    if (address > 0) {
      if (row.length > 0) endRow();
      rows.push({ cells: cells.slice(index, index + address), isAddress: true });
      index += address - 1;
      // What separates it from the next word is the end of its row.
      if (/^[ \n]$/.test(cells[index + 1]?.text ?? "")) index++;
      continue;
    }
    if (cell.text === "\n") {
      endRow();
      continue;
    }
    const least = rows.length === 0 ? glued : 0;
    if (row.length > least && canBreakBetween(row.at(-1), cell)) breakAt = row.length;
    if (used + cell.width > width && row.length > 0) {
      // The space at which a row ends is seen no more.
      const isSpace = cell.text === " ";
      endRow(breakAt > 0 && !isSpace && movesOn(row.slice(breakAt), cell) ? breakAt : row.length);
      if (isSpace) continue;
    }
    row.push(cell);
    used += cell.width;
  }
  if (row.length > 0 || rows.at(-1)?.isAddress !== true) {
    rows.push({ cells: row, isAddress: false });
  }
  return rows;
}

/** Number of cells of the address that begins at `index`, where that is wider than `width`; else 0. */
function addressAt(cells: readonly PaintedCell[], index: number, width: number): number {
  if (!/^[a-z]$/i.test(cells[index]!.text) || /^\S$/.test(cells[index - 1]?.text ?? " ")) return 0;
  let end = index;
  for (let text = cells[end]?.text; text !== undefined && !/\s/.test(text);) {
    text = cells[++end]?.text;
  }
  const word = cells.slice(index, end);
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\/./i.test(word.map(({ text }) => text).join(""));
  return isAddress && widthOfCells(word) > width ? word.length : 0;
}

function canBreakBetween(before: Cell | undefined, after: Cell): boolean {
  if (before === undefined) return false;
  if (before.text === " ") return after.text !== " ";
  if (before.width < 2 && after.width < 2) return false;
  return !CLOSING.test(after.text) && !OPENING.test(before.text);
}

function paintedCells({ text, paint }: Span): PaintedCell[] {
  return cellsOf(text).map((cell) => ({ ...cell, paint }));
}

function widthOfCells(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

/** The row's text, what is next to each other in the same paint painted as one. */
function paintRow(row: readonly PaintedCell[]): string {
  let text = "";
  for (let start = 0; start < row.length;) {
    const { paint } = row[start]!;
    let end = start;
    while (end < row.length && row[end]!.paint === paint) end++;
    const part = row.slice(start, end).map((cell) => cell.text).join("");
    text += paint === undefined ? part : paint(part);
    start = end;
  }
  return text;
}
