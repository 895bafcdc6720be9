import stringWidth from "string-width";

/** A task that was done. Times are in milliseconds since 1970, a clock that all processes share. */
export interface Run {
  readonly number: number;
  readonly pid: number;
  readonly start: number;
  readonly end: number;
}

/** How a time line is drawn. */
export interface Drawing {
  /** The time at its left edge. */
  readonly began: number;
  /** How many milliseconds are drawn. */
  readonly span: number;
  /** How many columns there are, the labels included. */
  readonly columns: number;
  /** What stands before the line of a process. */
  readonly label: (pid: number) => string;
}

/**
 * Who did what when, a line for each process: `process 17 ..1=====4=====`. A number begins its task, and
 * dots are time without one. Plain letters, because others are of uncertain width in Chinese terminals.
 */
export function timeLine(runs: readonly Run[], drawing: Drawing): string[] {
  const rows = Map.groupBy(runs, ({ pid }) => pid);
  const labels = [...rows.keys()].map(drawing.label);
  const indent = Math.max(...labels.map((label) => stringWidth(label))) + 4;
  const width = Math.max(10, drawing.columns - indent - 1);
  return [...rows.values()].map((row, index) => {
    const label = labels[index] ?? "";
    const padding = " ".repeat(indent - stringWidth(label) - 2);
    return `  ${label}${padding}${drawRow(row, drawing, width)}`;
  });
}

function drawRow(runs: readonly Run[], { began, span }: Drawing, width: number): string {
  const columnOf = (time: number) => Math.round((time - began) / Math.max(span, 1) * width);
  let row = "";
  for (const { number, start, end } of runs.toSorted((a, b) => a.start - b.start)) {
    row = row.padEnd(columnOf(start), ".");
    const length = Math.max(1, columnOf(end) - row.length);
    row += `${number}`.padEnd(length, "=").slice(0, length);
  }
  return row.padEnd(width, ".").slice(0, width);
}
