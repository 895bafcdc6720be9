import { type Channel, Process, task, Thread } from "../../parallel/mod.ts";
import { checkStop } from "../../sync/mod.ts";
import { type Algorithm, ALGORITHMS } from "./algorithms.ts";
import { add, NOTHING, type PrimeSum } from "./prime_sum.ts";
import { type Range, type Step, Stepper } from "./split.ts";

/** What a worker tells its parent: that it has started, then each step of what it was given. */
export type Report = "ready" | Step;

/** What a worker is given: one range after the other, and undefined when there are no more. */
export type Assignment = Range | undefined;

/** A thread that sums primes. Its result is the sum of all that it was given. */
export class SumThread extends Thread<PrimeSum, Report, Assignment> {
  readonly #algorithm: Algorithm;

  constructor(algorithm: Algorithm, name: string) {
    super(task(import.meta.url, SumThread, algorithm, name), { name });
    this.#algorithm = algorithm;
  }

  override run(): Promise<PrimeSum> {
    return sumWhatIsGiven(this.parent, this.#algorithm);
  }
}

/** The same as a process. */
export class SumProcess extends Process<PrimeSum, Report, Assignment> {
  readonly #algorithm: Algorithm;

  constructor(algorithm: Algorithm, name: string) {
    super(task(import.meta.url, SumProcess, algorithm, name), { name });
    this.#algorithm = algorithm;
  }

  override run(): Promise<PrimeSum> {
    return sumWhatIsGiven(this.parent, this.#algorithm);
  }
}

function sumWhatIsGiven(
  parent: Channel<Assignment, Report>,
  algorithm: Algorithm,
): Promise<PrimeSum> {
  const { promise, resolve } = Promise.withResolvers<PrimeSum>();
  const stepper = new Stepper(ALGORITHMS[algorithm]);
  let total = NOTHING;
  parent.onMessage = (range) => {
    if (!range) return resolve(total);
    for (const step of stepper.steps(range)) {
      total = add(total, step);
      parent.post(step);
      // A thread can only be ended where it asks for it.
      checkStop();
    }
  };
  parent.post("ready");
  return promise;
}
