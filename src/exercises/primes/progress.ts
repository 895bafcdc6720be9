import type { Algorithm } from "./algorithms.ts";
import type { Range } from "./split.ts";

/** The time of an algorithm grows with about this power of the limit. */
const POWERS: Readonly<Record<Algorithm, number>> = { trial: 2, sqrt: 1.5, sieve: 1 };

/** Milliseconds after which a run is long enough that one wants to know how far it is. */
const PATIENCE = 1000;

/** Milliseconds between two reports at least. */
const INTERVAL = 200;

/** How far the work is. */
export interface Progress {
  /** From 0 to 1. */
  readonly share: number;
  /** Milliseconds that are left, if it goes on as fast. */
  readonly left: number;
}

/** Follows a lesson's work, which is several runs over the same numbers. */
export class ProgressMeter {
  readonly #report: (progress: Progress) => void;
  readonly #limit: number;
  readonly #power: number;
  /** What all runs cost together, in single runs. */
  readonly #whole: number;
  readonly #begin = performance.now();
  #cost = 1;
  #done = 0;
  #reported = this.#begin + PATIENCE - INTERVAL;

  /** @param whole How much work it is in all, where 1 is a run of one process. */
  constructor(
    { algorithm, limit }: { readonly algorithm: Algorithm; readonly limit: number },
    whole: number,
    report: (progress: Progress) => void,
  ) {
    this.#limit = limit;
    this.#power = POWERS[algorithm];
    this.#whole = whole;
    this.#report = report;
  }

  /** The steps that follow are those of a run that takes `cost` times as long as one process does. */
  beginRun(cost: number): void {
    this.#cost = cost;
  }

  /** A range has been summed. */
  add({ from, to }: Range): void {
    const work = (n: number) => (n / this.#limit) ** this.#power;
    this.#done += this.#cost * (work(to) - work(from));
    const now = performance.now();
    if (now - this.#reported < INTERVAL) return;
    this.#reported = now;
    const share = Math.min(1, this.#done / this.#whole);
    this.#report({ share, left: (now - this.#begin) * (1 / share - 1) });
  }
}
