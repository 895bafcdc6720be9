import type { Part, Plan, Run } from "./measure.ts";
import { bar, chart, type DrawBar } from "./table.ts";
import { duration, type Texts } from "./texts.ts";

/** A ratio between the times of two workers that is worth a word... */
const UNEVEN = 1.5;

/** ...where the slower one took so many milliseconds: less is chance. */
const NOTABLE = 100;

/** What the runs have to say: a table of them, each worker's part, and what to make of it. */
export function runsLines(
  runs: readonly Run[],
  plan: Plan,
  columns: number,
  texts: Texts,
): string[] {
  const shared = runs.filter(({ way }) => way !== "single");
  return [
    "",
    ...runsTable(runs, plan, columns, texts),
    texts.legend(duration(Math.max(...runs.map(({ timeWithStart }) => timeWithStart)), texts)),
    ...slowStart(runs, plan, texts),
    ...shared.flatMap((run) => ["", ...partsTable(run, plan, columns, texts)]),
    "",
    ...remarks(shared, plan, texts),
  ];
}

/** The result for programs. Sums are text: JSON's numbers may not hold them. */
export function dataOf(runs: readonly Run[]): Record<string, unknown> {
  const [single] = runs;
  return {
    sum: String(single?.sum),
    count: single?.count,
    machine: {
      cores: navigator.hardwareConcurrency,
      os: Deno.build.os,
      arch: Deno.build.arch,
      deno: Deno.version.deno,
    },
    runs: runs.map((run) => ({
      way: run.way,
      sum: String(run.sum),
      count: run.count,
      milliseconds: run.time,
      millisecondsWithStart: run.timeWithStart,
      speedup: (single?.time ?? NaN) / run.time,
      speedupWithStart: (single?.timeWithStart ?? NaN) / run.timeWithStart,
      parts: run.parts.map(({ ranges, sum, count, time }) => ({
        ranges,
        sum: String(sum),
        count,
        milliseconds: time,
      })),
    })),
  };
}

/** A line for each way. The bar is the time with start-up, the light part of it the start-up. */
function runsTable(
  runs: readonly Run[],
  { workers }: Plan,
  columns: number,
  texts: Texts,
): string[] {
  const [single] = runs;
  const longest = Math.max(...runs.map(({ timeWithStart }) => timeWithStart));
  const ratio = (one = NaN, other: number) => `${(one / other).toFixed(2)}x`;
  const rows = runs.map((run) => [
    texts.way(run.way, workers),
    String(run.sum),
    duration(run.timeWithStart, texts),
    ratio(single?.timeWithStart, run.timeWithStart),
    duration(run.time, texts),
    ratio(single?.time, run.time),
  ]);
  const bars = runs.map(({ timeWithStart, time }): DrawBar => (width) => {
    const startUp = Math.round((timeWithStart - time) / longest * width);
    return "░".repeat(startUp) + bar(time / longest, width);
  });
  return chart([texts.headings, ...rows], [undefined, ...bars], columns);
}

/** A line for each worker of a way, and the sum of them all. */
function partsTable(run: Run, { workers }: Plan, columns: number, texts: Texts): string[] {
  const longest = Math.max(...run.parts.map(({ time }) => time));
  const rows = run.parts.map((part, index) => [
    `${index + 1}`,
    rangesText(part, texts),
    `${part.count}`,
    `${part.sum}`,
    duration(part.time, texts),
  ]);
  const bars = run.parts.map(({ time }): DrawBar => (width) => bar(time / longest, width));
  const headings = [texts.way(run.way, workers), ...texts.partHeadings];
  const whole = [texts.whole, "", `${run.count}`, `${run.sum}`, ""];
  return chart([headings, ...rows, whole], [undefined, ...bars], columns);
}

function rangesText({ ranges: [first, ...others] }: Part, texts: Texts): string {
  if (first === undefined || others.length > 0) {
    return texts.pieces(others.length + (first ? 1 : 0));
  }
  return first.from < first.to ? `${first.from} – ${first.to - 1}` : "–";
}

/** Why processes can be slower than none. */
function slowStart(runs: readonly Run[], { workers }: Plan, texts: Texts): string[] {
  const [single] = runs;
  const processes = runs.find(({ way }) => way === "processes");
  if (single === undefined || processes === undefined) return [];
  return processes.timeWithStart > single.timeWithStart ? [texts.slowStart(workers)] : [];
}

function remarks(shared: readonly Run[], { split, workers }: Plan, texts: Texts): string[] {
  const cores = navigator.hardwareConcurrency;
  const system = `${Deno.build.os} ${Deno.build.arch}`;
  const times = shared.at(-1)?.parts.map(({ time }) => time) ?? [];
  const slowest = Math.max(...times);
  const ratio = slowest / Math.min(...times);
  return [
    ...(split === "blocks" && slowest >= NOTABLE && ratio >= UNEVEN
      ? [texts.uneven(ratio.toFixed(1))]
      : []),
    ...(workers > cores ? [texts.crowded(workers, cores)] : []),
    texts.machine(cores, system, Deno.version.deno),
    texts.published,
  ];
}
