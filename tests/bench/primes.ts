// The sieve of the primes lesson against primesieve, and two threads of it against one, in one run.

import { sieve } from "../../src/exercises/primes/sieve.ts";
import { equalRanges } from "../../src/exercises/primes/split.ts";
import { exported, Pool } from "../../src/parallel/mod.ts";
import { median } from "./support.ts";

const LIMITS = [1e8, 1e9];
const ROUNDS = 5;

/** Into how many pieces the range is cut for threads. */
const PIECES = 16;

/** What sums the primes below a limit, and says how many milliseconds it took. */
type Contestant = (limit: number) => Promise<{ readonly sum: bigint; readonly time: number }>;

/** Times beside primesieve's with one thread, and of two threads beside one. */
export async function benchPrimes(): Promise<string[]> {
  const directory = await Deno.makeTempDir();
  try {
    const primesieve = await buildPrimesieve(directory);
    const lines: string[] = [];
    for (const limit of LIMITS) lines.push(...await benchLimit(limit, primesieve));
    return [...lines, ...await benchThreads(Math.max(...LIMITS))];
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Compiles primesieve's contestant, or says why that cannot be. */
async function buildPrimesieve(directory: string): Promise<Contestant | string> {
  const program = `${directory}/primes`;
  const source = new URL("primes.cpp", import.meta.url).pathname;
  try {
    const args = ["-O2", "-o", program, source, "-lprimesieve"];
    const { success } = await new Deno.Command("g++", { args, stderr: "null" }).output();
    if (!success) return "primesieve is left out, because libprimesieve-dev is not on this machine";
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "primesieve is left out, because g++ is not on this machine";
  }
  return async (limit) => {
    const { stdout } = await new Deno.Command(program, { args: [`${limit}`] }).output();
    const [sum = "", time] = new TextDecoder().decode(stdout).split(" ");
    return { sum: BigInt(sum), time: Number(time) };
  };
}

/** A contestant that is a function of this program. */
function here(sumPrimes: (limit: number) => bigint): Contestant {
  return (limit) => {
    const begin = performance.now();
    const sum = sumPrimes(limit);
    return Promise.resolve({ sum, time: performance.now() - begin });
  };
}

async function benchLimit(limit: number, primesieve: Contestant | string): Promise<string[]> {
  const contestants = new Map<string, Contestant>([
    ["sieve", here((end) => sieve(0, end).sum)],
    ["odd-only byte sieve", here(plainSieve)],
  ]);
  if (typeof primesieve !== "string") contestants.set("primesieve", primesieve);
  const times = await race(contestants, limit);
  const reference = times.get("primesieve") ?? times.get("odd-only byte sieve") ?? [];
  const lines = [...times].map(([name, values]) => {
    const ratios = values.map((time, round) => time / (reference[round] ?? NaN));
    return `  ${name.padEnd(20)} ${median(values).toFixed(0).padStart(6)} ms   ` +
      `ratio ${median(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(", ")})`;
  });
  return [
    `primes below ${limit.toExponential()}: one thread, median of ${ROUNDS} rounds`,
    ...lines,
    ...(typeof primesieve === "string" ? [`  ${primesieve}`] : []),
  ];
}

/** Milliseconds of each round: all contestants in turns, after one round to warm up. */
async function race(
  contestants: ReadonlyMap<string, Contestant>,
  limit: number,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>([...contestants.keys()].map((name) => [name, []]));
  const sums = new Set<bigint>();
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, contestant] of contestants) {
      const { sum, time } = await contestant(limit);
      sums.add(sum);
      if (round >= 0) times.get(name)?.push(time);
    }
  }
  if (sums.size !== 1) throw new Error(`Cannot compare different sums: ${[...sums].join(", ")}`);
  return times;
}

async function benchThreads(limit: number): Promise<string[]> {
  await using one = new Pool({ size: 1 });
  await using two = new Pool({ size: 2 });
  const times = await race(new Map([["1", inPool(one)], ["2", inPool(two)]]), limit);
  const [single = [], double = []] = [...times.values()];
  const gains = single.map((time, round) => time / (double[round] ?? NaN));
  return [
    `primes below ${limit.toExponential()}: two threads, median of ${ROUNDS} rounds`,
    `  ${median(single).toFixed(0)} ms with one thread, ${
      median(double).toFixed(0)
    } ms with two: ` +
    `${median(gains).toFixed(2)} times as fast (${gains.map((one) => one.toFixed(2)).join(", ")})`,
  ];
}

function inPool(pool: Pool): Contestant {
  const target = exported(import.meta.resolve("../../src/exercises/primes/sieve.ts"), sieve);
  return async (limit) => {
    const begin = performance.now();
    const pieces = equalRanges(limit, PIECES);
    const sums = await Promise.all(pieces.map(({ from, to }) => pool.apply(target, from, to)));
    const sum = sums.reduce((total, part) => total + part.sum, 0n);
    return { sum, time: performance.now() - begin };
  };
}

/** Bytes of a segment of {@linkcode plainSieve}. */
const SEGMENT = 2 ** 17;

/** What one would write first: segments with a byte for each odd number. */
function plainSieve(limit: number): bigint {
  const half = Math.floor(limit / 2);
  const primes = oddPrimes(Math.ceil(Math.sqrt(limit)));
  // Index i stands for the number 2 i + 1. Multiples of p are p indices apart, from that of its square on.
  const next = primes.map((p) => (p * p - 1) / 2);
  const composite = new Uint8Array(SEGMENT);
  let total = limit > 2 ? 2n : 0n;
  for (let start = 0; start < half; start += SEGMENT) {
    const length = Math.min(SEGMENT, half - start);
    composite.fill(0);
    if (start === 0) composite[0] = 1;
    for (let index = 0; index < primes.length; index++) {
      const p = primes[index]!;
      let multiple = next[index]! - start;
      for (; multiple < length; multiple += p) composite[multiple] = 1;
      next[index] = multiple + start;
    }
    let sum = 0;
    for (let i = 0; i < length; i++) if (!composite[i]) sum += 2 * (start + i) + 1;
    total += BigInt(sum);
  }
  return total;
}

function oddPrimes(limit: number): number[] {
  const isPrime = (n: number) => {
    for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
    return true;
  };
  return Array.from({ length: Math.ceil(limit / 2) }, (_, i) => 2 * i + 3).filter(isPrime);
}
