import { type StopHandle, StopToken } from "../../sync/mod.ts";
import { pack, type Packed } from "../arguments.ts";
import { Child, TERMINATED, type ToParent } from "../child.ts";
import type { Target, Task } from "../target.ts";

/** The first message to a thread; every later one is a message of its parent's. */
export interface ThreadStart {
  readonly name: string;
  readonly stop: StopHandle;
  /** Missing for a worker of the caller's own, which knows what to do. */
  readonly task?: { readonly target: Target<never, unknown>; readonly args: readonly Packed[] };
}

/**
 * A thread: a Web Worker with a start, an end and a result.
 *
 * ```ts
 * const thread = new Thread(task(import.meta.url, sell, mutex, 3), { name: "seller" }).start();
 * const sold = await thread.join();
 * ```
 *
 * A class does the same by `class Seller extends Thread` with a `run()`, whose constructor calls
 * `super(task(import.meta.url, Seller, ...))` with its own arguments. And a worker that lives long and
 * exchanges messages is given as a function that makes it; its file calls {@linkcode serveThread}.
 */
export class Thread<Result = unknown, Received = unknown, Sent = unknown>
  extends Child<Result, Received, Sent> {
  readonly #code: Task<Result> | (() => Worker);
  readonly #stop = new StopToken();
  #worker: Worker | undefined;

  /** A thread, not yet started. Its name is that of the task unless `options` has one. */
  constructor(code: Task<Result> | (() => Worker), options: { readonly name?: string } = {}) {
    super(options.name ?? (typeof code === "function" ? "worker" : code.target.name));
    this.#code = code;
  }

  /** Number of this process, where threads live too; undefined before the start. */
  get pid(): number | undefined {
    return this.#worker && Deno.pid;
  }

  /**
   * Ends the thread, also one that waits for a lock: that wait throws an `AbortError`, so the thread's
   * locks are released on its way out. One that computes ends when it next waits, calls `checkStop()` or
   * returns to its event loop; until then it can hold up the end of the process. Resolves at once.
   */
  terminate(): Promise<void> {
    if (this.isAlive) {
      this.#end();
      this.fail(
        TERMINATED,
        new DOMException(`Cannot join ${this.name}: it was terminated`, "AbortError"),
      );
    }
    return Promise.resolve();
  }

  protected launch(): void {
    const code = this.#code;
    const worker = typeof code === "function"
      ? code()
      : new Worker(new URL("./entry.ts", import.meta.url), { type: "module" });
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<ToParent>) => this.accept(event.data);
    worker.onerror = (event) => {
      // Without this the error would end the parent. The event has no error object, only its text.
      event.preventDefault();
      if (!this.isAlive) return;
      this.#end();
      this.fail(1, new Error(`Cannot run ${this.name}: ${event.message}`));
    };
    const start = { name: this.name, stop: this.#stop.handle };
    try {
      worker.postMessage(
        typeof code === "function" ? start : {
          ...start,
          task: { target: code.target, args: pack(code.args) },
        } satisfies ThreadStart,
      );
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  protected send(message: Sent): void {
    this.#worker?.postMessage(message);
  }

  protected override accept(event: ToParent): void {
    if (!this.isAlive) return;
    if (event.kind !== "message") this.#end();
    super.accept(event);
  }

  #end(): void {
    this.#stop.stop();
    this.#worker?.terminate();
  }
}
