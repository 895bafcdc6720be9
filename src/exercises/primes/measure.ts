import { runAll } from "../shared/run_all.ts";
import { type Algorithm, ALGORITHMS } from "./algorithms.ts";
import { add, NOTHING, type PrimeSum } from "./prime_sum.ts";
import { type Range, schedule, type Split, type Step, Stepper } from "./split.ts";
import { SumProcess, SumThread } from "./worker.ts";

/** The ways in which the course sums. */
export type Way = "single" | "processes" | "threads";

/** What is to be summed, and how. */
export interface Plan {
  readonly limit: number;
  readonly workers: number;
  readonly algorithm: Algorithm;
  readonly split: Split;
}

/** What one worker did. */
export interface Part extends PrimeSum {
  readonly ranges: readonly Range[];
  /** Milliseconds from the common start until it had nothing more to do. */
  readonly time: number;
}

/** What came out of one way. */
export interface Run extends PrimeSum {
  readonly way: Way;
  readonly parts: readonly Part[];
  /** Milliseconds from before the first worker was started until the last one had ended. */
  readonly timeWithStart: number;
  /** Milliseconds from when all workers were ready until the last one was done. */
  readonly time: number;
}

/** Is called with each part of the work as it is done. */
type OnStep = (step: Step) => void;

/** Milliseconds after which this thread looks at its events: at Ctrl-C, for instance. */
const TURN = 50;

/** Sums in one of the ways. Its workers have ended when the promise settles. */
export function measure(
  way: Way,
  plan: Plan,
  signal: AbortSignal,
  onStep: OnStep,
): Promise<Run> {
  return way === "single"
    ? measureSingle(plan, signal, onStep)
    : measureWorkers(way, plan, signal, onStep);
}

/** All in this thread, without help. */
async function measureSingle(plan: Plan, signal: AbortSignal, onStep: OnStep): Promise<Run> {
  const range = { from: 0, to: plan.limit };
  const begin = performance.now();
  let total = NOTHING;
  let turn = begin;
  for (const step of new Stepper(ALGORITHMS[plan.algorithm]).steps(range)) {
    total = add(total, step);
    onStep(step);
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
    turn = performance.now();
  }
  const time = performance.now() - begin;
  return {
    way: "single",
    ...total,
    parts: [{ ranges: [range], ...total, time }],
    timeWithStart: time,
    time,
  };
}

/** Shared among processes or threads. */
async function measureWorkers(
  way: "processes" | "threads",
  { limit, workers, algorithm, split }: Plan,
  signal: AbortSignal,
  onStep: OnStep,
): Promise<Run> {
  const names = Array.from({ length: workers }, (_, index) => `${index + 1}`);
  const crew = names.map((name) =>
    way === "threads" ? new SumThread(algorithm, name) : new SumProcess(algorithm, name)
  );
  const sharing = new Sharing(crew, schedule(limit, workers, split), onStep);
  const begin = performance.now();
  const sums = await runAll(crew, signal);
  const timeWithStart = performance.now() - begin;
  const parts = sums.map((sum, index) => ({ ...sum, ...sharing.work(index) }));
  const { total, time } = sharing;
  return { way, ...total, parts, timeWithStart, time };
}

/** The parent's side of the work: gives each worker its ranges, and adds up the steps that come back. */
class Sharing {
  /** The sum of all steps: found in another way than the sums that the workers end with. */
  total = NOTHING;
  readonly #crew: readonly (SumThread | SumProcess)[];
  readonly #next: (worker: number) => Range | undefined;
  readonly #work: { readonly ranges: Range[]; time: number }[];
  #ready = 0;
  #begin = 0;

  constructor(
    crew: readonly (SumThread | SumProcess)[],
    next: (worker: number) => Range | undefined,
    onStep: OnStep,
  ) {
    this.#crew = crew;
    this.#next = next;
    this.#work = crew.map(() => ({ ranges: [], time: 0 }));
    crew.forEach((worker, index) => {
      worker.onMessage = (report) => {
        if (report === "ready") return this.#welcome();
        this.total = add(this.total, report);
        onStep(report);
        if (report.to === this.#work[index]?.ranges.at(-1)?.to) this.#assign(index);
      };
    });
  }

  /** What a worker was given, and how long it took. */
  work(index: number): { readonly ranges: readonly Range[]; readonly time: number } {
    return this.#work[index] ?? { ranges: [], time: 0 };
  }

  /** How long the slowest took. */
  get time(): number {
    return Math.max(...this.#work.map(({ time }) => time));
  }

  /** A worker is ready. They all start together, so that their times can be compared. */
  #welcome(): void {
    this.#ready++;
    if (this.#ready < this.#crew.length) return;
    this.#begin = performance.now();
    this.#crew.forEach((_, index) => this.#assign(index));
  }

  #assign(index: number): void {
    const work = this.#work[index]!;
    const range = this.#next(index);
    if (range) work.ranges.push(range);
    else work.time = performance.now() - this.#begin;
    this.#crew[index]!.post(range);
  }
}
