import type { OpenStore } from "../../src/server/recall_log.ts";
import { type Row, StoreError } from "../../src/store/mod.ts";
import type { Random } from "./random.ts";

/** The process ends at this very moment. */
export class Crash extends Error {}

/** A disk that is not there: it may fail, and the process may end while it writes. */
export class SimulatedDisk implements OpenStore {
  readonly id = "0123456789abcdef";
  readonly #random: Random;
  readonly #rows: Row[] = [];
  /** What is left of the rows where all were dropped: the newest record's number, and the next entry's index. */
  #first = { number: 0, entry: 0 };
  #snapshot: { readonly number: number; readonly state: string } | undefined;
  /** How often the process ends in the middle of writing: before it is written, or right after. */
  crashes = 0;
  /** Whether nothing can be written. */
  isFull = false;

  constructor(random: Random) {
    this.#random = random;
  }

  get last(): number {
    return this.#rows.at(-1)?.number ?? this.#first.number;
  }

  get firstEntry(): number {
    return this.#rows.find(({ entry }) => entry !== undefined)?.entry ?? this.nextEntry;
  }

  get nextEntry(): number {
    const newest = this.#rows.findLast(({ entry }) => entry !== undefined)?.entry;
    return newest === undefined ? this.#first.entry : newest + 1;
  }

  append(rows: readonly Row[]): void {
    if (this.isFull) throw new StoreError("Cannot use the disk: it is full");
    const isCrash = this.#random.next() < this.crashes;
    if (isCrash && this.#random.next() < 0.5) throw new Crash();
    // What is not plain data would not come back.
    this.#rows.push(...rows.map((row) => ({ ...row, ...parsed(row) })));
    if (isCrash) throw new Crash();
  }

  saveSnapshot(number: number, state: string): void {
    this.#snapshot = { number, state };
  }

  snapshot(): { readonly number: number; readonly state: string } | undefined {
    return this.#snapshot;
  }

  *records(after: number): Generator<Row> {
    yield* this.#rows.filter(({ number }) => number > after);
  }

  search(
    text: string,
    { from, before, limit }: {
      readonly from: number;
      readonly before: number;
      readonly limit: number;
    },
  ): Row[] {
    const isFound = ({ fields }: Row) => `${fields["text"] ?? ""}`.includes(text);
    return [...this.entries({ from, to: before })].filter(isFound).reverse().slice(0, limit);
  }

  drop(before: number): void {
    const covered = this.#snapshot?.number ?? 0;
    const kept = this.#rows.findIndex(({ entry, number }) =>
      (entry !== undefined && entry >= before) || number > covered
    );
    this.#first = { number: this.last, entry: Math.min(before, this.nextEntry) };
    this.#rows.splice(0, kept < 0 ? this.#rows.length : kept);
  }

  *entries({ from, to }: { readonly from: number; readonly to: number }): Generator<Row> {
    for (const row of this.#rows) {
      if (row.entry !== undefined && row.entry >= from && row.entry < to) yield row;
    }
  }
}

function parsed({ fields, request }: Row): Pick<Row, "fields" | "request"> {
  return JSON.parse(JSON.stringify({ fields, request }));
}
