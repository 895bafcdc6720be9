import { attachHandle, createHandle, type Handle } from "./handle.ts";
import { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";

/** What of a {@linkcode Barrier} can be posted to a worker. */
export type BarrierHandle = Handle<"barrier">;

/** Index of the word that threads sleep on: the round in the upper 16 bits, the arrivals in the lower. */
const STATE = 0;
/** Index of the word with the number of parties. */
const PARTIES = 1;
const ARRIVALS = 0xffff;

/**
 * A place where a fixed number of threads wait for each other, again and again.
 *
 * Unlike Python's, a wait that gives up does not break the barrier for the others: it takes its arrival
 * back, and they go on waiting for another.
 *
 * Words: 0 the round (upper 16 bits) and the arrivals in it (lower 16 bits), 1 the number of parties. Both
 * halves change in one atomic operation, so a last arrival and one that gives up cannot both succeed.
 */
export class Barrier {
  /** What another thread attaches to. */
  readonly handle: BarrierHandle;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** A fresh barrier for so many parties (1 to 65,535), or the one that the handle belongs to. */
  constructor(parties: number | BarrierHandle) {
    const fresh = typeof parties === "number";
    this.handle = fresh ? createHandle("barrier", 2) : attachHandle("barrier", parties);
    this.#words = this.handle.words;
    if (!fresh) return;
    if (!Number.isInteger(parties) || parties < 1 || parties > ARRIVALS) {
      throw new RangeError(
        `Cannot make a barrier without 1 to ${ARRIVALS} parties: the current value is ${parties}`,
      );
    }
    this.#words[PARTIES] = parties;
  }

  /** How many threads have to arrive. */
  get parties(): number {
    return Atomics.load(this.#words, PARTIES);
  }

  /** How many threads wait at this moment. */
  get waiting(): number {
    return Atomics.load(this.#words, STATE) & ARRIVALS;
  }

  /**
   * Blocks the thread until all parties have arrived.
   *
   * @returns In which place this thread arrived in its round, from 0 to `parties - 1`.
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   */
  wait(limit?: Limit): number {
    const goal = this.#arrive();
    try {
      block(goal, limit);
    } catch (error) {
      this.#leave(goal, error);
    }
    return goal.place;
  }

  /**
   * Waits for the other parties without blocking the event loop.
   *
   * @throws {DOMException} `TimeoutError` when `limit` passes; the signal's reason when it aborts.
   */
  async waitAsync(limit?: AsyncLimit): Promise<number> {
    const goal = this.#arrive();
    try {
      await until(goal, limit);
    } catch (error) {
      this.#leave(goal, error);
    }
    return goal.place;
  }

  #arrive(): Goal & { place: number } {
    const words = this.#words;
    const parties = this.parties;
    let old: number, last: boolean, next: number;
    do {
      old = Atomics.load(words, STATE);
      last = (old & ARRIVALS) === parties - 1;
      next = last ? ((old & ~ARRIVALS) + ARRIVALS + 1) | 0 : old + 1;
    } while (Atomics.compareExchange(words, STATE, old, next) !== old);
    if (last) Atomics.notify(words, STATE);
    const round = old >> 16;
    const attempt = () => {
      const seen = Atomics.load(words, STATE);
      return seen >> 16 === round ? seen : undefined;
    };
    return { what: "pass the barrier", words, index: STATE, attempt, place: old & ARRIVALS };
  }

  /** Takes an arrival back and throws the error, unless the round ended in the same moment. */
  #leave(goal: Goal, error: unknown): void {
    for (let seen = goal.attempt(); seen !== undefined; seen = goal.attempt()) {
      if (Atomics.compareExchange(this.#words, STATE, seen, seen - 1) === seen) throw error;
    }
  }
}
