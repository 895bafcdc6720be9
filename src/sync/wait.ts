import { checkStop, StopToken } from "./stop.ts";

/** When a blocking wait gives up: after so many milliseconds (0 or more), or when a token says stop. */
export type Limit = number | StopToken;

/** When an asynchronous wait gives up: after so many milliseconds (0 or more), or when a signal aborts. */
export type AsyncLimit = number | AbortSignal;

/**
 * The longest single sleep in milliseconds. A sleeper looks at its stop tokens between two sleeps, so this
 * is how late it may notice them; a wake-up is never late.
 */
const SLICE = 50;

/**
 * How often an asynchronous wait wakes the event loop, in milliseconds. `Atomics.waitAsync` does not keep
 * the process alive, and in Deno 2.4 its promise is settled only when something else wakes the loop.
 */
const PUMP = 2;

/** Something to wait for. */
export interface Goal {
  /** What cannot be done when the wait fails, as in "Cannot lock the mutex". */
  readonly what: string;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** The word to sleep on. */
  readonly index: number;
  /** Tries once: undefined if the goal is reached, else the value of the word at which sleeping is right. */
  attempt(): number | undefined;
}

/** The error of a limit that passed; the same class as that of `AbortSignal.timeout()`. */
function timeout(goal: Goal, limit: number): DOMException {
  return new DOMException(`Cannot ${goal.what}: ${limit} ms have passed`, "TimeoutError");
}

/** When `limit` passes, on the clock of `performance.now()`. */
function deadlineOf(limit: Limit | AsyncLimit | undefined): number {
  if (typeof limit !== "number") return Infinity;
  if (limit >= 0) return performance.now() + limit;
  throw new RangeError(`Cannot wait with a limit below 0 ms: the current value is ${limit}`);
}

/**
 * Blocks the thread until the goal is reached. The last thing before giving up is always an attempt, so a
 * wake-up is not lost to a waiter that gives up.
 *
 * @throws {DOMException} `TimeoutError` when the limit passes, `AbortError` when the token of `limit` or
 * that of the thread says stop.
 */
export function block(goal: Goal, limit?: Limit): void {
  checkStop();
  const deadline = deadlineOf(limit);
  for (let seen = goal.attempt(); seen !== undefined; seen = goal.attempt()) {
    checkStop();
    if (limit instanceof StopToken && limit.stopped) {
      throw new DOMException(`Cannot ${goal.what}: its stop token says stop`, "AbortError");
    }
    const left = deadline - performance.now();
    if (left <= 0) throw timeout(goal, limit as number);
    Atomics.wait(goal.words, goal.index, seen, Math.min(left, SLICE));
  }
}

/**
 * Waits until the goal is reached without blocking the event loop, and keeps the process alive meanwhile.
 *
 * @throws {DOMException} `TimeoutError` when the limit passes; the signal's reason when it aborts.
 */
export async function until(goal: Goal, limit?: AsyncLimit): Promise<void> {
  const signal = limit instanceof AbortSignal ? limit : undefined;
  signal?.throwIfAborted();
  const deadline = deadlineOf(limit);
  let seen = goal.attempt();
  if (seen === undefined) return;
  const pump = setInterval(() => {}, PUMP);
  try {
    for (; seen !== undefined; seen = goal.attempt()) {
      signal?.throwIfAborted();
      const left = deadline - performance.now();
      if (left <= 0) throw timeout(goal, limit as number);
      await sleep(goal, seen, Math.min(left, SLICE), signal);
    }
  } finally {
    clearInterval(pump);
  }
}

/** Sleeps while the goal's word is `seen`, at most `ms` milliseconds or until the signal aborts. */
async function sleep(goal: Goal, seen: number, ms: number, signal?: AbortSignal): Promise<void> {
  const wait = Atomics.waitAsync(goal.words, goal.index, seen, ms);
  if (!wait.async) return;
  if (signal === undefined) {
    await wait.value;
    return;
  }
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  const abort = () => resolve("aborted");
  signal.addEventListener("abort", abort);
  const outcome = await Promise.race([wait.value, promise]);
  signal.removeEventListener("abort", abort);
  if (outcome !== "aborted") return;
  // The engine's waiter list still has this sleeper: a wake-up that reaches it belongs to someone else.
  wait.value.then((woken) => woken === "ok" && Atomics.notify(goal.words, goal.index, 1));
}
