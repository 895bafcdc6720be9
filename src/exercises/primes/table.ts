import stringWidth from "string-width";

/** Columns between two cells. */
const GAP = 2;

/** Columns of a bar. */
const BAR_LEAST = 5;
const BAR_MOST = 40;

/** Eighths of a block, from none to seven. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Draws a bar of the width in columns that there is room for. */
export type DrawBar = (width: number) => string;

/**
 * Rows of text as aligned lines, the first cell of each to the left, the others to the right, and behind
 * them a bar, as wide as the columns allow.
 */
export function chart(
  rows: readonly (readonly string[])[],
  bars: readonly (DrawBar | undefined)[],
  columns: number,
): string[] {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, stringWidth(cell))),
    [],
  );
  const cellsWidth = widths.reduce((sum, width) => sum + width + GAP, 0);
  const room = Math.max(BAR_LEAST, Math.min(BAR_MOST, columns - cellsWidth));
  return rows.map((row, rowIndex) => {
    const cells = row.map((cell, index) => {
      const blanks = " ".repeat((widths[index] ?? 0) - stringWidth(cell));
      return index === 0 ? cell + blanks : blanks + cell;
    });
    return [...cells, bars[rowIndex]?.(room) ?? ""].join(" ".repeat(GAP)).trimEnd();
  });
}

/** A horizontal bar of `share`, from 0 to 1, of the width in columns. */
export function bar(share: number, width: number): string {
  const eighths = share > 0 ? Math.round(Math.min(1, share) * width * 8) : 0;
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
