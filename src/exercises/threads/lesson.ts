/**
 * The ways to make a thread in Deno. Each is made, used, waited for and timed, and all do the same work.
 *
 * Below all of them is the Web Worker: a module that runs on a thread of its own and shares no variables
 * with the others. What differs is how it is told what to do, and how one learns that it is done or failed.
 */
import { Worker as NodeWorker } from "node:worker_threads";
import { exported, Pool, task, Thread } from "../../parallel/mod.ts";
import { defineLesson } from "../lesson.ts";
import { unlessAborted } from "../shared/aborted.ts";
import { addUp } from "./add_up.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";

/** Way 1: a module worker, by hand. Messages and errors arrive as events, and nothing says "done". */
async function moduleWorker(last: number, signal: AbortSignal): Promise<number> {
  const worker = new Worker(new URL("./module_worker.ts", import.meta.url), { type: "module" });
  try {
    const { promise: answer, resolve, reject } = Promise.withResolvers<number>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault(); // Or the error would end the whole program.
      reject(new Error(event.message));
    };
    worker.postMessage(last);
    return await unlessAborted(answer, signal);
  } finally {
    worker.terminate();
  }
}

/** Way 2: a class that inherits Thread and overrides run(). */
export class AdderThread extends Thread<number> {
  readonly #last: number;

  constructor(last: number) {
    super(task(import.meta.url, AdderThread, last));
    this.#last = last;
  }

  override run(): number {
    return addUp(this.#last);
  }
}

async function threadClass(last: number, signal: AbortSignal): Promise<number> {
  await using thread = new AdderThread(last);
  return await thread.start().join(signal);
}

/** Way 3: a task, which is a function that a module exports, and its arguments. */
export function addUpInThread(last: number): number {
  return addUp(last);
}

async function threadTask(last: number, signal: AbortSignal): Promise<number> {
  await using thread = new Thread(task(import.meta.url, addUpInThread, last));
  return await thread.start().join(signal);
}

/** Way 4: a pool, for many small tasks. The thread is made once and used again. */
async function threadPool(last: number, signal: AbortSignal): Promise<number> {
  await using pool = new Pool({ size: 1, kind: "thread" });
  const result = pool.applyAsync(exported(import.meta.url, addUpInThread), last);
  pool.close();
  const sum = await result.get(signal);
  await pool.join(signal);
  return sum;
}

/** Way 5: Node's worker threads, for programs that have to run there too. */
async function nodeWorker(last: number, signal: AbortSignal): Promise<number> {
  const worker = new NodeWorker(new URL("./node_worker.ts", import.meta.url), { workerData: last });
  try {
    const answer = new Promise<number>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    return await unlessAborted(answer, signal);
  } finally {
    await worker.terminate(); // Comes back when it has ended. Deno does not always tell it by "exit".
  }
}

const WAYS = [
  { name: "module worker", run: moduleWorker },
  { name: "class", run: threadClass },
  { name: "task", run: threadTask },
  { name: "pool", run: threadPool },
  { name: "node:worker_threads", run: nodeWorker },
] as const;

/** The lesson. */
export const threads = defineLesson({
  name: "threads",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: ["./lesson.ts", "./add_up.ts", "./module_worker.ts", "./node_worker.ts"]
    .map((file) => new URL(file, import.meta.url)),
  async run({ last }, { language, signal, print }) {
    const texts = TEXTS[language];
    const results: { way: string; sum: number; milliseconds: number }[] = [];
    for (const { name: way, run } of WAYS) {
      const start = performance.now();
      const sum = await run(last, signal);
      const milliseconds = performance.now() - start;
      results.push({ way, sum, milliseconds });
      print(`${way.padEnd(20)} ${`${sum}`.padStart(16)} ${milliseconds.toFixed(1).padStart(9)} ms`);
    }
    print(texts.blob);
    const expected = last * (last + 1) / 2;
    const facts = [
      { holds: results.length === 5, text: texts.allEnded(results.length) },
      { holds: results.every(({ sum }) => sum === expected), text: texts.sameSum(expected) },
    ];
    return { facts, data: { ways: results } };
  },
});
