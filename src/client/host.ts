import { Thread } from "../parallel/mod.ts";
import type { ClientEvent, ClientOptions, FromWorker, ToWorker } from "./messages.ts";

/** A seat in a room, held by a Web Worker, as the main thread sees it. */
export class Client {
  readonly #thread = new Thread<void, FromWorker, ToWorker>(
    () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    { name: "the session" },
  );
  readonly #unsaid: (() => void)[] = [];

  /**
   * Starts the worker and its socket. Nothing is sent before `enter`. The event `ended` is the last one.
   *
   * @param onEvent what is called with each event; entries are dealt with when what it returns is fulfilled
   */
  constructor(options: ClientOptions, onEvent: (event: ClientEvent) => void | Promise<void>) {
    this.#thread.onMessage = (message) => {
      if (message.type === "said") this.#unsaid.shift()?.();
      else {
        const dealt = onEvent(message);
        // Only then may the server send more: whoever cannot keep up is not sent ever more.
        if (message.type === "entries") this.#take(message.bytes, dealt);
      }
    };
    this.#thread.start();
    this.#thread.post({ type: "open", options });
    const release = () => {
      for (const resolve of this.#unsaid.splice(0)) resolve();
    };
    this.ended.then(release, release);
  }

  /** Asks to enter under a name. Answered by the event `entered`, `refused` or `unanswered`. */
  enter(name: string): void {
    this.#thread.post({ type: "enter", name });
  }

  /** Says a text. Fulfilled when it was sent, or never will be because the session has ended. */
  say(text: string): Promise<void> {
    if (!this.#thread.isAlive) return Promise.resolve();
    return new Promise((resolve) => {
      this.#unsaid.push(resolve);
      this.#thread.post({ type: "say", text });
    });
  }

  /**
   * Leaves, after everything that was said before. Answered by the event `ended`.
   *
   * @param wait most milliseconds to wait until it is confirmed, where the dialect confirms; ten seconds if
   * not given
   */
  leave(wait?: number): void {
    this.#thread.post({ type: "leave", wait });
  }

  async #take(bytes: number, dealt: void | Promise<void>): Promise<void> {
    await dealt;
    if (this.#thread.isAlive) this.#thread.post({ type: "taken", bytes });
  }

  /** Fulfilled when the session is over, rejected when it cannot go on. */
  get ended(): Promise<void> {
    return this.#thread.join();
  }
}
