import type { AsyncLimit } from "../sync/mod.ts";
import { Channel } from "./channel.ts";
import { type ErrorReport, revive } from "./errors.ts";
import { within } from "./limit.ts";

/** Exit code of a child that was told to terminate: the negative number of SIGTERM, as in Python. */
export const TERMINATED = -15;

/** What a child tells its parent. */
export type ToParent =
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: ErrorReport };

/**
 * What a thread and a process have in common, from their parent's side: `start()`, `join()`, `terminate()`.
 * In the child there is an instance too, made by the same constructor with the same arguments, and there
 * `run()` runs.
 *
 * `Received` is what the child sends to its parent, `Sent` what the parent sends to the child.
 */
export abstract class Child<Result = unknown, Received = unknown, Sent = unknown>
  implements AsyncDisposable {
  /** What the child is called in messages. */
  readonly name: string;
  readonly #channel = new Channel<Received, Sent>((message) => this.#post(message));
  readonly #outcome = Promise.withResolvers<Result>();
  #state: "new" | "alive" | "ended" = "new";
  #exitCode: number | undefined;
  #parent: Channel<Sent, Received> | undefined;

  constructor(name: string) {
    this.name = name;
    // A failure is told to who joins; with nobody there yet it must not end the parent.
    this.#outcome.promise.catch(() => {});
  }

  /** What the child does; what it returns is what `join()` gives. A subclass overrides it. */
  run(): Result | Promise<Result> {
    throw new TypeError(`Cannot run ${this.name}: its class does not override run()`);
  }

  /** Starts the child, once. */
  start(): this {
    if (this.#state !== "new") {
      throw new TypeError(`Cannot start ${this.name}: it has been started`);
    }
    this.#state = "alive";
    try {
      this.launch();
    } catch (error) {
      this.fail(1, error as Error);
      throw error;
    }
    return this;
  }

  /**
   * Waits for the child's end.
   *
   * @returns What `run()` or the task returned.
   * @throws The child's error, if it failed; an `AbortError` if it was terminated; a `TimeoutError` when
   * the limit (milliseconds) passes, or the signal's reason: then the child is still alive.
   */
  async join(limit?: AsyncLimit): Promise<Result> {
    if (this.#state === "new") {
      throw new TypeError(`Cannot join ${this.name}: it has not been started`);
    }
    return await within(this.#outcome.promise, `join ${this.name}`, limit);
  }

  /**
   * Ends the child at once. Of a process, it resolves when that is gone; of a thread, when it was told: nothing
   * tells when a Web Worker is gone. Calling it again, or too late, changes nothing.
   */
  abstract terminate(): Promise<void>;

  /** Leaving the scope of `await using` terminates the child. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  /** Whether the child has been started and has not ended. */
  get isAlive(): boolean {
    return this.#state === "alive";
  }

  /** Undefined until the child has ended; then 0, or 1 if it failed, or minus the signal that ended it. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Number of the process that the child runs in; undefined before it has one. */
  abstract get pid(): number | undefined;

  /** Sends a message to the child. One that has ended no longer hears it. */
  post(message: Sent): void {
    this.#channel.post(message);
  }

  /** Called with each message of the child, in order. */
  set onMessage(handler: ((message: Received) => void) | undefined) {
    this.#channel.onMessage = handler;
  }

  get onMessage(): ((message: Received) => void) | undefined {
    return this.#channel.onMessage;
  }

  /** In the child: the line to the parent. */
  get parent(): Channel<Sent, Received> {
    if (this.#parent) return this.#parent;
    throw new TypeError(`Cannot use the parent of ${this.name}: this is not the child`);
  }

  /** In the child, by the code that starts `run()`: sets the line to the parent. */
  set parent(channel: Channel<Sent, Received>) {
    this.#parent = channel;
  }

  /** Makes the thread or process. */
  protected abstract launch(): void;

  /** Carries a message to the child. */
  protected abstract send(message: Sent): void;

  /** Takes a message from the child; whether it was its last word. */
  protected accept(event: ToParent): void {
    if (event.kind === "message") this.#channel.deliver(event.message as Received);
    else if (event.kind === "done") this.finish(0, event.value as Result);
    else this.fail(1, revive(event.error, this.name));
  }

  /** The child has ended with a result. */
  protected finish(exitCode: number, result: Result): void {
    this.#end(exitCode);
    this.#outcome.resolve(result);
  }

  /** The child has ended without a result. */
  protected fail(exitCode: number, error: Error): void {
    this.#end(exitCode);
    this.#outcome.reject(error);
  }

  #end(exitCode: number): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#exitCode = exitCode;
  }

  #post(message: Sent): void {
    if (this.#state === "new") {
      throw new TypeError(`Cannot post to ${this.name}: it is not started`);
    }
    if (this.#state === "alive") this.send(message);
  }
}
