import type { ClientEvent, ClientOptions, FromWorker, ToWorker } from "./messages.ts";

/** A seat in a room, held by a Web Worker, as the main thread sees it. */
export class Client {
  readonly #worker: Worker;
  readonly #onEvent: (event: ClientEvent | { type: "failed"; why: string }) => void;
  readonly #unsaid: (() => void)[] = [];
  readonly #ended = Promise.withResolvers<void>();
  #isOver = false;

  /**
   * Starts the worker and its socket. Nothing is sent before `enter`. The event `ended` or `failed` is the
   * last one.
   */
  constructor(
    options: ClientOptions,
    onEvent: (event: ClientEvent | { type: "failed"; why: string }) => void,
  ) {
    this.#onEvent = onEvent;
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      // Else the error would end this process with a stack trace.
      event.preventDefault();
      this.#hear({ type: "failed", why: event.message });
    };
    this.#tell({ type: "open", options });
  }

  /** Asks to enter under a name. Answered by the event `entered`, `refused` or `unanswered`. */
  enter(name: string): void {
    this.#tell({ type: "enter", name });
  }

  /** Says a text. Fulfilled when it was sent, or never will be because the session has ended. */
  say(text: string): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#unsaid.push(resolve);
      this.#tell({ type: "say", text });
    });
  }

  /** Leaves, after everything that was said before. Answered by the event `ended`. */
  leave(): void {
    this.#tell({ type: "leave" });
  }

  /** Fulfilled when the session is over and its worker has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.type === "said") {
      this.#unsaid.shift()?.();
      return;
    }
    this.#onEvent(message);
    if (message.type !== "ended" && message.type !== "failed") return;
    this.#isOver = true;
    this.#worker.terminate();
    for (const resolve of this.#unsaid.splice(0)) resolve();
    this.#ended.resolve();
  }
}
