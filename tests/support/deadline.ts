/** Milliseconds after which a test gives up waiting: long, because a busy machine is slow. */
export const LIMIT = 30_000;

/** The same for the first page of a server that runs from its sources: it has to make the page. */
export const PAGE_LIMIT = 4 * LIMIT;

/** The promise's value, or an error that names what did not come in time. */
export async function within<T>(promise: Promise<T>, what: string, limit = LIMIT): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Timed out waiting for ${what}`)), limit);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A promise that something else in the test settles; where that does not happen in time, an error names it. */
export function awaited<T>(what: string): PromiseWithResolvers<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise: within(promise, what), resolve, reject };
}
