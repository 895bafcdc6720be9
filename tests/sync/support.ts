/** What the tests of locks and of parallel code share. */
import { task, Thread } from "../../src/parallel/mod.ts";

/** No wait of these tests takes this long, in milliseconds; it ends a test that would hang. */
export const LIMIT = 30_000;

/** Runs a function in `count` threads at once, with the thread's number in front of the arguments. */
export async function together<Args extends readonly unknown[], Result>(
  count: number,
  module: string,
  run: (index: number, ...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>[]> {
  const threads = Array.from(
    { length: count },
    (_, index) => new Thread(task(module, run, index, ...args)).start(),
  );
  try {
    return await Promise.all(threads.map((thread) => thread.join(LIMIT)));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** A shared array of `count` words. */
export function words(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Waits until the condition holds. */
export async function eventually(what: string, test: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT;
  while (!test()) {
    if (performance.now() > deadline) throw new Error(`Never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Name of the error that the call throws or rejects with; undefined if it does neither. */
export async function nameOfError(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}
