import { Fifo } from "../../base/mod.ts";
import type { AsyncLimit } from "../../sync/mod.ts";
import { isShared, pack } from "../arguments.ts";
import { Crew } from "./crew.ts";
import { within } from "../limit.ts";
import { PoolResult } from "./result.ts";
import { type Job, ProcessWorker, ThreadWorker } from "./worker.ts";
import type { Target } from "../target.ts";

/** What a pool is made of. */
export interface PoolOptions {
  /** How many workers at most, 1 to 1024; as many as the machine has processors unless told. */
  readonly size?: number;
  /** Threads unless told. */
  readonly kind?: "thread" | "process";
}

/**
 * Workers that do one task after the other, so that a thread or process need not be made for each.
 *
 * ```ts
 * await using pool = new Pool({ size: 4 });
 * const squares = await pool.map(exported(import.meta.url, square), [1, 2, 3]);
 * ```
 *
 * Tasks start in the order in which they were handed in. A worker is started when there is a task that no
 * other is free for. One that ends in the middle of a task fails that task only; the next task that needs
 * a worker gets a new one.
 */
export class Pool implements AsyncDisposable {
  readonly #size: number;
  readonly #kind: "thread" | "process";
  readonly #crew: Crew;
  #state: "open" | "closed" | "terminated" = "open";

  /** A pool, without a worker yet. */
  constructor({ size = navigator.hardwareConcurrency, kind = "thread" }: PoolOptions = {}) {
    if (!Number.isInteger(size) || size < 1 || size > 1024) {
      throw new RangeError(
        `Cannot make a pool without 1 to 1024 workers: the current value is ${size}`,
      );
    }
    this.#size = size;
    this.#kind = kind;
    this.#crew = new Crew(size, () => kind === "thread" ? new ThreadWorker() : new ProcessWorker());
  }

  /** How many workers it has at most. */
  get size(): number {
    return this.#size;
  }

  /** Process numbers of the workers that live at this moment. */
  get pids(): number[] {
    return this.#crew.workers.flatMap((worker) => worker.pid ?? []);
  }

  /** Calls a function in a worker; gives what it returns or throws what it throws. */
  async apply<Args extends readonly unknown[], Result>(
    target: Target<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    const packed = this.#kind === "thread" && args.some(isShared);
    return await this.#order(
      target,
      packed ? "packed" : "args",
      packed ? pack(args) : args,
    ) as Result;
  }

  /** As {@linkcode Pool.apply}, but gives something to ask for the result later. */
  applyAsync<Args extends readonly unknown[], Result>(
    target: Target<Args, Result>,
    ...args: Args
  ): PoolResult<Result> {
    return new PoolResult(target.name, this.apply(target, ...args));
  }

  /**
   * Calls a function with each of the values; gives the results in the same order, or throws the first
   * error. The values travel in chunks of `chunk`; unless told, in four chunks for each worker.
   */
  async map<Value, Result>(
    target: Target<readonly [Value], Result>,
    values: Iterable<Value>,
    { chunk }: { readonly chunk?: number } = {},
  ): Promise<Result[]> {
    const all = [...values];
    const length = chunk ?? Math.max(1, Math.ceil(all.length / (4 * this.#size)));
    if (!Number.isInteger(length) || length < 1) {
      throw new RangeError(
        `Cannot make chunks of less than one value: the current value is ${chunk}`,
      );
    }
    const parts: Promise<unknown>[] = [];
    for (let start = 0; start < all.length; start += length) {
      parts.push(this.#order(target, "values", all.slice(start, start + length)));
    }
    return (await Promise.all(parts)).flat() as Result[];
  }

  /**
   * Calls a function with each of the values and gives each result as soon as it and all before it are
   * there. Takes at most `lookAhead` values in advance; unless told, two for each worker.
   */
  async *imap<Value, Result>(
    target: Target<readonly [Value], Result>,
    values: Iterable<Value> | AsyncIterable<Value>,
    { lookAhead = 2 * this.#size }: { readonly lookAhead?: number } = {},
  ): AsyncGenerator<Result, void> {
    if (!Number.isInteger(lookAhead) || lookAhead < 1) {
      throw new RangeError(`Cannot look ahead by less than 1: the current value is ${lookAhead}`);
    }
    const pending = new Fifo<Promise<Result>>();
    for await (const value of values) {
      const result = this.apply(target, value);
      // Its error is thrown when its turn comes, or never if the caller stops before.
      result.catch(() => {});
      pending.push(result);
      if (pending.length >= lookAhead) yield await pending.shift() as Result;
    }
    while (pending.length > 0) yield await pending.shift() as Result;
  }

  /** Takes no more tasks. Those it has are done, then the workers end. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#crew.dismiss();
  }

  /**
   * Waits until every task is done and every worker has ended. Close the pool first.
   *
   * @throws {DOMException} `TimeoutError` when the limit (milliseconds) passes; the signal's reason.
   */
  async join(limit?: AsyncLimit): Promise<void> {
    if (this.#state === "open") throw new TypeError("Cannot join the pool: it is open");
    await within(this.#crew.ended, "join the pool", limit);
  }

  /** Ends every worker at once; tasks that are not done fail with an `AbortError`. */
  async terminate(): Promise<void> {
    this.#state = "terminated";
    await this.#crew.terminate(
      new DOMException("Cannot finish the task: its pool was terminated", "AbortError"),
    );
  }

  /** Leaving the scope of `await using` terminates the pool. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #order<Args extends readonly unknown[]>(
    target: Target<Args, unknown>,
    kind: Job["kind"],
    data: readonly unknown[],
  ): Promise<unknown> {
    if (this.#state === "open") return this.#crew.order(target, kind, data);
    throw new TypeError(`Cannot hand ${target.name} to the pool: it is ${this.#state}`);
  }
}
