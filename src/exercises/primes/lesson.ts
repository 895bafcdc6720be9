/**
 * The sum of the primes below a limit, timed: in one process, shared among processes, shared among threads.
 *
 * A worker is a class that inherits Process or Thread and overrides `run()`; see `worker.ts`. How they are
 * started, given their work and waited for is in `measure.ts`, who gets which numbers in `split.ts`.
 */
import { defineLesson, type Stage } from "../lesson.ts";
import { measure, type Plan, type Run, type Way } from "./measure.ts";
import { MAX_LIMIT } from "./prime_sum.ts";
import { ProgressMeter } from "./progress.ts";
import { dataOf, runsLines } from "./report.ts";
import { bar } from "./table.ts";
import { EXPLANATION, OPTION_TEXTS, roughly, SUMMARY, TEXTS, type Texts } from "./texts.ts";
import { verify } from "./verify.ts";

const WAYS: readonly Way[] = ["single", "processes", "threads"];

/** The lesson. */
export const primes = defineLesson({
  name: "primes",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: {
    limit: {
      kind: "integer",
      summary: OPTION_TEXTS.limit,
      least: 2,
      most: MAX_LIMIT,
      default: 100_000,
    },
    workers: { kind: "integer", summary: OPTION_TEXTS.workers, least: 1, most: 64, default: 4 },
    algorithm: {
      kind: "choice",
      summary: OPTION_TEXTS.algorithm,
      choices: ["trial", "sqrt", "sieve"],
      default: "trial",
    },
    split: {
      kind: "choice",
      summary: OPTION_TEXTS.split,
      choices: ["blocks", "dynamic"],
      default: "blocks",
    },
    repeat: { kind: "integer", summary: OPTION_TEXTS.repeat, least: 1, most: 1000, default: 1 },
  },
  sources: ["lesson", "worker", "measure", "split", "verify", "division", "sieve", "wheel"].map((
    name,
  ) => new URL(`./${name}.ts`, import.meta.url)),
  async run({ repeat, ...plan }, stage) {
    const texts = TEXTS[stage.language];
    stage.print(texts.opening(plan.limit));
    stage.print(`  ${texts.algorithm[plan.algorithm]}`);
    stage.print(`  ${texts.split[plan.split]}`);
    if (repeat > 1) stage.print(`  ${texts.median(repeat)}`);
    const rounds = await measureAll(plan, repeat, stage, texts);
    const runs = WAYS.map((way) => middle(rounds.filter((run) => run.way === way)));
    for (const line of runsLines(runs, plan, stage.columns, texts)) stage.print(line);
    return { facts: verify(rounds, plan, texts), data: dataOf(runs) };
  },
});

/** Every way, `repeat` times, in turns: what else the machine does then disturbs them alike. */
async function measureAll(
  plan: Plan,
  repeat: number,
  { signal, progress, columns }: Stage,
  texts: Texts,
): Promise<Run[]> {
  // What a run with workers should take beside one of a single process.
  const shared = 1 / Math.min(plan.workers, navigator.hardwareConcurrency);
  let label = "";
  const meter = new ProgressMeter(plan, repeat * (1 + 2 * shared), ({ share, left }) => {
    const percent = texts.progress(Math.floor(100 * share).toString(), roughly(left, texts));
    const width = Math.floor(columns / 3);
    progress(`${label}  ${bar(share, width).padEnd(width, "░")}  ${percent}`);
  });
  const runs: Run[] = [];
  for (let round = 0; round < repeat; round++) {
    for (const way of WAYS) {
      label = texts.way(way, plan.workers);
      meter.beginRun(way === "single" ? 1 : shared);
      runs.push(await measure(way, plan, signal, (step) => meter.add(step)));
    }
  }
  progress();
  return runs;
}

/** The run whose time is the median. */
function middle(runs: readonly Run[]): Run {
  const sorted = runs.toSorted((a, b) => a.time - b.time);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}
