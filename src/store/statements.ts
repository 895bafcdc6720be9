import type { DatabaseSync, StatementSync } from "node:sqlite";
import { COLUMNS } from "./row.ts";

/** Rows that are read at a time. `iterate()` is slower than that, and ends the process of Deno 2.4.2. */
export const PAGE = 1000;
/** The kinds of records that a search finds: what people said. */
const SAID = "kind IN ('say', 'act', 'announce', 'topic')";

const QUERIES = {
  value: "SELECT value FROM room WHERE key = ?",
  setValue: "INSERT OR REPLACE INTO room (key, value) VALUES (?, ?)",
  append: `INSERT INTO record (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  last: `SELECT coalesce((SELECT max(number) FROM record), (SELECT number FROM snapshot), 0)
    AS number`,
  oldest: "SELECT min(entry) AS entry FROM record",
  newest: "SELECT max(entry) AS entry FROM record",
  after: `SELECT ${COLUMNS} FROM record WHERE number > ? ORDER BY number LIMIT ${PAGE}`,
  entries: `SELECT ${COLUMNS} FROM record WHERE entry >= ? AND entry < ? ORDER BY entry
    LIMIT ${PAGE}`,
  newestEntries: `SELECT ${COLUMNS} FROM record WHERE entry >= ? ORDER BY entry DESC LIMIT ?`,
  texts: `SELECT group_concat(text, char(10)) AS texts FROM record
    WHERE entry >= ? AND entry < ? AND ${SAID}`,
  said: `SELECT ${COLUMNS} FROM record WHERE entry >= ? AND entry < ? AND ${SAID}
    ORDER BY entry DESC`,
  snapshot: "SELECT number, state FROM snapshot",
  clearSnapshot: "DELETE FROM snapshot",
  saveSnapshot: "INSERT INTO snapshot (number, state) VALUES (?, ?)",
  firstKept: "SELECT number FROM record WHERE entry >= ? ORDER BY entry LIMIT 1",
  newestBelow: `SELECT entry FROM record WHERE number < ? AND entry IS NOT NULL
    ORDER BY number DESC LIMIT 1`,
  drop: "DELETE FROM record WHERE number < ?",
} as const;

/** What a room's file is asked, ready to be asked. */
export type Statements = Readonly<Record<keyof typeof QUERIES, StatementSync>>;

export function prepareStatements(database: DatabaseSync): Statements {
  const queries = Object.entries(QUERIES).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(queries);
}
