import type { AsyncLimit } from "../sync/mod.ts";

/**
 * What the promise gives, unless the limit ends the wait first; the promise itself goes on.
 *
 * @param what What cannot be done when the limit passes, as in "Cannot join thread-1".
 * @throws {DOMException} `TimeoutError` when a limit in milliseconds passes; the signal's reason when it
 * aborts.
 */
export async function within<T>(promise: Promise<T>, what: string, limit?: AsyncLimit): Promise<T> {
  if (limit === undefined) return await promise;
  const ended = Promise.withResolvers<never>();
  if (typeof limit === "number") {
    const late = () => {
      ended.reject(new DOMException(`Cannot ${what}: ${limit} ms have passed`, "TimeoutError"));
    };
    const timer = setTimeout(late, limit);
    return await Promise.race([promise, ended.promise]).finally(() => clearTimeout(timer));
  }
  limit.throwIfAborted();
  const abort = () => ended.reject(limit.reason);
  limit.addEventListener("abort", abort);
  return await Promise.race([promise, ended.promise]).finally(() => {
    limit.removeEventListener("abort", abort);
  });
}
