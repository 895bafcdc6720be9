import { Fifo } from "../../base/mod.ts";
import type { AsyncLimit } from "../../sync/mod.ts";
import { within } from "../limit.ts";
import type { QueueOptions } from "./values.ts";

/** What is asked of a queue. */
export interface QueueRequest {
  readonly operation: "put" | "get" | "close";
  /** Whether to wait for room or for a value. */
  readonly wait: boolean;
  /** The value to put, or no bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What it answers; `bytes` is the value taken. */
export interface QueueReply {
  readonly status: "ok" | "full" | "empty" | "closed";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Holds the values, or passes on to what holds them. Rejects when the limit ends the wait. */
export interface Broker {
  readonly sizes: Required<QueueOptions>;
  request(request: QueueRequest, limit?: AsyncLimit): Promise<QueueReply>;
}

/** The bytes where there is no value. */
export const NOTHING = new Uint8Array(0);

/** The broker in the process that made the queue. Waiters are served in order. */
export class LocalBroker implements Broker {
  readonly sizes: Required<QueueOptions>;
  readonly #values = new Fifo<Uint8Array<ArrayBuffer>>();
  readonly #writers: Waiter[] = [];
  readonly #readers: Waiter[] = [];
  #closed = false;

  constructor(sizes: Required<QueueOptions>) {
    this.sizes = sizes;
  }

  async request(request: QueueRequest, limit?: AsyncLimit): Promise<QueueReply> {
    if (limit instanceof AbortSignal) limit.throwIfAborted();
    if (request.operation === "close") return this.#close();
    const reply = request.operation === "put" ? this.#put(request.bytes) : this.#get();
    if (!request.wait || (reply.status !== "full" && reply.status !== "empty")) return reply;
    const [waiters, what] = request.operation === "put"
      ? [this.#writers, "put a value"]
      : [this.#readers, "take a value"];
    const waiter = { bytes: request.bytes, ...Promise.withResolvers<QueueReply>() };
    waiters.push(waiter);
    try {
      return await within(waiter.promise, what, limit);
    } catch (error) {
      const index = waiters.indexOf(waiter);
      // It may have been served in the same moment.
      if (index < 0) return await waiter.promise;
      waiters.splice(index, 1);
      throw error;
    }
  }

  #put(bytes: Uint8Array<ArrayBuffer>): QueueReply {
    if (this.#closed) return { status: "closed", bytes: NOTHING };
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ status: "ok", bytes });
    else if (this.#values.length < this.sizes.capacity) this.#values.push(bytes);
    else return { status: "full", bytes: NOTHING };
    return { status: "ok", bytes: NOTHING };
  }

  #get(): QueueReply {
    const bytes = this.#values.shift();
    if (!bytes) return { status: this.#closed ? "closed" : "empty", bytes: NOTHING };
    const writer = this.#writers.shift();
    if (writer) {
      this.#values.push(writer.bytes);
      writer.resolve({ status: "ok", bytes: NOTHING });
    }
    return { status: "ok", bytes };
  }

  #close(): QueueReply {
    this.#closed = true;
    const closed: QueueReply = { status: "closed", bytes: NOTHING };
    for (const waiter of [...this.#writers.splice(0), ...this.#readers.splice(0)]) {
      waiter.resolve(closed);
    }
    return closed;
  }
}

/** A request that waits. */
interface Waiter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly promise: Promise<QueueReply>;
  resolve(reply: QueueReply): void;
}
