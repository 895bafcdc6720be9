/** How long a thread, a process, a queue and a mutex take. */
import { Process, ProcessQueue, Queue, task, Thread } from "../../../src/parallel/mod.ts";
import { Mutex } from "../../../src/sync/mod.ts";
import { type Measurement, perOperation } from "./measure.ts";
import * as tasks from "./tasks.ts";

/** Values that a queue carries in the measurements. */
const VALUES = {
  "a number": 42,
  "a small object": { user: "Ada", text: "hello", at: 12 },
} as const;

/** Starting a child with nothing to do, and seeing it end. */
export function starts(): Measurement[] {
  const run = (Kind: typeof Thread | typeof Process) => () =>
    perOperation(1, () => new Kind(task(tasks.HERE, tasks.nothing)).start().join());
  return [
    { name: "a thread: start, run, join", once: run(Thread) },
    { name: "a process: start, run, join", once: run(Process) },
  ];
}

/** One value through a queue, with a producer and a consumer. */
export function queues(count: number): Measurement[] {
  const threads = Object.entries(VALUES).map(([what, value]) => ({
    name: `a queue between threads: ${what}`,
    once: async () => {
      const queue = new Queue<unknown>({ capacity: 256, valueBytes: 256 });
      const reader = new Thread(task(tasks.HERE, tasks.empty, queue, count + 1)).start();
      // The measurement begins when both threads run.
      const writer = new Thread(task(tasks.HERE, tasks.fill, queue, value, 1)).start();
      await writer.join();
      const all = new Thread(task(tasks.HERE, tasks.fill, queue, value, count)).start();
      return await perOperation(count, () => Promise.all([all.join(), reader.join()]));
    },
  }));
  const processes = [1, 32].map((ahead) => ({
    name: `a queue between processes: ${ahead === 1 ? "put by put" : `${ahead} puts under way`}`,
    once: async () => {
      const queue = new ProcessQueue<number>({ capacity: 256 });
      const few = Math.ceil(count / 10);
      const fill = task(tasks.HERE, tasks.fillProcess, queue, 42, few + 1, ahead);
      const writer = new Process(fill).start();
      await queue.get();
      return await perOperation(few, async () => {
        for (let i = 0; i < few; i++) await queue.get();
        await writer.join();
      });
    },
  }));
  return [...threads, ...processes];
}

/** One lock and release, by one thread alone and by four that compete. */
export function mutexes(count: number): Measurement[] {
  return [1, 4].map((threads) => ({
    name: threads === 1 ? "a mutex: alone" : `a mutex: contended by ${threads}`,
    once: async () => {
      const mutex = new Mutex();
      const counter = new Int32Array(new SharedArrayBuffer(4));
      const each = Math.ceil(count / threads);
      const children = Array.from(
        { length: threads },
        () => new Thread(task(tasks.HERE, tasks.lockOften, mutex, counter, each)).start(),
      );
      const took = await Promise.all(children.map((child) => child.join()));
      return Math.max(...took) * 1000 / (each * threads);
    },
  }));
}
