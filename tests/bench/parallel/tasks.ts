/** What the children in these benchmarks do. */
import type { ProcessQueue, Queue } from "../../../src/parallel/mod.ts";
import type { Mutex } from "../../../src/sync/mod.ts";

export const HERE = import.meta.url;

export function nothing(): void {}

export function double(value: number): number {
  return 2 * value;
}

/** Puts so many values, each like the first. */
export function fill<T>(queue: Queue<T>, value: T, count: number): void {
  for (let i = 0; i < count; i++) queue.put(value);
}

/** Takes so many values. */
export function empty<T>(queue: Queue<T>, count: number): void {
  for (let i = 0; i < count; i++) queue.get();
}

/** Puts so many values, each like the first, with so many on their way at a time. */
export async function fillProcess<T>(
  queue: ProcessQueue<T>,
  value: T,
  count: number,
  ahead: number,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    underWay.push(queue.put(value));
    if (underWay.length >= ahead) await underWay.shift();
  }
  await Promise.all(underWay);
}

/** Locks and unlocks so many times; how many milliseconds that took. */
export function lockOften(
  mutex: Mutex,
  counter: Int32Array<SharedArrayBuffer>,
  count: number,
): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    using _lock = mutex.lock();
    counter[0] = (counter[0] as number) + 1;
  }
  return performance.now() - start;
}
