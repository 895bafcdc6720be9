import { Fifo } from "../../base/mod.ts";
import { revive } from "../errors.ts";
import type { Job, JobResult, PoolWorker } from "./worker.ts";
import type { Target } from "../target.ts";

/** A task is short if it takes less than this, in milliseconds. */
const SHORT = 1;
/** Tasks that a worker holds at most while its tasks are short: the next ones travel while it does one. */
const AHEAD = 4;

/** A job, and its outcome. */
interface Order extends Pick<Job, "target" | "kind" | "data"> {
  readonly name: string;
  readonly outcome: PromiseWithResolvers<unknown>;
}

/** What a worker has been sent. */
interface Desk {
  /** It is at the first of these. */
  readonly orders: Order[];
  /** Number of orders that it has answered. */
  done: number;
  /** Numbers of the functions that it knows. */
  readonly known: Set<number>;
}

/** The workers of a pool: gets orders done in the order in which they come. */
export class Crew {
  readonly #size: number;
  readonly #make: () => PoolWorker;
  readonly #backlog = new Fifo<Order>();
  readonly #workers = new Map<PoolWorker, Desk>();
  /** Functions by number, and their numbers by name and module. */
  readonly #targets: Target<never, unknown>[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #idle: PoolWorker[] = [];
  readonly #ended = Promise.withResolvers<void>();
  #open = true;

  /** A crew of at most `size` workers, each made by `make` when there is work for it. */
  constructor(size: number, make: () => PoolWorker) {
    this.#size = size;
    this.#make = make;
  }

  /** The workers that live at this moment. */
  get workers(): PoolWorker[] {
    return [...this.#workers.keys()];
  }

  /** Resolves once the crew is dismissed and the last worker has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Has a job done; gives what the worker answers. */
  order<Args extends readonly unknown[]>(
    target: Target<Args, unknown>,
    kind: Job["kind"],
    data: readonly unknown[],
  ): Promise<unknown> {
    const worker = this.#idle.pop() ?? this.#hire();
    const outcome = Promise.withResolvers<unknown>();
    this.#backlog.push({ target: this.#numberOf(target), kind, data, name: target.name, outcome });
    if (worker) this.#supply(worker, 1);
    return outcome.promise;
  }

  /** Lets the workers end once there is nothing left to do. */
  dismiss(): void {
    this.#open = false;
    this.#sendHome();
  }

  /** Ends the workers at once; what is not done fails with the error. */
  async terminate(error: Error): Promise<void> {
    this.#open = false;
    this.#abandon(error);
    for (const { orders } of this.#workers.values()) {
      for (const { outcome } of orders.splice(0)) outcome.reject(error);
    }
    await Promise.all(this.workers.map((worker) => worker.terminate()));
    this.#sendHome();
    await this.ended;
  }

  /** Gives up what no worker has been sent. */
  #abandon(error: unknown): void {
    for (const { outcome } of this.#backlog.drain()) outcome.reject(error);
  }

  /** The number by which workers know a function. */
  #numberOf<Args extends readonly unknown[]>({ module, name }: Target<Args, unknown>): number {
    const key = `${name} ${module}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#targets.push({ module, name }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** A new worker, unless there are enough. */
  #hire(): PoolWorker | undefined {
    if (this.#workers.size >= this.#size) return undefined;
    const worker = this.#make();
    worker.onMessage = (result) => this.#deliver(worker, result);
    worker.start();
    this.#workers.set(worker, { orders: [], done: 0, known: new Set() });
    worker.join().then(() => this.#bury(worker), (error) => this.#bury(worker, error));
    return worker;
  }

  #assign(worker: PoolWorker, { orders, known }: Desk, order: Order): void {
    const { target, kind, data } = order;
    const define = known.has(target) ? undefined : this.#targets[target];
    try {
      worker.post(define ? { target, kind, data, define } : { target, kind, data });
      known.add(target);
      orders.push(order);
    } catch (error) {
      order.outcome.reject(error);
    }
  }

  #deliver(worker: PoolWorker, reply: JobResult): void {
    const desk = this.#workers.get(worker);
    const order = desk?.orders.shift();
    if (desk !== undefined) desk.done++;
    if ("error" in reply) order?.outcome.reject(revive(reply.error, worker.name));
    else order?.outcome.resolve(reply.result);
    this.#supply(worker, reply.took < SHORT ? AHEAD : 1);
  }

  /** Sends a worker tasks until it has `count`. */
  #supply(worker: PoolWorker, count: number): void {
    const desk = this.#workers.get(worker);
    if (!desk) return;
    while (desk.orders.length < count) {
      const next = this.#backlog.shift();
      if (!next) break;
      this.#assign(worker, desk, next);
    }
    if (desk.orders.length > 0) return;
    this.#idle.push(worker);
    this.#sendHome();
  }

  /** Ends idle workers once there will be no more tasks. */
  #sendHome(): void {
    if (this.#open) return;
    for (const worker of this.#idle.splice(0)) worker.post(undefined);
    if (this.#workers.size === 0) this.#ended.resolve();
  }

  /** A worker has ended. The task it was at fails; what it had not begun goes to others. */
  #bury(worker: PoolWorker, error?: Error): void {
    const { orders = [], done = 0 } = this.#workers.get(worker) ?? {};
    // One that ended while it was idle had begun nothing, though it may have been sent something since.
    const order = worker.begun > done ? orders.shift() : undefined;
    this.#workers.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
    order?.outcome.reject(
      new Error(`Cannot finish ${order.name}: its worker has ended`, { cause: error }),
    );
    for (const waiting of [...orders, ...this.#backlog.drain()]) this.#backlog.push(waiting);
    this.#replace();
    this.#sendHome();
  }

  /** Hires a worker if there is work for one. */
  #replace(): void {
    if (this.#backlog.length === 0) return;
    try {
      const worker = this.#hire();
      if (worker) this.#supply(worker, 1);
    } catch (error) {
      this.#abandon(error);
    }
  }
}
