import type { Source } from "../../link/mod.ts";
import type { Log } from "../../room/mod.ts";
import { ageOf } from "../look_up.ts";

/** The log's own bytes as a stream's source, from one entry on: a cursor, not a copy. */
export class LogSource implements Source {
  readonly #log: Log;
  readonly #start: number;
  /** The member has all bytes of the log before this offset. */
  #confirmed: number;

  /** @param index of the first entry, from the log's `first` to its `next` */
  constructor(log: Log, index: number) {
    this.#log = log;
    this.#start = log.byteAt(index);
    this.#confirmed = this.#start;
  }

  get first(): number {
    return this.#log.firstByte - this.#start;
  }

  get end(): number {
    return Math.max(this.#log.shownByte, this.#log.firstByte) - this.#start;
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    this.#log.copy(this.#start + from, this.#start + to, target, at);
  }

  acknowledged(offset: number): void {
    this.#confirmed = this.#start + offset;
  }

  /** Index of the oldest entry that the member has not confirmed; the log's `next` where there is none. */
  get needed(): number {
    const log = this.#log;
    if (this.#confirmed >= log.shownByte) return log.shown;
    let [low, high] = [log.first, log.shown - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (log.byteAt(middle + 1) > this.#confirmed) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Age in milliseconds of the oldest entry that the member has not confirmed; 0 where there is none. */
  lag(now: number): number {
    return ageOf(this.#log, this.needed, now);
  }
}
