import stringWidth from "string-width";

/** The rows that a terminal of some columns makes of lines that a program writes, without trailing blanks. */
export function wrapRows(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => {
    const rows = [""];
    for (const character of line) {
      const row = rows.at(-1) ?? "";
      // A wide character has no place in a single column.
      if (stringWidth(row + character) <= columns) rows[rows.length - 1] = row + character;
      else rows.push(character);
    }
    return rows.map((row) => row.trimEnd());
  });
}
