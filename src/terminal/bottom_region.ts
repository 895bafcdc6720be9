import { cellsOf, widthOf } from "./cells.ts";
import { makeVisible } from "../base/mod.ts";

/** What is at the bottom of the screen and drawn again and again. */
export interface Region {
  readonly rows: readonly string[];
  /** Where the cursor is in it, from 0. */
  readonly row: number;
  readonly column: number;
  /**
   * What is in the cursor's row before the cursor. Written again, it leads a terminal to that place which has
   * other widths for some emoji than are assumed here.
   */
  readonly before: string;
}

/** What the region is made of. */
export interface RegionContent {
  /** Rows above the prompt, none wider than the screen. */
  readonly above: readonly string[];
  readonly prompt: string;
  /** The draft as it is, with `\n` and whatever else was pasted. */
  readonly text: string;
  /** Index of the text where the cursor is. */
  readonly cursor: number;
}

/**
 * Lays out the region. What is too high for the screen is cut: the rows above the prompt first, the oldest
 * of them first, then the rows of the draft that are far from the cursor.
 *
 * @param columns width of the screen, at least 8
 * @param height rows of the screen, at least 1
 */
export function layOutRegion(content: RegionContent, columns: number, height: number): Region {
  const { above } = content;
  const draft = layOutDraft(content, columns);
  const spare = Math.max(0, height - draft.rows.length);
  const kept = spare === 0 ? [] : above.slice(-spare);
  const first = Math.max(0, Math.min(draft.row - height + 1, draft.rows.length - height));
  const shown = draft.rows.slice(first, first + height);
  return {
    rows: [...kept, ...shown],
    row: kept.length + draft.row - first,
    column: draft.column,
    before: draft.before,
  };
}

/** The prompt and the draft: rows are filled to the last column, and indented to the prompt's width. */
function layOutDraft({ prompt, text, cursor }: RegionContent, columns: number): Region {
  const promptWidth = widthOf(prompt);
  const indent = promptWidth <= columns / 2 ? promptWidth : 0;
  const rows: string[] = [];
  let row = "";
  let used = 0;
  let place: Pick<Region, "row" | "column" | "before"> | undefined;
  const put = (shown: string, width: number) => {
    if (used + width > columns) endRow();
    row += shown;
    used += width;
  };
  const endRow = () => {
    rows.push(row);
    row = " ".repeat(indent);
    used = indent;
  };
  const here = () => ({ row: rows.length, column: used, before: row });
  for (const { text: shown, width } of cellsOf(prompt)) put(shown, width);
  let start = 0;
  for (const line of text.split("\n")) {
    if (start > 0) endRow();
    // Cut into cells as it is shown: what is dropped may have kept its neighbours apart.
    const caret = makeVisible(line.slice(0, Math.max(0, cursor - start)), "").length;
    const isHere = cursor >= start && cursor <= start + line.length;
    let index = 0;
    for (const { text: cell, width } of cellsOf(makeVisible(line, ""))) {
      // At the end of a row, the cursor stands where the next character goes.
      if (isHere && index >= caret && place === undefined) {
        if (used + width > columns) endRow();
        place = here();
      }
      put(cell, width);
      index += cell.length;
    }
    start += line.length + 1;
    if (!isHere || place !== undefined) continue;
    if (used >= columns && start > text.length) endRow();
    place = here();
  }
  place ??= here();
  rows.push(row);
  // Before a line break, the row may be full.
  return { ...place, rows, column: Math.min(place.column, columns - 1) };
}

/**
 * How many rows above the cursor the region begins after the terminal was made narrower or wider: terminals
 * fold rows that became too long.
 */
export function rowsAboveCursor({ rows, row, column }: Region, columns: number): number {
  let above = Math.floor(column / columns);
  for (const text of rows.slice(0, row)) {
    above += Math.max(1, Math.ceil(shownWidth(text) / columns));
  }
  return above;
}

/** The width of a row without its colours. */
export function shownWidth(text: string): number {
  // deno-lint-ignore no-control-regex -- the colours that this program paints with
  return widthOf(text.replaceAll(/\x1b\[[\d;]*m/g, ""));
}
