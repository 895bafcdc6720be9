import { checkRange, type PrimeSum } from "./prime_sum.ts";
import { crossOff, RESIDUES, type Tally, tally, WHEEL } from "./wheel.ts";

/** Bytes of a segment, 7.8 million numbers: it and its margins stay in a usual second-level cache. */
const SEGMENT = 2 ** 18;

/** Bytes of a block, the part of a segment that stays in a usual first-level cache at a time. */
const BLOCK = 2 ** 15;

/** Primes below this are crossed off block by block: they have many multiples in each. */
const SMALL = 1024;

/** Their multiples are copied from a pattern that repeats after as many bytes as their product. */
const PATTERN_PRIMES = [7, 11, 13, 17];
const PATTERN = PATTERN_PRIMES.reduce((product, p) => product * p, 1);

/**
 * Sieve of Eratosthenes, segment by segment, on a wheel modulo 30. Needs memory in the order of the square
 * root of `to`, and time a little more than in the order of the range.
 *
 * A segment stays in the cache while every prime is crossed off in it, so the memory of the whole range is
 * never needed (Bays and Hudson, "The segmented sieve of Eratosthenes and primes in arithmetic progressions
 * to 10^12", BIT 17, 1977; Sorenson, "An Introduction to Prime Number Sieves", 1990). Copying the multiples
 * of the smallest primes, and blocks for small ones, are ideas of primesieve (doc/ALGORITHMS.md).
 */
export function sieve(from: number, to: number): PrimeSum {
  checkRange(from, to);
  if (to <= from) return { sum: 0n, count: 0 };
  // What the wheel leaves out.
  const skipped = [2, 3, 5].filter((p) => from <= p && p < to);
  let sum = BigInt(skipped.reduce((total, p) => total + p, 0));
  let count = skipped.length;
  const firstByte = Math.floor(from / WHEEL);
  const endByte = Math.ceil(to / WHEEL);
  const segment = new Segment(endByte - firstByte, to);
  for (let start = firstByte; start < endByte; start += segment.capacity) {
    segment.sieve(start, Math.min(segment.capacity, endByte - start));
    segment.keep(from, to);
    const found = segment.tally();
    sum += BigInt(WHEEL * start) * BigInt(found.count) + BigInt(found.sum);
    count += found.count;
  }
  return { sum, count };
}

/** A window on the numbers that moves upwards. Bits are set for what may be prime. */
class Segment {
  /** How many bytes it has at most. */
  readonly capacity: number;
  readonly #primes: Int32Array;
  /**
   * For each prime in use, the index in {@linkcode #bytes} of its first group that touches the segment.
   * @see crossOff
   */
  readonly #groups: Int32Array;
  /**
   * The segment with a margin on both sides, as wide as the largest prime: a group that lies partly outside
   * is crossed off as a whole, because that costs less than to look at each of its multiples.
   */
  readonly #bytes: Uint8Array;
  readonly #margin: number;
  readonly #pattern: Uint8Array;
  #start = 0;
  #length = 0;
  /** How many primes are in use: those whose square is below the segment's end. */
  #used = 0;
  /** How many of those are small. */
  #usedSmall = 0;

  /** For `length` bytes of numbers below `limit`, segments of which will be sieved in ascending order. */
  constructor(length: number, limit: number) {
    const root = Math.ceil(Math.sqrt(limit));
    this.#primes = primesBelow(root + 1).filter((p) => p > Math.max(...PATTERN_PRIMES));
    this.#groups = new Int32Array(this.#primes.length);
    this.#margin = root;
    // Not shorter than the largest prime, or most primes would have no multiple in most segments.
    this.capacity = Math.min(Math.max(SEGMENT, root), length);
    this.#bytes = new Uint8Array(this.capacity + 2 * this.#margin);
    this.#pattern = pattern();
  }

  /** Moves to `length` bytes from byte `start` on, and clears the bits of all that is not prime. */
  sieve(start: number, length: number): void {
    this.#start = start;
    this.#length = length;
    this.#fill();
    this.#use();
    this.#crossOff();
    // Byte 0 has the number 1, and the primes below 30 have crossed off themselves.
    if (start === 0) this.#bytes[this.#margin] = ~1;
  }

  /** Clears the bits of numbers that are outside of a range. */
  keep(from: number, to: number): void {
    for (const index of [0, this.#length - 1]) {
      const number = WHEEL * (this.#start + index);
      RESIDUES.forEach((residue, bit) => {
        const isInside = from <= number + residue && number + residue < to;
        if (!isInside) this.#bytes[this.#margin + index]! &= ~(1 << bit);
      });
    }
  }

  /** Counts and adds up what is left, as if the segment started at 0. */
  tally(): Tally {
    return tally(this.#bytes, this.#margin, this.#margin + this.#length);
  }

  /** Starts with all bits set but those of multiples of the smallest primes. */
  #fill(): void {
    let phase = this.#start % PATTERN;
    for (let done = 0; done < this.#length;) {
      const part = this.#pattern.subarray(phase, phase + this.#length - done);
      this.#bytes.set(part, this.#margin + done);
      done += part.length;
      phase = 0;
    }
  }

  /** Takes into use the primes whose squares the segment reaches. */
  #use(): void {
    const end = WHEEL * (this.#start + this.#length);
    for (; this.#used < this.#primes.length; this.#used++) {
      const p = this.#primes[this.#used]!;
      if (p * p >= end) return;
      // A group below that of the square has only multiples of smaller primes, and perhaps p itself.
      const group = Math.max(Math.floor(this.#start / p), Math.floor(p / WHEEL));
      this.#groups[this.#used] = this.#margin + group * p - this.#start;
      if (p < SMALL) this.#usedSmall++;
    }
  }

  /** Crosses off each prime's multiples and moves its group to where the next segment will see it. */
  #crossOff(): void {
    const bytes = this.#bytes;
    const primes = this.#primes;
    const groups = this.#groups;
    const end = this.#margin + this.#length;
    for (let start = this.#margin; start < end; start += BLOCK) {
      const stop = Math.min(start + BLOCK, end);
      for (let index = 0; index < this.#usedSmall; index++) {
        groups[index] = crossOff(bytes, primes[index]!, groups[index]!, stop);
      }
    }
    for (let index = this.#usedSmall; index < this.#used; index++) {
      groups[index] = crossOff(bytes, primes[index]!, groups[index]!, end);
    }
    // The last group of each may reach into the next segment, so there it is crossed off once more.
    for (let index = 0; index < this.#used; index++) {
      groups[index]! -= primes[index]! + this.#length;
    }
  }
}

/** The repeating pattern: bits are cleared for multiples of the smallest primes. */
function pattern(): Uint8Array {
  const largest = Math.max(...PATTERN_PRIMES);
  const bytes = new Uint8Array(PATTERN + largest).fill(0xff);
  for (const p of PATTERN_PRIMES) crossOff(bytes, p, 0, PATTERN);
  return bytes.subarray(0, PATTERN);
}

/** The odd primes below `limit`, which is at least 1. */
function primesBelow(limit: number): Int32Array {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 3; n < limit; n += 2) {
    if (composite[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += 2 * n) composite[multiple] = 1;
  }
  return Int32Array.from(primes);
}
