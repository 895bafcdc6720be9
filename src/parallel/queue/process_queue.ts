import type { AsyncLimit } from "../../sync/mod.ts";
import { type Broker, LocalBroker, NOTHING, type QueueReply } from "./broker.ts";
import { decode } from "../codec.ts";
import { ClosedError, encodeFor, type QueueOptions, queueSizes, type Taken } from "./values.ts";

/**
 * A bounded queue between processes: what {@linkcode Queue} is between threads. The process that made it
 * keeps the values; its children, given the queue as an argument, reach it through their pipes. Nothing
 * here blocks a thread: every method gives a promise. Readers are served in order, and so are writers.
 */
export class ProcessQueue<T> {
  /** Where its requests go. For the code that passes queues to children. */
  readonly broker: Broker;

  /** A fresh queue of these sizes (64 values of at most 2^20 bytes unless told), or one's other end. */
  constructor(options: QueueOptions | Broker = {}) {
    this.broker = "request" in options ? options : new LocalBroker(queueSizes(options, 2 ** 20));
  }

  /** How many values it holds at most. */
  get capacity(): number {
    return this.broker.sizes.capacity;
  }

  /**
   * Puts a value in; waits while the queue is full.
   *
   * @throws {ClosedError} If the queue is closed.
   * @throws {RangeError} If the value is larger than the queue takes.
   * @throws {DOMException} `TimeoutError` when `limit` (milliseconds) passes; the signal's reason.
   */
  async put(value: T, limit?: AsyncLimit): Promise<void> {
    const { status } = await this.#put(value, true, limit);
    if (status === "closed") throw new ClosedError("Cannot put a value: the queue is closed");
  }

  /** Puts a value in if there is room. */
  async tryPut(value: T): Promise<"ok" | "full" | "closed"> {
    return (await this.#put(value, false)).status as "ok" | "full" | "closed";
  }

  /**
   * Takes the oldest value out; waits while the queue is empty.
   *
   * @throws {ClosedError} If the queue is closed and empty.
   * @throws {DOMException} `TimeoutError` when `limit` (milliseconds) passes; the signal's reason.
   */
  async get(limit?: AsyncLimit): Promise<T> {
    const taken = await this.#get(true, limit);
    if (taken.status === "ok") return taken.value;
    throw new ClosedError("Cannot take a value: the queue is closed and empty");
  }

  /** Takes the oldest value out if there is one. */
  tryGet(): Promise<Taken<T>> {
    return this.#get(false);
  }

  /** Lets nothing more in. What is in the queue can still be taken; everyone who waits is told. */
  async close(): Promise<void> {
    await this.broker.request({ operation: "close", wait: false, bytes: NOTHING });
  }

  /** The values, until the queue is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const taken = await this.#get(true);
      if (taken.status !== "ok") return;
      yield taken.value;
    }
  }

  #put(value: T, wait: boolean, limit?: AsyncLimit): Promise<QueueReply> {
    const bytes = encodeFor(value, this.broker.sizes.valueBytes);
    return this.broker.request({ operation: "put", wait, bytes }, limit);
  }

  async #get(wait: boolean, limit?: AsyncLimit): Promise<Taken<T>> {
    const reply = await this.broker.request({ operation: "get", wait, bytes: NOTHING }, limit);
    if (reply.status === "ok") return { status: "ok", value: decode(reply.bytes) as T };
    return { status: reply.status === "closed" ? "closed" : "empty" };
  }
}
