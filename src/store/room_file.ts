import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  inTransaction,
  lockDatabase,
  type NewRoom,
  openDatabase,
  openToRead,
  tellDatabaseFault,
} from "./database.ts";
import { StoreError } from "./private_files.ts";
import { foldText } from "../base/mod.ts";
import { fromColumns, makeReadable, type Row, toColumns } from "./row.ts";
import { PAGE, prepareStatements, type Statements } from "./statements.ts";
import { type Fault, findFaults } from "./verify.ts";

export type { Fault };

/** Where to search, and for how much. */
export interface Search {
  /** Index of the first entry that is looked at; 0 unless it is given. */
  readonly from?: number;
  /** Index of the entry before which the search begins, or `Infinity`. */
  readonly before: number;
  /** Most records that are wanted, or `Infinity`. */
  readonly limit: number;
}

/** Entries whose texts are searched as one: a call of SQLite costs more than looking through a text. */
const BLOCK = 1000;

/**
 * A room as its file has it: every record, in the order in which they happened, and a state that some of them led
 * to. All methods wait for the disk; what they throw where the file is at fault is a {@link StoreError}.
 */
export class RoomFile implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  readonly #query: Statements;
  readonly id: string;
  readonly name: string;
  #isClosed = false;

  private constructor(path: string, database: DatabaseSync, lock?: DatabaseSync) {
    this.#path = path;
    this.#database = database;
    this.#lock = lock;
    this.#query = prepareStatements(database);
    this.id = this.#value("id") ?? "";
    this.name = this.#value("name") ?? "";
  }

  /**
   * Opens a room's file for the one server that serves it, and makes it on first use: `room` counts only then. The
   * folder has to be there.
   *
   * @throws {StoreError} also where another server has it open
   */
  static open(path: string, room: NewRoom): RoomFile {
    return tellDatabaseFault(path, () => {
      const lock = lockDatabase(path);
      try {
        return RoomFile.#make(path, openDatabase(path, room), lock);
      } catch (error) {
        lock.close();
        throw error;
      }
    });
  }

  /**
   * Opens a room's file to read it, also while a server has it open: each call sees what is there at its moment.
   *
   * @throws {StoreError}
   */
  static read(path: string): RoomFile {
    return tellDatabaseFault(path, () => RoomFile.#make(path, openToRead(path)));
  }

  static #make(path: string, database: DatabaseSync, lock?: DatabaseSync): RoomFile {
    try {
      return new RoomFile(path, database, lock);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Number of the newest record, 0 where there was none. */
  get last(): number {
    return this.#read(() => numberOf(this.#query.last.get(), "number") ?? 0);
  }

  /** Index that the next entry gets, also where all older ones were dropped. */
  get nextEntry(): number {
    return this.#read(() => {
      const newest = numberOf(this.#query.newest.get(), "entry");
      return newest === undefined ? this.#firstLeft() : newest + 1;
    });
  }

  /** Index of the oldest entry that is kept, or of the next one where none is. */
  get firstEntry(): number {
    return this.#read(() => numberOf(this.#query.oldest.get(), "entry") ?? this.#firstLeft());
  }

  /**
   * Keeps records, all of them or none. When this returns, neither the end of the process nor that of the machine's
   * power takes them away. Where it throws, the file is as it was, and the next call may succeed.
   *
   * @throws {StoreError}
   * @throws {RangeError} for records that are not the next ones
   */
  append(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    this.#write(() => {
      let [number, entry] = [this.last + 1, this.nextEntry];
      for (const row of rows) {
        if (row.number !== number || (row.entry ?? entry) !== entry) {
          const given = `${row.number} of entry ${row.entry}`;
          throw new RangeError(
            `Cannot append record ${given}: the next one is ${number}, of entry ${entry}`,
          );
        }
        number++;
        if (row.entry !== undefined) entry++;
        this.#query.append.run(...toColumns(row));
      }
    });
  }

  /** The records whose number is above `after`, in their order. They may become more meanwhile. */
  *records(after: number): Generator<Row, void, undefined> {
    for (;;) {
      const page = this.#rows(this.#query.after, after);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.number ?? after;
    }
  }

  /** The records of the entries from index `from` on, in their order, up to `to`, which is not among them. */
  *entries({ from, to }: { from: number; to: number }): Generator<Row, void, undefined> {
    for (;;) {
      const page = this.#rows(this.#query.entries, from, finite(to));
      yield* page;
      if (page.length < PAGE) return;
      from = (page.at(-1)?.entry ?? from) + 1;
    }
  }

  /** The records of the newest entries, in their order. */
  newestEntries(count: number): Row[] {
    return this.#rows(this.#query.newestEntries, 0, finite(count)).reverse();
  }

  /** What people said that has a text in it, in any case and width: the newest first. */
  search(text: string, { from = 0, before, limit }: Search): Row[] {
    const sought = foldText(makeReadable(text));
    const has = (texts: unknown) =>
      typeof texts === "string" && foldText(makeReadable(texts)).includes(sought);
    const found: Row[] = [];
    const oldest = Math.max(from, this.firstEntry);
    for (let end = Math.min(before, this.nextEntry); end > oldest; end -= BLOCK) {
      const start = Math.max(oldest, end - BLOCK);
      if (!has(this.#read(() => this.#query.texts.get(start, end)?.["texts"]))) continue;
      found.push(
        ...this.#rows(this.#query.said, start, end).filter(({ fields }) => has(fields["text"])),
      );
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** Keeps the state that the records up to a number led to, in the place of an older one. */
  saveSnapshot(number: number, state: string): void {
    const { last } = this;
    if (number > last) {
      throw new RangeError(`Cannot save a state after ${number}: the last is ${last}`);
    }
    this.#write(() => {
      this.#query.clearSnapshot.run();
      this.#query.saveSnapshot.run(number, state);
    });
  }

  /** The newest state that was saved, and the number of the record that it is the state after. */
  snapshot(): { number: number; state: string } | undefined {
    const { number, state } = this.#read(() => this.#query.snapshot.get()) ?? {};
    return typeof number === "number" && typeof state === "string" ? { number, state } : undefined;
  }

  /**
   * Forgets the entries before an index, and what only servers see among them, as far as the snapshot covers them:
   * what else they led to is in there. All that is left keeps its numbers.
   */
  drop(before: number): void {
    const covered = this.snapshot()?.number ?? 0;
    this.#write(() => {
      const kept = numberOf(this.#query.firstKept.get(finite(before)), "number") ?? Infinity;
      const end = Math.min(kept, covered + 1);
      const newest = numberOf(this.#query.newestBelow.get(end), "entry");
      if (newest !== undefined) this.#query.setValue.run("first", `${newest + 1}`);
      this.#query.drop.run(end);
    });
  }

  /** What is wrong with the file: nothing, where it is whole. It reads all of it. */
  verify(): Fault[] {
    return this.#read(() => findFaults(this.#database));
  }

  /** Lets go of the file. A second call does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#database.close();
    this.#lock?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** What the oldest entry would be, where all were dropped. */
  #firstLeft(): number {
    return Number(this.#value("first") ?? 0);
  }

  #value(key: string): string | undefined {
    const value = this.#query.value.get(key)?.["value"];
    return typeof value === "string" ? value : undefined;
  }

  #rows(query: StatementSync, ...values: number[]): Row[] {
    return this.#read(() =>
      query.all(...values).map((columns) => {
        const row = fromColumns(columns);
        if (row !== undefined) return row;
        const { number } = columns;
        throw new StoreError(`Cannot use ${this.#path}: record ${number} is damaged`);
      })
    );
  }

  #read<T>(run: () => T): T {
    return tellDatabaseFault(this.#path, run);
  }

  #write(run: () => void): void {
    tellDatabaseFault(this.#path, () => inTransaction(this.#database, run));
  }
}

/** SQLite has no number that is infinite. */
function finite(number: number): number {
  return Math.min(number, Number.MAX_SAFE_INTEGER);
}

function numberOf(row: Record<string, unknown> | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === "number" ? value : undefined;
}
