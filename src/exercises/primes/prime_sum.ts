/** The sum of the primes of a range and how many they are. */
export interface PrimeSum {
  /** Exact, also beyond 2^53. */
  readonly sum: bigint;
  readonly count: number;
}

/**
 * An algorithm: sums the primes p with `from` <= p < `to`, two integers of at most {@linkcode MAX_LIMIT}.
 * A pure function, so that parts of a range can be summed anywhere, in any order.
 */
export type SumPrimes = (from: number, to: number) => PrimeSum;

/** No algorithm has to go further than this. */
export const MAX_LIMIT = 1e12;

/** The sum of no primes. */
export const NOTHING: PrimeSum = { sum: 0n, count: 0 };

/** The sums of two ranges together. */
export function add(a: PrimeSum, b: PrimeSum): PrimeSum {
  return { sum: a.sum + b.sum, count: a.count + b.count };
}

/** @throws {RangeError} If the range has an end that is no integer from 0 to {@linkcode MAX_LIMIT}. */
export function checkRange(from: number, to: number): void {
  for (const end of [from, to]) {
    if (Number.isInteger(end) && end >= 0 && end <= MAX_LIMIT) continue;
    throw new RangeError(
      `Cannot sum primes outside 0 to ${MAX_LIMIT}: the current value is ${end}`,
    );
  }
}
