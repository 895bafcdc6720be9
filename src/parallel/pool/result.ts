import type { AsyncLimit } from "../../sync/mod.ts";
import { within } from "../limit.ts";

/** The result of a task that may not be finished. */
export class PoolResult<Result> {
  readonly #promise: Promise<Result>;
  readonly #name: string;
  #state: "pending" | "done" | "failed" = "pending";

  /** For {@linkcode Pool} only. */
  constructor(name: string, promise: Promise<Result>) {
    this.#name = name;
    this.#promise = promise;
    promise.then(() => this.#state = "done", () => this.#state = "failed");
  }

  /**
   * Waits for the result.
   *
   * @throws The task's error; a `TimeoutError` when the limit (milliseconds) passes, or the signal's reason.
   */
  get(limit?: AsyncLimit): Promise<Result> {
    return within(this.#promise, `get the result of ${this.#name}`, limit);
  }

  /** Whether the task has ended, well or badly. */
  get ready(): boolean {
    return this.#state !== "pending";
  }

  /** Whether the task has ended well. */
  get successful(): boolean {
    return this.#state === "done";
  }
}
