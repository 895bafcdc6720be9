import type { PrimeSum, SumPrimes } from "./prime_sum.ts";

/** The integers n with `from` <= n < `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A part of a range that has been summed. */
export interface Step extends Range, PrimeSum {}

/** How the work is shared: a block for each worker, or pieces for whoever is free. */
export type Split = "blocks" | "dynamic";

/** Pieces for each worker where they are handed out: the last ones should end at almost the same time. */
const PIECES = 16;

/** Numbers in the first step of a range. */
const FIRST_STEP = 1000;

/** Milliseconds that a step should take: often enough to show progress and to stop, too seldom to cost. */
const STEP_TIME = 100;

/** How many times as long as the step before it a step is at most. */
const GROWTH = 16;

/** The integers below `limit` in `count` ranges of the same length; at most one integer apart. */
export function equalRanges(limit: number, count: number): Range[] {
  const end = (index: number) => Math.floor((limit / count) * index);
  return Array.from({ length: count }, (_, index) => ({
    from: end(index),
    to: index === count - 1 ? limit : end(index + 1),
  }));
}

/**
 * Who does what: gives each worker, by its index, its next range, and nothing when there are no more.
 *
 * The pieces are handed out from the largest numbers downwards, because those take longest: a long piece at
 * the very end would be waited for by all.
 */
export function schedule(
  limit: number,
  workers: number,
  split: Split,
): (worker: number) => Range | undefined {
  if (split === "dynamic") {
    const pieces = equalRanges(limit, Math.min(limit, PIECES * workers));
    return () => pieces.pop();
  }
  const blocks = new Map(equalRanges(limit, workers).entries());
  return (worker) => {
    const block = blocks.get(worker);
    blocks.delete(worker);
    return block;
  };
}

/** Sums ranges in steps of about the same time, so that it can be watched and stopped. */
export class Stepper {
  readonly #sumPrimes: SumPrimes;
  /** How many numbers the next step has: what was learnt from one range is of use for the next. */
  #length = FIRST_STEP;

  constructor(sumPrimes: SumPrimes) {
    this.#sumPrimes = sumPrimes;
  }

  /** Sums a range. There is at least one step, even where the range is empty. */
  *steps({ from, to }: Range): Generator<Step, void> {
    for (let start = from;;) {
      const end = Math.min(start + this.#length, to);
      const begin = performance.now();
      const sum = this.#sumPrimes(start, end);
      this.#adapt(end - start, performance.now() - begin);
      yield { from: start, to: end, ...sum };
      if (end === to) return;
      start = end;
    }
  }

  #adapt(length: number, time: number): void {
    // The last step of a range may have been a short one: it says less than those before it.
    if (length < this.#length && time < STEP_TIME) return;
    const ratio = Math.min(STEP_TIME / time, GROWTH);
    this.#length = Math.max(1, Math.floor(length * ratio));
  }
}
