import type { Child } from "../../parallel/mod.ts";

/**
 * Starts threads or processes and waits for all of them.
 *
 * @returns What each one's `join()` gives, in their order.
 * @throws The first error, or the signal's reason. By then the others have been terminated.
 */
export async function runAll<Result>(
  // deno-lint-ignore no-explicit-any -- whatever messages they exchange with their parent
  children: readonly Child<Result, any, any>[],
  signal: AbortSignal,
): Promise<Result[]> {
  try {
    for (const child of children) child.start();
    return await Promise.all(children.map((child) => child.join(signal)));
  } finally {
    await Promise.all(children.map((child) => child.terminate()));
  }
}
