/** Requests that may be under way at a time. */
export const MOST_UNDER_WAY = 256;

/**
 * Starts a task for each input, and deals with what comes of them in the order of the inputs, each as soon
 * as it can be. At most `most` are under way: the inputs are read no faster than that.
 *
 * @returns fulfilled when all are dealt with; rejected with the first error, without waiting for more inputs
 */
export function inOrder<T, R>(
  inputs: AsyncIterable<T>,
  most: number,
  start: (input: T) => Promise<R>,
  deal: (result: R) => void,
): Promise<void> {
  const failure = Promise.withResolvers<never>();
  const dealWith = async (before: Promise<void> | undefined, outcome: Promise<R>) => {
    await before;
    deal(await outcome);
  };
  const feed = async () => {
    const underWay: Promise<void>[] = [];
    for await (const input of inputs) {
      const outcome = start(input);
      // It may fail before its turn comes.
      outcome.catch(() => {});
      const dealt = dealWith(underWay.at(-1), outcome);
      dealt.catch(failure.reject);
      underWay.push(dealt);
      if (underWay.length === most) await underWay.shift();
    }
    await underWay.at(-1);
  };
  return Promise.race([feed(), failure.promise]);
}
