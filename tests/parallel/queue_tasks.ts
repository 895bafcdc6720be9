/** What the threads in the tests of the queue do. */
import type { Queue } from "../../src/parallel/mod.ts";

export const HERE = import.meta.url;

const LIMIT = 20_000;

/** A value that says who sent it and when. */
export type Parcel = [producer: number, serial: number];

export function produce(producer: number, queue: Queue<Parcel>, count: number): void {
  for (let serial = 0; serial < count; serial++) queue.put([producer, serial], LIMIT);
}

export function consume(_: number, queue: Queue<Parcel>): Parcel[] {
  return [...queue];
}

/** As `consume`, by every way to take. */
export async function consumeAnyhow(index: number, queue: Queue<Parcel>): Promise<Parcel[]> {
  const got: Parcel[] = [];
  for (let i = index;; i++) {
    const taken = queue.tryGet();
    if (taken.status === "closed") return got;
    if (taken.status === "ok") got.push(taken.value);
    try {
      if (i % 3 === 0) got.push(queue.get(i % 5));
      if (i % 3 === 1) got.push(await queue.getAsync(i % 5));
    } catch (error) {
      const name = (error as Error).name;
      if (name !== "TimeoutError" && name !== "ClosedError") throw error;
    }
  }
}

/** As `produce`, by every way to put. */
export async function produceAnyhow(
  producer: number,
  queue: Queue<Parcel>,
  count: number,
): Promise<void> {
  for (let serial = 0; serial < count;) {
    const parcel: Parcel = [producer, serial];
    try {
      if (serial % 3 === 0) queue.put(parcel, serial % 5);
      if (serial % 3 === 1) await queue.putAsync(parcel, serial % 5);
      if (serial % 3 === 2 && queue.tryPut(parcel) !== "ok") continue;
      serial++;
    } catch (error) {
      if ((error as Error).name !== "TimeoutError") throw error;
    }
  }
}
