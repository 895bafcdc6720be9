import type { AsyncLimit } from "../../sync/mod.ts";
import { type Broker, NOTHING, type QueueReply, type QueueRequest } from "./broker.ts";
import { type ErrorReport, report, revive } from "../errors.ts";
import { type Frame, FrameType, joinBody, splitBody } from "../process/frames.ts";
import type { QueueOptions } from "./values.ts";

/** What a request says besides the bytes of a value: which queue, what, and for how long. */
interface RequestHead {
  readonly queue: number;
  readonly operation: QueueRequest["operation"];
  readonly wait: boolean;
  /** In milliseconds; missing if the child waits as long as it takes. */
  readonly limit?: number;
}

/** What a reply says besides the bytes of a value. */
type ReplyHead = { readonly status: QueueReply["status"] } | { readonly error: ErrorReport };

/** A child's requests to the queues of its parent. */
export class Requests {
  readonly #send: (frame: Frame) => void;
  readonly #open = new Map<number, PromiseWithResolvers<QueueReply>>();
  #last = 0;

  /** Requests that leave through `send`; replies are handed to {@linkcode Requests.accept}. */
  constructor(send: (frame: Frame) => void) {
    this.#send = send;
  }

  /** The way to the queue of this number. */
  broker(queue: number, sizes: Required<QueueOptions>): Broker {
    return { sizes, request: (request, limit) => this.#request(queue, request, limit) };
  }

  /** Takes a reply. */
  accept({ id, body }: Frame): void {
    const request = this.#open.get(id);
    this.#open.delete(id);
    const [head, bytes] = splitBody(body) as [ReplyHead, Uint8Array<ArrayBuffer>];
    if ("error" in head) request?.reject(revive(head.error, "the queue's process"));
    else request?.resolve({ status: head.status, bytes });
  }

  async #request(queue: number, request: QueueRequest, limit?: AsyncLimit): Promise<QueueReply> {
    const signal = limit instanceof AbortSignal ? limit : undefined;
    signal?.throwIfAborted();
    const id = this.#last = (this.#last + 1) >>> 0;
    const { operation, wait, bytes } = request;
    const head: RequestHead = {
      queue,
      operation,
      wait,
      ...(typeof limit === "number" && { limit }),
    };
    const reply = Promise.withResolvers<QueueReply>();
    this.#open.set(id, reply);
    this.#send({ type: FrameType.REQUEST, id, body: joinBody(head, bytes) });
    // The parent has the last word: a value may be on its way.
    const cancel = () => this.#send({ type: FrameType.CANCEL, id, body: NOTHING });
    signal?.addEventListener("abort", cancel);
    try {
      return await reply.promise;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }
}

/** A parent's answers to the requests of one child. */
export class RequestServer {
  readonly #brokers: readonly Broker[];
  readonly #send: (frame: Frame) => void;
  readonly #waiting = new Map<number, AbortController>();

  /** Answers for the brokers that the child was given, in this order; the answers leave through `send`. */
  constructor(brokers: readonly Broker[], send: (frame: Frame) => void) {
    this.#brokers = brokers;
    this.#send = send;
  }

  /** Takes a request. */
  async accept({ id, body }: Frame): Promise<void> {
    const [head, bytes] = splitBody(body) as [RequestHead, Uint8Array<ArrayBuffer>];
    const cancel = new AbortController();
    this.#waiting.set(id, cancel);
    const late = new DOMException(
      `Cannot wait any longer: ${head.limit} ms have passed`,
      "TimeoutError",
    );
    const timer = head.limit !== undefined && setTimeout(() => cancel.abort(late), head.limit);
    try {
      const broker = this.#brokers[head.queue];
      if (!broker) {
        throw new RangeError(`Cannot use queue ${head.queue}: the child was not given it`);
      }
      const { status, bytes: value } = await broker.request({ ...head, bytes }, cancel.signal);
      this.#reply(id, { status }, value);
    } catch (error) {
      this.#reply(id, { error: report(error) }, NOTHING);
    } finally {
      if (timer !== false) clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends the wait of a request, if it still waits. */
  cancel(id: number): void {
    this.#waiting.get(id)?.abort();
  }

  /** Ends every wait: the child is gone, and what it waits for must go to others. */
  close(): void {
    for (const cancel of this.#waiting.values()) cancel.abort();
  }

  #reply(id: number, head: ReplyHead, bytes: Uint8Array): void {
    this.#send({ type: FrameType.REPLY, id, body: joinBody(head, bytes) });
  }
}
