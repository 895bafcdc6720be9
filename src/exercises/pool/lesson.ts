/**
 * A process pool. Making a process and ending it costs more than a small task does, so a pool makes a few
 * and gives each of them one task after the other. The lesson does the same tasks in a pool and then with a
 * process for each, draws who did what when, and compares.
 */
import { exported, Pool, Process, task } from "../../parallel/mod.ts";
import { defineLesson, type Stage } from "../lesson.ts";
import { pause } from "../shared/pause.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";
import { type Run, timeLine } from "./time_line.ts";

/** The task: takes a while, as if it waited for a disk, and says who did it when. */
export function work(number: number, seconds: number): Run {
  const start = Date.now();
  pause(seconds * 1000);
  return { number, pid: Deno.pid, start, end: Date.now() };
}

/** How many tasks, done by how many at a time, and how long one takes. */
interface Load {
  readonly tasks: number;
  readonly workers: number;
  readonly seconds: number;
}

/** What was done, and how long it took from the first start to the last end. */
interface Performance {
  readonly runs: readonly Run[];
  readonly began: number;
  readonly seconds: number;
}

/** All tasks in a pool: as Python's Pool(), apply_async(), close(), join(). */
async function inPool({ tasks, workers, seconds }: Load, signal: AbortSignal): Promise<Run[]> {
  await using pool = new Pool({ size: workers, kind: "process" });
  const results = numbersTo(tasks).map((number) =>
    pool.applyAsync(exported(import.meta.url, work), number, seconds)
  );
  pool.close(); // No more tasks; those it has are done.
  const runs = await Promise.all(results.map((result) => result.get(signal)));
  await pool.join(signal);
  return runs;
}

/** The same with a process for each task, as many at a time as the pool has workers. */
async function processEach(
  { tasks, workers, seconds }: Load,
  signal: AbortSignal,
): Promise<Run[]> {
  const runs: Run[] = [];
  const left = numbersTo(tasks).values(); // Each lane takes the next number from it.
  const lane = async () => {
    for (const number of left) {
      await using process = new Process(task(import.meta.url, work, number, seconds));
      runs.push(await process.start().join(signal));
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
  return runs.toSorted((a, b) => a.number - b.number);
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function measure(action: () => Promise<Run[]>): Promise<Performance> {
  const began = Date.now();
  const runs = await action();
  return { runs, began, seconds: (Date.now() - began) / 1000 };
}

function show(title: string, { runs, began }: Performance, span: number, stage: Stage): void {
  stage.print(title);
  const label = (pid: number) => TEXTS[stage.language].process(pid);
  for (const line of timeLine(runs, { began, span, columns: stage.columns, label })) {
    stage.print(line);
  }
}

/** How many different processes did the tasks. */
function processes(runs: readonly Run[]): number {
  return new Set(runs.map(({ pid }) => pid)).size;
}

/** Whether no process did two tasks at the same time. */
export function oneAtATime(runs: readonly Run[]): boolean {
  const freeAt = new Map<number, number>();
  return runs.toSorted((a, b) => a.start - b.start).every(({ pid, start, end }) => {
    const wasFree = start >= (freeAt.get(pid) ?? 0);
    freeAt.set(pid, end);
    return wasFree;
  });
}

/** The lesson. */
export const pool = defineLesson({
  name: "pool",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: [new URL("./lesson.ts", import.meta.url), new URL("./time_line.ts", import.meta.url)],
  async run(load, stage) {
    const texts = TEXTS[stage.language];
    const pooled = await measure(() => inPool(load, stage.signal));
    const single = await measure(() => processEach(load, stage.signal));
    const span = Math.max(pooled.seconds, single.seconds) * 1000;
    show(texts.pooled(load.workers, load.tasks, pooled.seconds), pooled, span, stage);
    show(texts.single(load.tasks, single.seconds), single, span, stage);
    stage.print(texts.legend(span / 1000));
    stage.print(texts.compared(pooled.seconds, single.seconds));

    const wanted = numbersTo(load.tasks).join();
    const done = [pooled, single].every(({ runs }) =>
      runs.map(({ number }) => number).join() === wanted
    );
    const workers = processes(pooled.runs);
    const facts = [
      { holds: done, text: texts.allDone(load.tasks) },
      { holds: workers <= load.workers, text: texts.fewWorkers(workers, load.workers) },
      { holds: oneAtATime(pooled.runs), text: texts.oneAtATime },
      { holds: processes(single.runs) === load.tasks, text: texts.manyProcesses(load.tasks) },
    ];
    return { facts, data: { pool: pooled, processEach: single } };
  },
});
