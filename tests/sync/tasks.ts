/** What the threads in the tests of the locks do. */
import {
  Barrier,
  checkStop,
  Condition,
  Event,
  Mutex,
  type Permit,
  Semaphore,
  type StopToken,
} from "../../src/sync/mod.ts";

export const HERE = import.meta.url;

type Words = Int32Array<SharedArrayBuffer>;

/** Limit of a wait that should not need one: ends a thread that would hang the test. */
const LIMIT = 20_000;

/** Adds one to a word, `times` times, not atomically: right only if nobody else is in between. */
export function increment(_: number, mutex: Mutex, counter: Words, times: number): void {
  for (let i = 0; i < times; i++) {
    using _lock = mutex.lock(LIMIT);
    const before = counter[0] as number;
    if (i % 16 === 0) pause(counter);
    counter[0] = before + 1;
  }
}

/** As `increment`, by every way to lock. */
export async function incrementAnyhow(
  index: number,
  mutex: Mutex,
  counter: Words,
  times: number,
): Promise<void> {
  for (let i = 0; i < times; i++) {
    using lock = (i + index) % 3 === 0
      ? await mutex.lockAsync(LIMIT)
      : (i + index) % 3 === 1
      ? mutex.lock(LIMIT)
      : mutex.tryLock();
    if (!lock) {
      i--;
      continue;
    }
    counter[0] = (counter[0] as number) + 1;
  }
}

/** Gives another thread the chance to run in the middle of something. */
function pause(words: Words): void {
  Atomics.wait(words, words.length - 1, 0, 0.05);
}

/** Takes a permit many times and reports how many threads it saw inside at most. */
export function crowd(_: number, semaphore: Semaphore, inside: Words, times: number): number {
  let most = 0;
  for (let i = 0; i < times; i++) {
    using _permit = semaphore.acquire(LIMIT);
    most = Math.max(most, Atomics.add(inside, 0, 1) + 1);
    if (i % 8 === 0) pause(inside);
    Atomics.sub(inside, 0, 1);
  }
  return most;
}

/** Acquires with limits that often pass; how often it got a permit and gave it back. */
export function acquireInHaste(
  index: number,
  semaphore: Semaphore,
  inside: Words,
  times: number,
): number {
  let got = 0;
  for (let i = 0; i < times; i++) {
    let permit: Permit;
    try {
      permit = semaphore.acquire((i + index) % 4 * 0.1);
    } catch (error) {
      if ((error as Error).name !== "TimeoutError") throw error;
      continue;
    }
    got++;
    Atomics.add(inside, 0, 1);
    if (i % 8 === 0) pause(inside);
    Atomics.sub(inside, 0, 1);
    permit.release();
  }
  return got;
}

/** Says through the word that it is about to wait, takes a permit and appends its number to the order. */
export function standInLine(index: number, semaphore: Semaphore, order: Words): void {
  using _permit = semaphore.acquire(LIMIT);
  order[Atomics.add(order, 0, 1) + 1] = index;
}

/** Puts and takes by turns: the bounded buffer of one place, with one condition for each side. */
export function passThrough(
  index: number,
  mutex: Mutex,
  filled: Condition,
  emptied: Condition,
  box: Words,
  times: number,
): number {
  let sum = 0;
  for (let i = 1; i <= times; i++) {
    using lock = mutex.lock(LIMIT);
    const putting = index % 2 === 0;
    if (putting) {
      emptied.waitFor(lock, () => box[0] === 0, LIMIT);
      box[0] = i;
      filled.notify();
    } else {
      filled.waitFor(lock, () => box[0] !== 0, LIMIT);
      sum += box[0] as number;
      box[0] = 0;
      emptied.notify();
    }
  }
  return sum;
}

/** Waits for the condition once; says through the word that it is about to. */
export function waitOnce(_: number, mutex: Mutex, condition: Condition, waiting: Words): void {
  using lock = mutex.lock(LIMIT);
  waiting[0] = (waiting[0] as number) + 1;
  condition.waitFor(lock, () => waiting[1] === 1, LIMIT);
}

/** Waits for the event; says through the word that it is about to. */
export function waitForEvent(_: number, event: Event, waiting: Words): boolean {
  Atomics.add(waiting, 0, 1);
  event.wait(LIMIT);
  return true;
}

/** Passes a barrier many times; how often it saw a thread in another round. */
export function march(index: number, barrier: Barrier, rounds: Words, times: number): number {
  let faults = 0;
  for (let i = 0; i < times; i++) {
    rounds[index] = i;
    barrier.wait(LIMIT);
    for (let other = 0; other < barrier.parties; other++) if (rounds[other] !== i) faults++;
    barrier.wait(LIMIT);
  }
  return faults;
}

/** Tries one wait that nothing ends but its limit; the name of the error and the milliseconds it took. */
export function giveUp(
  _: number,
  what: "barrier" | "condition" | "event" | "mutex" | "semaphore",
  limit: number | StopToken,
): [string, number] {
  const start = performance.now();
  try {
    if (what === "barrier") new Barrier(2).wait(limit);
    if (what === "event") new Event().wait(limit);
    if (what === "semaphore") new Semaphore(0).acquire(limit);
    if (what === "condition") new Condition().wait(new Mutex().lock(), limit);
    if (what === "mutex") {
      const mutex = new Mutex();
      mutex.lock();
      mutex.lock(limit);
    }
    return ["none", performance.now() - start];
  } catch (error) {
    return [(error as Error).name, performance.now() - start];
  }
}

/** Computes until the thread is told to stop. */
export function compute(_: number, state: Words): void {
  Atomics.store(state, 0, 1);
  try {
    for (;;) checkStop();
  } finally {
    Atomics.store(state, 0, 2);
  }
}

/** Waits for a condition, and says whether it held the lock when it was told to stop. */
export function waitToTheEnd(mutex: Mutex, condition: Condition, state: Words): void {
  using lock = mutex.lock();
  Atomics.store(state, 0, 1);
  try {
    condition.wait(lock);
  } finally {
    Atomics.store(state, 0, lock.held ? 3 : 2);
  }
}
