import type { SeatWorker } from "../client/client.ts";
import type { FromWorker, ToWorker } from "../client/protocol.ts";
import { Channel } from "../parallel/channel.ts";

/** What the page tells its worker. */
export type ToSeat =
  | { readonly kind: "tell"; readonly message: ToWorker }
  /** The network or the machine is back: the old connection may be of no use. */
  | { readonly kind: "renew" };

/** What the worker tells the page. */
export type FromSeat =
  | { readonly kind: "heard"; readonly message: FromWorker }
  | { readonly kind: "over" }
  | { readonly kind: "failed"; readonly why: string };

/** The worker that holds the seat, as a `Client` needs it. */
export class PageSeatWorker implements SeatWorker {
  readonly #worker: Worker;
  readonly #channel: Channel<FromWorker, ToWorker>;
  readonly #end = Promise.withResolvers<void>();
  #isAlive = true;

  constructor() {
    this.#worker = new Worker("/worker.js", { type: "module" });
    this.#channel = new Channel((message) => this.#tell({ kind: "tell", message }));
    this.#end.promise.catch(() => {});
    this.#worker.onmessage = ({ data }: MessageEvent<FromSeat>) => this.#hear(data);
    this.#worker.onerror = ({ message }) => this.#fail(message);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get onMessage(): ((message: FromWorker) => void) | undefined {
    return this.#channel.onMessage;
  }

  set onMessage(handler: ((message: FromWorker) => void) | undefined) {
    this.#channel.onMessage = handler;
  }

  post(message: ToWorker): void {
    if (this.#isAlive) this.#channel.post(message);
  }

  join(): Promise<void> {
    return this.#end.promise;
  }

  /** Takes a new connection: the old one may be dead without a word. */
  renew(): void {
    this.#tell({ kind: "renew" });
  }

  #tell(message: ToSeat): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromSeat): void {
    if (message.kind === "heard") return this.#channel.deliver(message.message);
    if (message.kind === "failed") return this.#fail(message.why);
    this.#isAlive = false;
    this.#worker.terminate();
    this.#end.resolve();
  }

  #fail(why: string): void {
    this.#isAlive = false;
    this.#worker.terminate();
    this.#end.reject(new Error(`Cannot go on: ${why}`));
  }
}
