import type { AsyncLimit } from "../sync/mod.ts";
import { isShared, pack } from "./arguments.ts";
import { revive } from "./errors.ts";
import { Fifo } from "./fifo.ts";
import { within } from "./limit.ts";
import {
  type Job,
  type JobResult,
  type PoolWorker,
  ProcessWorker,
  ThreadWorker,
} from "./pool_worker.ts";
import type { Target } from "./target.ts";

/** What a pool is made of. */
export interface PoolOptions {
  /** How many workers at most, 1 to 1024; as many as the machine has processors unless told. */
  readonly size?: number;
  /** Threads unless told. */
  readonly kind?: "thread" | "process";
}

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

/** A job and who waits for it. */
interface Order {
  readonly job: Job;
  readonly outcome: PromiseWithResolvers<unknown[]>;
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
  readonly #backlog = new Fifo<Order>();
  readonly #workers = new Map<PoolWorker, Order | undefined>();
  readonly #idle: PoolWorker[] = [];
  readonly #ended = Promise.withResolvers<void>();
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
  }

  /** How many workers it has at most. */
  get size(): number {
    return this.#size;
  }

  /** Process numbers of the workers that live at this moment. */
  get pids(): number[] {
    return [...this.#workers.keys()].flatMap((worker) => worker.pid ?? []);
  }

  /** Calls a function in a worker; gives what it returns or throws what it throws. */
  async apply<Args extends readonly unknown[], Result>(
    target: Target<Args, Result>,
    ...args: Args
  ): Promise<Result> {
    const packed = this.#kind === "thread" && args.some(isShared);
    const [result] = await this.#order(target, packed ? { packed: pack(args) } : { args });
    return result as Result;
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
    const parts: Promise<unknown[]>[] = [];
    for (let start = 0; start < all.length; start += length) {
      parts.push(this.#order(target, { values: all.slice(start, start + length) }));
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
    this.#dismiss();
  }

  /**
   * Waits until every task is done and every worker has ended. Close the pool first.
   *
   * @throws {DOMException} `TimeoutError` when the limit (milliseconds) passes; the signal's reason.
   */
  async join(limit?: AsyncLimit): Promise<void> {
    if (this.#state === "open") throw new TypeError("Cannot join the pool: it is open");
    await within(this.#ended.promise, "join the pool", limit);
  }

  /** Ends every worker at once; tasks that are not done fail with an `AbortError`. */
  async terminate(): Promise<void> {
    this.#state = "terminated";
    const error = new DOMException("Cannot finish the task: its pool was terminated", "AbortError");
    for (const { outcome } of this.#backlog.drain()) outcome.reject(error);
    for (const order of this.#workers.values()) order?.outcome.reject(error);
    await Promise.all([...this.#workers.keys()].map((worker) => worker.terminate()));
    this.#dismiss();
    await this.#ended.promise;
  }

  /** Leaving the scope of `await using` terminates the pool. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #order<Args extends readonly unknown[]>(
    target: Target<Args, unknown>,
    work: Job["work"],
  ): Promise<unknown[]> {
    if (this.#state !== "open") {
      throw new TypeError(`Cannot hand ${target.name} to the pool: it is ${this.#state}`);
    }
    const { module, name } = target;
    const outcome = Promise.withResolvers<unknown[]>();
    const order = { job: { target: { module, name }, work }, outcome };
    const worker = this.#idle.pop() ?? this.#hire();
    if (worker) this.#assign(worker, order);
    else this.#backlog.push(order);
    return outcome.promise;
  }

  /** A new worker, unless there are enough. */
  #hire(): PoolWorker | undefined {
    if (this.#workers.size >= this.#size) return undefined;
    const worker = this.#kind === "thread" ? new ThreadWorker() : new ProcessWorker();
    worker.onMessage = (result) => this.#deliver(worker, result);
    worker.start();
    this.#workers.set(worker, undefined);
    worker.join().then(() => this.#bury(worker), (error) => this.#bury(worker, error));
    return worker;
  }

  #assign(worker: PoolWorker, order: Order): void {
    this.#workers.set(worker, order);
    try {
      worker.post(order.job);
    } catch (error) {
      order.outcome.reject(error);
      this.#release(worker);
    }
  }

  #deliver(worker: PoolWorker, result: JobResult): void {
    const order = this.#workers.get(worker);
    if ("error" in result) order?.outcome.reject(revive(result.error, worker.name));
    else order?.outcome.resolve(result.results);
    this.#release(worker);
  }

  /** Gives a worker that has nothing to do the next task. */
  #release(worker: PoolWorker): void {
    const next = this.#backlog.shift();
    if (next) return this.#assign(worker, next);
    this.#workers.set(worker, undefined);
    this.#idle.push(worker);
    this.#dismiss();
  }

  /** Ends idle workers once there will be no more tasks. */
  #dismiss(): void {
    if (this.#state === "open") return;
    for (const worker of this.#idle.splice(0)) worker.post(undefined);
    if (this.#workers.size === 0) this.#ended.resolve();
  }

  /** A worker has ended. If it was in the middle of a task, that fails; the backlog gets a new worker. */
  #bury(worker: PoolWorker, error?: Error): void {
    const order = this.#workers.get(worker);
    this.#workers.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
    order?.outcome.reject(
      new Error(`Cannot finish ${order.job.target.name}: its worker has ended`, { cause: error }),
    );
    const next = this.#backlog.shift();
    const successor = next && this.#hire();
    if (successor) this.#assign(successor, next);
    this.#dismiss();
  }
}
