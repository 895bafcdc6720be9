import { checkRange, type PrimeSum } from "./prime_sum.ts";

/** Up to here a sum of a few more primes is still exact in a number. */
const FLUSH = 2 ** 52;

/**
 * Divides each number by all up to its half, as the course does. The time grows with the square of the
 * limit, and the largest numbers take by far the most of it.
 */
export function trial(from: number, to: number): PrimeSum {
  return sumWhere(from, to, hasNoDivisorToHalf);
}

/**
 * Divides each number by all up to its square root: of two factors one is not larger than that. The time
 * grows with the limit's power of 1.5.
 */
export function sqrt(from: number, to: number): PrimeSum {
  return sumWhere(from, to, hasNoDivisorToRoot);
}

function hasNoDivisorToHalf(n: number): boolean {
  const half = n / 2;
  for (let divisor = 2; divisor <= half; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

function hasNoDivisorToRoot(n: number): boolean {
  const root = Math.sqrt(n);
  for (let divisor = 2; divisor <= root; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

function sumWhere(from: number, to: number, isPrime: (n: number) => boolean): PrimeSum {
  checkRange(from, to);
  let flushed = 0n;
  let sum = 0;
  let count = 0;
  for (let n = Math.max(2, from); n < to; n++) {
    if (!isPrime(n)) continue;
    sum += n;
    count++;
    if (sum < FLUSH) continue;
    flushed += BigInt(sum);
    sum = 0;
  }
  return { sum: flushed + BigInt(sum), count };
}
