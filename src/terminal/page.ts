// Where a page begins in passages of so many rows: numbers alone, nothing that is drawn.

/** Passages, by how many rows each one takes. */
export interface Layout {
  readonly count: number;
  /** Rows of the passage at an index, at least 1. */
  height(index: number): number;
}

/** A row: that of a passage, both from 0. */
export interface Position {
  readonly passage: number;
  readonly row: number;
}

/** Where all begins. */
export const START: Position = { passage: 0, row: 0 };

/** So many rows further down, or up where that is negative, but not beyond the first or the last row. */
export function moveBy(layout: Layout, from: Position, rows: number): Position {
  if (layout.count === 0) return START;
  let passage = Math.min(from.passage, layout.count - 1);
  let row = from.row + rows;
  while (row < 0 && passage > 0) row += layout.height(--passage);
  while (row >= layout.height(passage) && passage < layout.count - 1) {
    row -= layout.height(passage++);
  }
  return { passage, row: Math.max(0, Math.min(row, layout.height(passage) - 1)) };
}

/** How many rows up it is from one place to an earlier one. */
export function rowsBetween(layout: Layout, earlier: Position, later: Position): number {
  let rows = later.row - earlier.row;
  for (let index = earlier.passage; index < later.passage; index++) rows += layout.height(index);
  return rows;
}

/** Where the last page begins, which is full unless all fits on it. */
export function lastPage(layout: Layout, height: number): Position {
  if (layout.count === 0) return START;
  const last = layout.count - 1;
  return moveBy(layout, { passage: last, row: layout.height(last) - 1 }, 1 - height);
}

/** Whether one place is before another. */
export function isBefore(one: Position, other: Position): boolean {
  return one.passage < other.passage || (one.passage === other.passage && one.row < other.row);
}

/** The nearest place from which there is a full page. */
export function onPage(layout: Layout, position: Position, height: number): Position {
  const last = lastPage(layout, height);
  const inside = moveBy(layout, position, 0);
  return isBefore(last, inside) ? last : inside;
}

/** The page on which a passage begins a little below the top. */
export function pageWith(layout: Layout, passage: number, height: number): Position {
  return onPage(layout, moveBy(layout, { passage, row: 0 }, -Math.floor(height / 3)), height);
}
