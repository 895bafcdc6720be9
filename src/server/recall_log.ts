import { type LogLimits, MemoryLog } from "../room/mod.ts";
import type { Row } from "../store/mod.ts";
import type { RoomStore } from "./journal.ts";
import { entryOf } from "./record_row.ts";

/** What keeps a room, and gives what it has kept. */
export interface OpenStore extends RoomStore {
  /** Tells this room from any other. */
  readonly id: string;
  /** Index of the oldest entry that is kept; `nextEntry` where none is. */
  readonly firstEntry: number;
  /** Index that the next entry gets. */
  readonly nextEntry: number;
  /** The records after this one, in their order. */
  records(after: number): IteratorObject<Row>;
  /** The rows of the entries [`from`, `to`), as far as they are there. */
  entries(range: { readonly from: number; readonly to: number }): Iterable<Row>;
  /** Rows from index `from` on and before another one in whose words a text is, the newest first. */
  search(
    text: string,
    range: { readonly from: number; readonly before: number; readonly limit: number },
  ): Row[];
  /** Drops the entries before an index, as far as a saved state covers them. */
  drop(before: number): void;
}

/** The log of a room, with as many of its newest entries in memory as the log keeps: a member may be far behind. */
export function recallLog(
  store: OpenStore | undefined,
  limits: LogLimits,
  wallTime: (time: number) => number,
): MemoryLog {
  if (store === undefined) return new MemoryLog(limits, wallTime);
  const to = store.nextEntry;
  const from = Math.max(store.firstEntry, to - limits.entries - 1);
  const rows = [...store.entries({ from, to })];
  // The time of an entry is told by its distance from the one before, of which no more is needed.
  const before = rows[0]?.entry === 0 ? undefined : rows.shift();
  const start = { index: rows[0]?.entry ?? to, time: before?.at ?? 0 };
  const log = new MemoryLog(limits, wallTime, start);
  for (const row of rows) log.recall(entryOf(row));
  log.show(log.next);
  return log;
}
