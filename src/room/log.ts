import type { Entry, Happening } from "./entry.ts";

/** The append-only log that everybody in the room follows. */
export interface Log {
  /** Index of the oldest entry that is still there; `next` where none is. */
  readonly first: number;
  /** Index that the next entry will get. */
  readonly next: number;
  /** Numbers `happening`, appends it and returns the entry. `now` is in milliseconds since 1970. */
  append(happening: Happening, now: number): Entry;
  /** The entry at `index`, or undefined where it is not there, or not any more. */
  at(index: number): Entry | undefined;
}

/** A log in memory that keeps the newest `capacity` entries, in a ring. */
export class MemoryLog implements Log {
  readonly #capacity: number;
  readonly #ring: Entry[] = [];
  #next = 0;

  /** @param capacity entries, a positive integer */
  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot make a log: the capacity is ${capacity}`);
    }
    this.#capacity = capacity;
  }

  get first(): number {
    return this.#next - this.#ring.length;
  }

  get next(): number {
    return this.#next;
  }

  append(happening: Happening, now: number): Entry {
    const entry: Entry = { index: this.#next, at: now, ...happening };
    this.#ring[this.#next % this.#capacity] = entry;
    this.#next++;
    return entry;
  }

  at(index: number): Entry | undefined {
    if (index < this.first || index >= this.#next) return undefined;
    return this.#ring[index % this.#capacity];
  }
}
