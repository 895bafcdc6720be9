import { foldText } from "../base/mod.ts";
import type { Entry, Log } from "../room/mod.ts";
import type { OpenStore } from "./recall_log.ts";
import { entryOf } from "./record_row.ts";

/** All of a room's log that there still is: what is in memory, and what only its file has. */
export class Archive {
  readonly #log: Log;
  readonly #store: OpenStore | undefined;

  /** @param store undefined for a room that is not kept */
  constructor(log: Log, store: OpenStore | undefined) {
    this.#log = log;
    this.#store = store;
  }

  /** Index of the oldest entry; `next` where there is none. */
  get first(): number {
    return this.#store === undefined
      ? this.#log.first
      : Math.min(this.#store.firstEntry, this.#log.first);
  }

  /** Index behind the newest entry that may be shown. */
  get next(): number {
    return this.#log.shown;
  }

  /**
   * The entries from [`from`, `to`) in whose words a text is, in any case and width, the newest first: that somebody came
   * or went is not searched.
   */
  find(text: string, from: number, to: number, limit: number): Entry[] {
    const store = this.#store;
    if (store !== undefined) return store.search(text, { from, before: to, limit }).map(entryOf);
    const wanted = foldText(text);
    const found: Entry[] = [];
    for (let index = to - 1; index >= from && found.length < limit; index--) {
      const entry = this.#log.at(index);
      if (entry !== undefined && "text" in entry && foldText(entry.text).includes(wanted)) {
        found.push(entry);
      }
    }
    return found;
  }

  /** The entries [`from`, `to`), as far as they are there. */
  entries(from: number, to: number): Entry[] {
    const inMemory = Math.max(from, this.#log.first);
    const older = this.#store === undefined || from >= inMemory
      ? []
      : [...this.#store.entries({ from, to: Math.min(to, inMemory) })].map(entryOf);
    for (let index = inMemory; index < Math.min(to, this.next); index++) {
      const entry = this.#log.at(index);
      if (entry !== undefined) older.push(entry);
    }
    return older;
  }
}
