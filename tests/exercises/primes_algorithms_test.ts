import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ALGORITHMS } from "../../src/exercises/primes/algorithms.ts";
import { add, NOTHING, type PrimeSum } from "../../src/exercises/primes/prime_sum.ts";

const { trial, sqrt, sieve } = ALGORITHMS;

/** The sum as the definition says, with nothing in common with what is tested. */
function naive(from: number, to: number): PrimeSum {
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const primes = numbers.filter((n) => {
    if (n < 2) return false;
    for (let divisor = 2n; divisor * divisor <= n; divisor++) {
      if (BigInt(n) % divisor === 0n) return false;
    }
    return true;
  });
  return { sum: primes.reduce((sum, p) => sum + BigInt(p), 0n), count: primes.length };
}

for (const [name, sumPrimes] of Object.entries(ALGORITHMS)) {
  Deno.test(`${name}() gives what the definition gives on any short range`, () => {
    const range = fc.tuple(fc.nat(5000), fc.integer({ min: -3, max: 400 }));
    fc.assert(fc.property(range, ([from, length]) => {
      const to = Math.max(0, from + length);
      assertEquals(sumPrimes(from, to), naive(from, to));
    }));
  });

  Deno.test(`${name}() gives what the definition gives on every range below 70`, () => {
    for (let from = 0; from < 70; from++) {
      for (let to = from; to < 70; to++) assertEquals(sumPrimes(from, to), naive(from, to));
    }
  });

  Deno.test(`${name}() sums the parts of a range to its whole`, () => {
    const cuts = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, (values) => {
        const ends = [0, ...values.toSorted((a, b) => a - b), 10_000];
        const parts = ends.slice(1).map((end, index) => sumPrimes(ends[index] ?? 0, end));
        assertEquals(parts.reduce(add, NOTHING), { sum: 5736396n, count: 1229 });
      }),
      { numRuns: 20 },
    );
  });

  Deno.test(`${name}() refuses what is no range`, () => {
    for (const end of [-1, 0.5, NaN, Infinity, 1e12 + 1]) {
      assertThrows(() => sumPrimes(0, end), RangeError, `the current value is ${end}`);
      assertThrows(() => sumPrimes(end, 10), RangeError, `the current value is ${end}`);
    }
  });
}

Deno.test("trial() sums the primes of the course", () => {
  assertEquals(trial(0, 20_000), sieve(0, 20_000));
});

Deno.test("sieve() sums what primesieve sums", () => {
  const known: [number, number, bigint, number][] = [
    [0, 1e5, 454396537n, 9592],
    [0, 1e7, 3203324994356n, 664579],
    [0, 1e8, 279209790387276n, 5761455],
    [1e12 - 3e6, 1e12, 108873836721981956n, 108874],
    [1e12 - 1e5, 1e12, 3612999819446115n, 3613],
    [4293967296, 4295967296, 386160529099412n, 89910],
  ];
  for (const [from, to, sum, count] of known) assertEquals(sieve(from, to), { sum, count });
});

Deno.test("sieve() gives what sqrt() gives around the ends of segments and blocks", () => {
  const bytes = [2 ** 15, 2 ** 18, 2 ** 18 + 2 ** 15, 2 ** 19];
  for (const end of bytes.map((count) => 30 * count)) {
    const expected = sqrt(end - 70, end + 70);
    assertEquals(sieve(end - 70, end + 70), expected);
    const [before, across, after] = [sieve(0, end - 70), sieve(0, end + 70), expected];
    assertEquals(across, add(before, after));
  }
});

Deno.test("sieve() gives what sqrt() gives around squares of primes", () => {
  for (const p of [31, 127, 1021, 1031, 30_011, 65_537, 999_983]) {
    const [from, to] = [p * p - 40, p * p + 40];
    assertEquals(sieve(from, to), sqrt(from, to));
  }
});

Deno.test("sieve() gives what sqrt() gives on any range up to the largest numbers", () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 1e12 - 200 }), fc.nat(100));
  fc.assert(
    fc.property(range, ([from, length]) => {
      assertEquals(sieve(from, from + length), sqrt(from, from + length));
    }),
    { numRuns: 30 },
  );
});

Deno.test("sieve() sums the parts of a range of several segments to its whole", () => {
  const start = 1e11;
  const length = 3e7;
  const whole = sieve(start, start + length);
  fc.assert(
    fc.property(fc.nat(length), (cut) => {
      const parts = [sieve(start, start + cut), sieve(start + cut, start + length)];
      assertEquals(parts.reduce(add, NOTHING), whole);
    }),
    { numRuns: 20 },
  );
});
