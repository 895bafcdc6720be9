/**
 * The wheel modulo 30: a prime above 5 leaves one of eight remainders when divided by 30, so one byte, a bit
 * for each, stands for 30 numbers. Byte k is about the numbers from 30 k to 30 k + 29.
 *
 * The wheel is Paul Pritchard's ("Explaining the Wheel Sieve", Acta Informatica 17, 1982); the layout of the
 * bits is usual, primesieve's for instance (its doc/ALGORITHMS.md).
 */

/** How many numbers a byte stands for. */
export const WHEEL = 30;

/** Which number a bit stands for: what to add to 30 k. */
export const RESIDUES = [1, 7, 11, 13, 17, 19, 23, 29] as const;

/**
 * `COFACTORS[8 * (p % 30) + bit]` is the remainder that m must have so that the multiple p m belongs to that
 * bit; only for p that themselves belong to a bit.
 */
const COFACTORS = cofactors();

function cofactors(): Uint8Array {
  const table = new Uint8Array(8 * WHEEL);
  for (const p of RESIDUES) {
    for (const m of RESIDUES) {
      const bit = RESIDUES.findIndex((residue) => residue === (p * m) % WHEEL);
      table[8 * p + bit] = m;
    }
  }
  return table;
}

/**
 * Clears the bits of multiples of `p`, which is prime to 30 and less than 2^24.
 *
 * The multiples p (30 k + m), for the eight remainders m that are prime to 30, are a group: they lie in the
 * `p` bytes from byte p k on, one of them for each of the eight bits. So each group has the same eight
 * distances from its first byte, and the loop needs neither a table nor a branch.
 *
 * @param from Index of the first byte of a group.
 * @param end Clears every group whose first byte is before this index, up to `p - 1` bytes behind it.
 * @returns Index of the first byte of the next group.
 */
export function crossOff(bytes: Uint8Array, p: number, from: number, end: number): number {
  const d0 = distance(p, 0);
  const d1 = distance(p, 1);
  const d2 = distance(p, 2);
  const d3 = distance(p, 3);
  const d4 = distance(p, 4);
  const d5 = distance(p, 5);
  const d6 = distance(p, 6);
  const d7 = distance(p, 7);
  let first = from | 0;
  // `| 0` keeps the compiler from checking each addition for an overflow.
  for (; first < end; first = (first + p) | 0) {
    bytes[(first + d0) | 0]! &= ~1;
    bytes[(first + d1) | 0]! &= ~2;
    bytes[(first + d2) | 0]! &= ~4;
    bytes[(first + d3) | 0]! &= ~8;
    bytes[(first + d4) | 0]! &= ~16;
    bytes[(first + d5) | 0]! &= ~32;
    bytes[(first + d6) | 0]! &= ~64;
    bytes[(first + d7) | 0]! &= ~128;
  }
  return first;
}

/** How many bytes behind the first byte of a group its multiple with that bit lies. */
function distance(p: number, bit: number): number {
  return (p * COFACTORS[8 * (p % WHEEL) + bit]! / WHEEL) | 0;
}

/** How many bytes are tallied together: as many as the parts of {@linkcode TALLIES} have room for. */
const TALLIED = 128;

/** Bits of a tally that count; those above add up residues. */
const COUNT_BITS = 17;
const COUNT_MASK = (1 << COUNT_BITS) - 1;

/** For each value of a byte: how many bits are set, and in the bits above, the sum of their residues. */
const TALLIES = Int32Array.from({ length: 256 }, (_, byte) => {
  const residues = RESIDUES.filter((_, bit) => (byte >> bit) & 1);
  return (residues.reduce((sum, residue) => sum + residue, 0) << COUNT_BITS) | residues.length;
});

/** What {@linkcode tally} found. */
export interface Tally {
  /** How many bits are set. */
  readonly count: number;
  /** The sum of what they stand for, byte `from` standing for the numbers 0 to 29. */
  readonly sum: number;
}

/**
 * Counts the bits that are set in the bytes from `from` to before `end`, and adds up what they stand for.
 * Exact for up to 2^22 bytes.
 */
export function tally(bytes: Uint8Array, from: number, end: number): Tally {
  let count = 0;
  let indices = 0;
  let residues = 0;
  for (let start = from; start < end; start += TALLIED) {
    const stop = Math.min(start + TALLIED, end);
    let tallied = 0;
    // The sum of all values that `tallied` has had, so a bit is in it once for each byte up to the stop. Only
    // its low bits, below 2^17, mean something; the others may overflow.
    let steps = 0;
    for (let index = start; index < stop; index++) {
      tallied = (tallied + TALLIES[bytes[index]!]!) | 0;
      steps = (steps + tallied) | 0;
    }
    const found = tallied & COUNT_MASK;
    count += found;
    indices += (stop - from) * found - (steps & COUNT_MASK);
    residues += tallied >>> COUNT_BITS;
  }
  return { count, sum: WHEEL * indices + residues };
}
