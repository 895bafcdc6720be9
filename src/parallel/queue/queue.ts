import {
  type AsyncLimit,
  attachHandle,
  block,
  checkStop,
  createHandle,
  type Goal,
  type Handle,
  type Limit,
  until,
} from "../../sync/mod.ts";
import { decode } from "../codec.ts";
import { ClosedError, encodeFor, type QueueOptions, queueSizes, type Taken } from "./values.ts";
import { Ring, ringWords } from "./ring_buffer.ts";

/** What of a {@linkcode Queue} can be posted to a worker. */
export type QueueHandle = Handle<"queue">;

/** Where each side's two words are: how often it was woken, and how many of it wait. */
const SPACE = 0;
const VALUES = 2;
/** Where the ring is. */
const RING = 4;

/**
 * A bounded queue between threads: any number of them put values in and take them out, in order, each value
 * once. Values are copied, as by structured clone; shared memory and locks cannot be values.
 *
 * A write to a full queue waits, and so does a read from an empty one, until the limit passes. After
 * `close()` nothing more goes in, and a reader gets what is left.
 *
 * The words of its shared memory: for either side, how often it was woken and how many of it wait; then a
 * lock-free {@linkcode Ring}.
 */
export class Queue<T> {
  /** What another thread attaches to. */
  readonly handle: QueueHandle;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #ring: Ring;

  /** A fresh queue of these sizes, or the one that a handle belongs to. */
  constructor(options: QueueOptions | QueueHandle = {}) {
    if ("kind" in options) {
      this.handle = attachHandle("queue", options);
    } else {
      const { capacity, valueBytes } = queueSizes(options, 1024);
      this.handle = createHandle("queue", RING + ringWords(capacity, valueBytes));
      Ring.format(this.handle.words.subarray(RING), capacity, valueBytes);
    }
    this.#words = this.handle.words;
    this.#ring = new Ring(this.#words.subarray(RING));
  }

  /** How many values it holds at most. */
  get capacity(): number {
    return this.#ring.capacity;
  }

  /** How many values it holds at this moment. */
  get size(): number {
    return this.#ring.size;
  }

  /** Whether it has been closed. */
  get closed(): boolean {
    return this.#ring.closed;
  }

  /**
   * Puts a value in, blocking the thread while the queue is full.
   *
   * @throws {ClosedError} If the queue is closed.
   * @throws {RangeError} If the value is larger than the queue takes.
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   */
  put(value: T, limit?: Limit): void {
    checkStop();
    const bytes = encodeFor(value, this.#ring.slotBytes);
    if (this.#push(bytes)) return;
    this.#enter(SPACE, 1);
    try {
      block(this.#goal("put a value", SPACE, () => this.#push(bytes)), limit);
    } finally {
      this.#enter(SPACE, -1);
    }
  }

  /** Puts a value in without blocking the event loop; otherwise as {@linkcode Queue.put}. */
  async putAsync(value: T, limit?: AsyncLimit): Promise<void> {
    const bytes = encodeFor(value, this.#ring.slotBytes);
    this.#enter(SPACE, 1);
    try {
      await until(this.#goal("put a value", SPACE, () => this.#push(bytes)), limit);
    } finally {
      this.#enter(SPACE, -1);
    }
  }

  /** Puts a value in if there is room. */
  tryPut(value: T): "ok" | "full" | "closed" {
    return this.#tryPush(encodeFor(value, this.#ring.slotBytes));
  }

  /**
   * Takes the oldest value out, blocking the thread while the queue is empty.
   *
   * @throws {ClosedError} If the queue is closed and empty.
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   */
  get(limit?: Limit): T {
    checkStop();
    let bytes = this.#pop();
    if (bytes) return decode(bytes) as T;
    this.#enter(VALUES, 1);
    try {
      block(this.#goal("take a value", VALUES, () => (bytes = this.#pop()) !== undefined), limit);
    } finally {
      this.#enter(VALUES, -1);
    }
    return decode(bytes!) as T;
  }

  /** Takes the oldest value out without blocking the event loop; otherwise as {@linkcode Queue.get}. */
  async getAsync(limit?: AsyncLimit): Promise<T> {
    let bytes: Uint8Array | undefined;
    this.#enter(VALUES, 1);
    try {
      const pop = () => (bytes = this.#pop()) !== undefined;
      await until(this.#goal("take a value", VALUES, pop), limit);
    } finally {
      this.#enter(VALUES, -1);
    }
    return decode(bytes!) as T;
  }

  /** Takes the oldest value out if there is one. */
  tryGet(): Taken<T> {
    const taken = this.#tryPop();
    return typeof taken === "string"
      ? { status: taken }
      : { status: "ok", value: decode(taken) as T };
  }

  /** Lets nothing more in, and wakes everyone who waits. What is in the queue can still be taken. */
  close(): void {
    this.#ring.close();
    this.#wake(SPACE, Infinity);
    this.#wake(VALUES, Infinity);
  }

  /** The values, blocking the thread for each, until the queue is closed and empty. */
  *[Symbol.iterator](): Generator<T, void> {
    for (;;) {
      try {
        yield this.get();
      } catch (error) {
        if (error instanceof ClosedError) return;
        throw error;
      }
    }
  }

  /** The values, without blocking the event loop, until the queue is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      try {
        yield await this.getAsync();
      } catch (error) {
        if (error instanceof ClosedError) return;
        throw error;
      }
    }
  }

  #tryPush(bytes: Uint8Array): "ok" | "full" | "closed" {
    const result = this.#ring.push(bytes);
    if (result === "ok") {
      this.#wake(VALUES, 1);
      // A sleeper may have been woken for a slot that was not free yet, and have gone to sleep again.
      if (this.#waits(SPACE) && this.#ring.size < this.#ring.capacity) this.#wake(SPACE, 1);
    }
    return result;
  }

  #tryPop(): Uint8Array | "empty" | "closed" {
    const result = this.#ring.pop();
    if (typeof result !== "string") {
      this.#wake(SPACE, 1);
      // As above; and who waits for a value must learn that the last one is gone.
      if (this.#waits(VALUES) && (this.#ring.closed || this.#ring.size > 0)) {
        this.#wake(VALUES, this.#ring.closed ? Infinity : 1);
      }
    }
    return result;
  }

  /** Whether the value went in; false while the queue is full. */
  #push(bytes: Uint8Array): boolean {
    const result = this.#tryPush(bytes);
    if (result === "closed") throw new ClosedError("Cannot put a value: the queue is closed");
    return result === "ok";
  }

  /** The oldest value's bytes; undefined while the queue is empty. */
  #pop(): Uint8Array | undefined {
    const result = this.#tryPop();
    if (result === "closed") {
      throw new ClosedError("Cannot take a value: the queue is closed and empty");
    }
    return result === "empty" ? undefined : result;
  }

  #goal(what: string, side: number, done: () => boolean): Goal {
    const words = this.#words;
    const attempt = () => {
      // Before trying: a wake-up after the try is then seen as a change.
      const seen = Atomics.load(words, side);
      return done() ? undefined : seen;
    };
    return { what, words, index: side, attempt };
  }

  #enter(side: number, change: 1 | -1): void {
    Atomics.add(this.#words, side + 1, change);
  }

  #waits(side: number): boolean {
    return Atomics.load(this.#words, side + 1) > 0;
  }

  #wake(side: number, count: number): void {
    Atomics.add(this.#words, side, 1);
    if (this.#waits(side)) Atomics.notify(this.#words, side, count);
  }
}
