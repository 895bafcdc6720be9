import type { DatabaseSync } from "node:sqlite";
import { COLUMNS, fromColumns } from "./row.ts";
import { PAGE } from "./statements.ts";

/** What can be wrong with a room's file. */
export type Fault =
  /** SQLite says that the file is not what it wrote. */
  | { readonly kind: "damage"; readonly detail: string }
  /** Between two records there is nothing where others should be. */
  | { readonly kind: "recordGap"; readonly after: number; readonly next: number }
  /** The same of entries; the number is that of the record where it shows. */
  | { readonly kind: "entryGap"; readonly after: number; readonly next: number }
  /** A record means nothing. */
  | { readonly kind: "record"; readonly number: number };

/** Most faults of one kind that are worth a line: after a thousand, one more is no news. */
const MOST_FAULTS = 1000;

/**
 * All that is wrong with a room's file.
 *
 * @throws {Error} where it cannot be read at all
 */
export function findFaults(database: DatabaseSync): Fault[] {
  const damage = findDamage(database);
  // What SQLite cannot read is not worth being counted.
  return damage.length > 0 ? damage : findGaps(database);
}

function findDamage(database: DatabaseSync): Fault[] {
  try {
    return database.prepare("PRAGMA integrity_check").all()
      .flatMap((row) => Object.values(row).flatMap((text) => `${text}`.split("\n")))
      .filter((line) => line !== "ok" && !line.startsWith("***"))
      .map((detail) => ({ kind: "damage", detail }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [{ kind: "damage", detail: error.message }];
  }
}

function findGaps(database: DatabaseSync): Fault[] {
  const query = database.prepare(
    `SELECT ${COLUMNS} FROM record WHERE number > ? ORDER BY number LIMIT ${PAGE}`,
  );
  const faults: Fault[] = [];
  let number = 0;
  let entry: number | undefined;
  for (;;) {
    const rows = query.all(number);
    for (const columns of rows) {
      const next = Number(columns["number"]);
      if (number > 0 && next !== number + 1) {
        faults.push({ kind: "recordGap", after: number, next });
      }
      number = next;
      const row = fromColumns(columns);
      if (row === undefined) faults.push({ kind: "record", number });
      const index = columns["entry"];
      if (typeof index !== "number") continue;
      if (entry !== undefined && index !== entry + 1) {
        faults.push({ kind: "entryGap", after: entry, next: index });
      }
      entry = index;
    }
    if (rows.length < PAGE || faults.length >= MOST_FAULTS) return faults;
  }
}
