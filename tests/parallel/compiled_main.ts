/**
 * A program that uses every kind of child, to be compiled and run by hand:
 *
 * ```
 * deno compile --allow-all --output /tmp/children --include src/parallel/thread/entry.ts \
 *   --include src/parallel/process/watch.ts --include tests/parallel/echo_worker.ts \
 *   tests/parallel/compiled_main.ts && /tmp/children
 * ```
 */
import {
  CHILD_COMMAND,
  Pool,
  Process,
  ProcessQueue,
  runChild,
  task,
} from "../../src/parallel/mod.ts";
import { Queue, Thread } from "../../src/parallel/mod.ts";
import type { FromEcho, ToEcho } from "./echo_worker.ts";
import { targets } from "./pool_tasks.ts";
import * as processes from "./process_tasks.ts";
import * as queues from "./queue_tasks.ts";
import * as tasks from "./tasks.ts";

if (Deno.args[0] === CHILD_COMMAND) Deno.exit(await runChild());

const results: unknown[] = [];
results.push(await new Thread(task(tasks.HERE, tasks.add, 20, 22)).start().join());
results.push(await new Process(task(tasks.HERE, tasks.add, 20, 22)).start().join());
results.push(await new Thread(task(tasks.HERE, tasks.addInProcess, 20, 22)).start().join());
results.push(
  await new Process(task(tasks.HERE, tasks.fail, "on purpose")).start().join().catch(String),
);

const echo = new Thread<number, FromEcho, ToEcho>(
  () => new Worker(new URL("./echo_worker.ts", import.meta.url), { type: "module" }),
).start();
echo.onMessage = ({ text }) => results.push(text);
echo.post({ kind: "say", text: "hello" });
echo.post({ kind: "stop" });
results.push(await echo.join());

const queue = new Queue<queues.Parcel>({ capacity: 2 });
const consumer = new Thread(task(queues.HERE, queues.consume, 0, queue)).start();
await new Thread(task(queues.HERE, queues.produce, 0, queue, 10)).start().join();
queue.close();
results.push((await consumer.join()).length);

const line = new ProcessQueue<[number, number]>({ capacity: 2 });
const producer = new Process(task(processes.HERE, processes.produce, 0, line, 10)).start();
for (let i = 0; i < 10; i++) await line.get();
await producer.join();

for (const kind of ["thread", "process"] as const) {
  await using pool = new Pool({ size: 2, kind });
  results.push(await pool.map(targets.double, [1n, 2n, 3n].map(Number)));
  results.push(await pool.apply(targets.crash, "stray").catch(String));
}
const stuck = new processes.Stuck("locked").start();
await stuck.terminate();
results.push(stuck.exitCode);
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(results, null, 1)}\n`));
if (Deno.args[0] === "stay") await new processes.Stuck("computing").start().join();
