import type { MemoryLog } from "../room/mod.ts";
import { StoreError } from "../store/mod.ts";
import type { Journal } from "./journal.ts";
import type { OpenStore } from "./recall_log.ts";

/** Least and most milliseconds between two looks. */
const SHORTEST = 1000;
const LONGEST = 3_600_000;

/** Drops the entries of a kept room whose time is over; those that are left keep their numbers. */
export class Retention {
  readonly #store: OpenStore;
  readonly #log: MemoryLog;
  readonly #journal: Journal;
  readonly #keepFor: number;
  /** When it is looked again, in milliseconds on the room's clock. */
  nextTimeout: number;

  /**
   * @param keepFor milliseconds that entries are kept: up to a tenth more, or an hour
   * @param now in milliseconds on the room's clock
   */
  constructor(store: OpenStore, log: MemoryLog, journal: Journal, keepFor: number, now: number) {
    this.#store = store;
    this.#log = log;
    this.#journal = journal;
    this.#keepFor = keepFor;
    this.nextTimeout = now;
  }

  timeout(now: number): void {
    if (now < this.nextTimeout) return;
    this.nextTimeout = now + Math.min(LONGEST, Math.max(SHORTEST, this.#keepFor / 10));
    try {
      // What the room knows by them is in the saved state.
      this.#journal.saveState();
      const before = firstSince(this.#store, this.#log.wallTime(now) - this.#keepFor);
      this.#store.drop(before);
      this.#log.drop(Math.min(before, this.#log.shown));
    } catch (error) {
      // The next time, it may work.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

/** Index of the first entry from a time on, in milliseconds since 1970: each is taken to be no older than those before. */
function firstSince(store: OpenStore, at: number): number {
  let [low, high] = [store.firstEntry, store.nextEntry];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = store.entries({ from: middle, to: middle + 1 });
    if (row !== undefined && row.at >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}
