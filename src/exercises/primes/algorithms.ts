import { sqrt, trial } from "./division.ts";
import type { SumPrimes } from "./prime_sum.ts";
import { sieve } from "./sieve.ts";

/** The algorithms by their names, the slowest first. */
export const ALGORITHMS = { trial, sqrt, sieve } as const satisfies Record<string, SumPrimes>;

/** Name of an algorithm. */
export type Algorithm = keyof typeof ALGORITHMS;
