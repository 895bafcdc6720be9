import { attachHandle, createHandle, type Handle } from "./handle.ts";
import { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";

/** What of an {@linkcode Event} can be posted to a worker. */
export type EventHandle = Handle<"event">;

/**
 * A flag that threads wait for, as Python's `threading.Event`.
 *
 * One word, counted up at each change: odd while the flag is set, even while it is clear. So a waiter also
 * notices a flag that was set and cleared while it slept.
 */
export class Event {
  /** What another thread attaches to. */
  readonly handle: EventHandle;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** A fresh event, clear; or the one that `handle` belongs to. */
  constructor(handle?: EventHandle) {
    this.handle = handle ? attachHandle("event", handle) : createHandle("event", 1);
    this.#words = this.handle.words;
  }

  /** Sets the flag and wakes everyone who waits for it. */
  set(): void {
    if (this.#change(0)) Atomics.notify(this.#words, 0);
  }

  /** Clears the flag: who comes to wait from now on sleeps. */
  clear(): void {
    this.#change(1);
  }

  /** Whether the flag is set at this moment. */
  get isSet(): boolean {
    return (Atomics.load(this.#words, 0) & 1) === 1;
  }

  /**
   * Blocks the thread until the flag is set; returns at once if it is.
   *
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   */
  wait(limit?: Limit): void {
    block(this.#goal(), limit);
  }

  /**
   * Waits for the flag without blocking the event loop.
   *
   * @throws {DOMException} `TimeoutError` when `limit` passes; the signal's reason when it aborts.
   */
  waitAsync(limit?: AsyncLimit): Promise<void> {
    return until(this.#goal(), limit);
  }

  /** Counts the word up if its lowest bit is `bit`; whether it was. */
  #change(bit: 0 | 1): boolean {
    for (;;) {
      const old = Atomics.load(this.#words, 0);
      if ((old & 1) !== bit) return false;
      if (Atomics.compareExchange(this.#words, 0, old, (old + 1) | 0) === old) return true;
    }
  }

  #goal(): Goal {
    const words = this.#words;
    const first = Atomics.load(words, 0);
    const attempt = () => {
      const seen = Atomics.load(words, 0);
      return (seen & 1) === 1 || seen !== first ? undefined : seen;
    };
    return { what: "wait for the event", words, index: 0, attempt };
  }
}
