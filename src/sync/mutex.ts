import { attachHandle, createHandle, type Handle } from "./handle.ts";
import { checkStop } from "./stop.ts";
import { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";

/** What of a {@linkcode Mutex} can be posted to a worker. */
export type MutexHandle = Handle<"mutex">;

const FREE = 0;
const LOCKED = 1;
const CONTENDED = 2;

/** Locks the mutex if it is free. */
function take(words: Int32Array<SharedArrayBuffer>): boolean {
  return Atomics.compareExchange(words, 0, FREE, LOCKED) === FREE;
}

/**
 * Mutual exclusion between threads: one holder at a time. Not reentrant, and not first come first served:
 * a thread that runs may overtake one that is being woken. ({@linkcode Semaphore} keeps the order.)
 *
 * One word: 0 free, 1 locked and nobody waits, 2 locked and somebody may wait. Taking and giving it back
 * without contention is one atomic operation each. (Ulrich Drepper, "Futexes Are Tricky", section 6.)
 *
 * A thread that ends while it holds the mutex leaves it locked.
 */
export class Mutex {
  /** What another thread attaches to. */
  readonly handle: MutexHandle;
  readonly #goal: Goal;

  /** A fresh mutex, free; or the one that `handle` belongs to. */
  constructor(handle?: MutexHandle) {
    this.handle = handle ? attachHandle("mutex", handle) : createHandle("mutex", 1);
    const { words } = this.handle;
    // A thread that had to wait can't know whether others still wait, so it takes the mutex as contended.
    const attempt = () => Atomics.exchange(words, 0, CONTENDED) === FREE ? undefined : CONTENDED;
    this.#goal = { what: "lock the mutex", words, index: 0, attempt };
  }

  /**
   * Locks the mutex, blocking the thread while another holds it: `using lock = mutex.lock();`
   *
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   */
  lock(limit?: Limit): Lock {
    checkStop();
    if (!take(this.handle.words)) block(this.#goal, limit);
    return new Lock(this.handle.words, this.#goal);
  }

  /**
   * Locks the mutex without blocking the event loop.
   *
   * @throws {DOMException} `TimeoutError` when `limit` passes; the signal's reason when it aborts.
   */
  async lockAsync(limit?: AsyncLimit): Promise<Lock> {
    if (limit instanceof AbortSignal) limit.throwIfAborted();
    if (!take(this.handle.words)) await until(this.#goal, limit);
    return new Lock(this.handle.words, this.#goal);
  }

  /** Locks the mutex if it is free; undefined if it is not. */
  tryLock(): Lock | undefined {
    return take(this.handle.words) ? new Lock(this.handle.words, this.#goal) : undefined;
  }

  /** Whether somebody holds the mutex at this moment. */
  get locked(): boolean {
    return Atomics.load(this.handle.words, 0) !== FREE;
  }
}

/** A mutex held. Leaving the scope of `using` releases it. Made by {@linkcode Mutex.lock}. */
export class Lock implements Disposable {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #goal: Goal;
  #held = true;

  /** For {@linkcode Mutex} only. */
  constructor(words: Int32Array<SharedArrayBuffer>, goal: Goal) {
    this.#words = words;
    this.#goal = goal;
  }

  /** Whether the mutex is still held through this lock. */
  get held(): boolean {
    return this.#held;
  }

  /** Releases the mutex. Calling it again changes nothing. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    if (Atomics.exchange(this.#words, 0, FREE) === CONTENDED) Atomics.notify(this.#words, 0, 1);
  }

  /** Takes the mutex again after {@linkcode Lock.release}, as {@linkcode Condition.wait} does. */
  relock(limit?: Limit): void {
    this.#mustBeReleased();
    checkStop();
    if (!take(this.#words)) block(this.#goal, limit);
    this.#held = true;
  }

  /** As {@linkcode Lock.relock}, without blocking the event loop. */
  async relockAsync(limit?: AsyncLimit): Promise<void> {
    this.#mustBeReleased();
    if (!take(this.#words)) await until(this.#goal, limit);
    this.#held = true;
  }

  [Symbol.dispose](): void {
    this.release();
  }

  #mustBeReleased(): void {
    if (this.#held) throw new TypeError("Cannot lock again: the lock is held");
  }
}
