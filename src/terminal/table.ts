import stringWidth from "string-width";

/** Columns between two cells. */
const GAP = "  ";

/** Whether no line is wider than `columns`, wide characters counted as the terminal shows them. */
export function fits(lines: readonly string[], columns: number): boolean {
  return lines.every((line) => stringWidth(line) <= columns);
}

/** To which side the cells of a column are aligned. */
export type Alignment = "left" | "right";

/**
 * Rows of text as aligned lines, wide characters counted as the terminal shows them.
 *
 * @param rows cells without line breaks, as many in each row as there are alignments
 */
export function alignTable(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => stringWidth(row[column] ?? "")))
  );
  return rows.map((row) =>
    alignments.map((alignment, column) => {
      const cell = row[column] ?? "";
      const blanks = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
      return alignment === "left" ? cell + blanks : blanks + cell;
    }).join(GAP).trimEnd()
  );
}
