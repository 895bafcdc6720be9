import { attachHandle, createHandle, type Handle } from "./handle.ts";
import type { Lock } from "./mutex.ts";
import { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";

/** What of a {@linkcode Condition} can be posted to a worker. */
export type ConditionHandle = Handle<"condition">;

/** Index of the word that counts notifications. */
const SEQUENCE = 0;
/** Index of the word that counts waiters. */
const WAITERS = 1;

/**
 * A condition variable: lets the holder of a {@linkcode Mutex} sleep until another thread has changed what
 * the mutex protects. As everywhere, a waiter may be woken without a notification or find that another was
 * faster: test in a loop, or use {@linkcode Condition.waitFor}. No order among waiters is promised.
 *
 * Words: 0 the number of notifications so far, 1 the number of waiters (so that a notification nobody waits
 * for stays cheap). A waiter notes the first word while it holds the mutex and sleeps as long as it has not
 * changed, so a notification between its unlocking and its falling asleep is not lost.
 */
export class Condition {
  /** What another thread attaches to. */
  readonly handle: ConditionHandle;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** A fresh condition, or the one that `handle` belongs to. */
  constructor(handle?: ConditionHandle) {
    this.handle = handle ? attachHandle("condition", handle) : createHandle("condition", 2);
    this.#words = this.handle.words;
  }

  /**
   * Releases the lock, blocks the thread until it is notified, and takes the lock again, also when it
   * throws. Only a thread that was told to stop is left without the lock: its holder may never let go.
   *
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait; taking the lock again
   * has no limit.
   */
  wait(lock: Lock, limit?: Limit): void {
    const goal = this.#enter(lock);
    try {
      block(goal, limit);
    } catch (error) {
      this.#passOn(goal);
      throw error;
    } finally {
      Atomics.sub(this.#words, WAITERS, 1);
      lock.relock();
    }
  }

  /**
   * As {@linkcode Condition.wait}, without blocking the event loop.
   *
   * @throws {DOMException} `TimeoutError` when `limit` passes; the signal's reason when it aborts.
   */
  async waitAsync(lock: Lock, limit?: AsyncLimit): Promise<void> {
    const goal = this.#enter(lock);
    try {
      await until(goal, limit);
    } catch (error) {
      this.#passOn(goal);
      throw error;
    } finally {
      Atomics.sub(this.#words, WAITERS, 1);
      await lock.relockAsync();
    }
  }

  /** Waits until `test`, called with the lock held, is true; `limit` is for all of it. */
  waitFor(lock: Lock, test: () => boolean, limit?: Limit): void {
    const left = remaining(limit);
    while (!test()) this.wait(lock, left());
  }

  /** As {@linkcode Condition.waitFor}, without blocking the event loop. */
  async waitForAsync(lock: Lock, test: () => boolean, limit?: AsyncLimit): Promise<void> {
    const left = remaining(limit);
    while (!test()) await this.waitAsync(lock, left());
  }

  /** Wakes one waiter, if there is one. Change what it waits for first, with the mutex held. */
  notify(): void {
    this.#wake(1);
  }

  /** Wakes every waiter. */
  notifyAll(): void {
    this.#wake(Infinity);
  }

  #wake(count: number): void {
    Atomics.add(this.#words, SEQUENCE, 1);
    if (Atomics.load(this.#words, WAITERS) > 0) Atomics.notify(this.#words, SEQUENCE, count);
  }

  #enter(lock: Lock): Goal & { seen: number } {
    if (!lock.held) throw new TypeError("Cannot wait for the condition: the lock is not held");
    const words = this.#words;
    Atomics.add(words, WAITERS, 1);
    const seen = Atomics.load(words, SEQUENCE);
    lock.release();
    const attempt = () => Atomics.load(words, SEQUENCE) === seen ? seen : undefined;
    return { what: "wait for the condition", words, index: SEQUENCE, attempt, seen };
  }

  /** A waiter that gives up may have been the one that a notification chose: it chooses another. */
  #passOn(goal: Goal): void {
    if (goal.attempt() === undefined) this.notify();
  }
}

/** A function that says how much of a limit is left. */
function remaining<L extends Limit | AsyncLimit>(limit?: L): () => L | number | undefined {
  if (typeof limit !== "number") return () => limit;
  const deadline = performance.now() + limit;
  return () => Math.max(0, deadline - performance.now());
}
