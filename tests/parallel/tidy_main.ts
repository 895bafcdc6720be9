/** A program whose children succeed, fail, are terminated while they wait for a lock, or are abandoned. */
import { Pool, Process, Queue, task, Thread } from "../../src/parallel/mod.ts";
import { Mutex } from "../../src/sync/mod.ts";
import { targets } from "./pool_tasks.ts";
import * as processes from "./process_tasks.ts";
import * as tasks from "./tasks.ts";

for (const Kind of [Thread, Process]) {
  const children = [
    new Kind(task(tasks.HERE, tasks.add, 1, 2)).start(),
    new Kind(task(tasks.HERE, tasks.fail, "on purpose")).start(),
  ];
  await Promise.allSettled(children.map((child) => child.join()));
  await using _unfinished = new Kind(task(tasks.HERE, tasks.failLater)).start();
}
const mutex = new Mutex();
mutex.lock();
const running = new Int32Array(new SharedArrayBuffer(4));
const waiter = new Thread(task(tasks.HERE, tasks.waitForLock, mutex, running)).start();
const reader = new Thread(task(tasks.HERE, tasks.readAll, new Queue<number>(), running)).start();
const stuck = new processes.Stuck("locked").start();
const { promise: runs, resolve } = Promise.withResolvers<string>();
stuck.onMessage = resolve;
await runs;
while (Atomics.load(running, 0) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
await Promise.all([waiter.terminate(), reader.terminate(), stuck.terminate()]);
for (const kind of ["thread", "process"] as const) {
  const pool = new Pool({ size: 2, kind });
  const results = [1, 2, 3].map(() => pool.applyAsync(targets.hang));
  const crash = pool.applyAsync(targets.crash, "stray");
  await pool.terminate();
  await Promise.allSettled([...results, crash].map((result) => result.get()));
}
await Deno.stdout.write(new TextEncoder().encode("the end\n"));
