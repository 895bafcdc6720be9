/** What the children in these tests run. */
import { Process, type Queue, task, Thread } from "../../src/parallel/mod.ts";
import type { Mutex } from "../../src/sync/mod.ts";

export const HERE = import.meta.url;

export function add(a: number, b: number): number {
  return a + b;
}

export class Unfit extends RangeError {}

export function fail(message: string): never {
  throw new Unfit(message, { cause: new TypeError("the reason") });
}

/** Counts the word up once it runs, then waits for a lock, and counts it up at the end. */
export function waitForLock(mutex: Mutex, running: Int32Array): void {
  Atomics.add(running, 0, 1);
  try {
    mutex.lock();
  } finally {
    Atomics.add(running, 0, 1);
  }
}

/** Counts the word up once it runs, then reads a queue to its end. */
export function readAll(queue: Queue<number>, running: Int32Array): number {
  Atomics.add(running, 0, 1);
  return [...queue].length;
}

export function closeItself(): Promise<never> {
  close();
  return new Promise(() => {});
}

export function exitItself(): Promise<never> {
  Deno.exit(5);
}

export function failLater(): Promise<never> {
  setTimeout(() => {
    throw new TypeError("nobody awaits this");
  });
  return new Promise(() => {});
}

export class Greeter extends Thread<string, string, string> {
  readonly #greeting: string;

  constructor(readonly who: string) {
    super(task(HERE, Greeter, who), { name: `greeter of ${who}` });
    this.#greeting = `hello ${who}`;
  }

  override run(): Promise<string> {
    this.parent.post(this.#greeting);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.parent.onMessage = (answer) => resolve(`${this.name}: ${answer}`);
    return promise;
  }
}

/** A process that a thread starts. */
export async function addInProcess(a: number, b: number): Promise<number> {
  return await new Process(task(HERE, add, a, b)).start().join();
}
