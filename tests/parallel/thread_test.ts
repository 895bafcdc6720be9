import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { task, Thread } from "../../src/parallel/mod.ts";
import { Mutex } from "../../src/sync/mod.ts";
import type { FromEcho, ToEcho } from "./echo_worker.ts";
import * as tasks from "./tasks.ts";
import { awaited } from "../support/deadline.ts";

/** No wait of these tests takes this long, in milliseconds; it ends a test that would hang. */
const LIMIT = 20_000;

Deno.test("`Thread.join()` gives what the task returned", async () => {
  await using thread = new Thread(task(tasks.HERE, tasks.add, 20, 22)).start();
  assertEquals([thread.isAlive, thread.exitCode], [true, undefined]);
  assertEquals(await thread.join(LIMIT), 42);
  assertEquals([thread.name, thread.isAlive, thread.exitCode], ["add", false, 0]);
  assertEquals(thread.pid, Deno.pid);
});

Deno.test("`Thread` runs an overridden `run()` in the child, with the constructor's arguments", async () => {
  await using greeter = new tasks.Greeter("Ada");
  const said = awaited<string>("the greeting");
  greeter.onMessage = said.resolve;
  greeter.start();
  assertEquals(await said.promise, "hello Ada");
  greeter.post("thanks");
  assertEquals(await greeter.join(LIMIT), "greeter of Ada: thanks");
});

Deno.test("`Thread` exchanges typed messages with a worker of the caller's own", async () => {
  await using echo = new Thread<number, FromEcho, ToEcho>(
    () => new Worker(new URL("./echo_worker.ts", import.meta.url), { type: "module" }),
    { name: "echo" },
  ).start();
  const heard: string[] = [];
  echo.onMessage = (message) => heard.push(message.text);
  for (const text of ["a", "b", "c"]) echo.post({ kind: "say", text });
  echo.post({ kind: "stop" });
  assertEquals(await echo.join(LIMIT), 3);
  assertEquals(heard, ["A", "B", "C"]);
});

Deno.test("`Thread.join()` throws the child's error with its class, message, stack and cause", async () => {
  await using thread = new Thread(task(tasks.HERE, tasks.fail, "too big")).start();
  const error = await assertRejects(() => thread.join(LIMIT), Error, "too big");
  assertEquals([error.name, thread.exitCode], ["Unfit", 1]);
  assertStringIncludes(error.stack ?? "", "tasks.ts");
  assertStringIncludes(error.stack ?? "", "in fail");
  assertEquals((error.cause as Error).message, "the reason");
});

Deno.test("`Thread.join()` throws when the child ends without a result", async () => {
  const ends: [() => Promise<never>, string][] = [
    [tasks.closeItself, "closed itself"],
    [tasks.exitItself, "closed itself"],
    [tasks.failLater, "nobody awaits this"],
  ];
  for (const [run, message] of ends) {
    await using thread = new Thread(task(tasks.HERE, run)).start();
    await assertRejects(() => thread.join(LIMIT), Error, message);
    assertEquals(thread.exitCode, 1);
  }
});

Deno.test("`Thread.join()` throws when the export is missing or the module fails to load", async () => {
  await using noExport = new Thread({ target: { module: tasks.HERE, name: "none" }, args: [] })
    .start();
  await assertRejects(
    () => noExport.join(LIMIT),
    TypeError,
    "exports no function or class of that",
  );
  await using noModule = new Thread(
    () => new Worker(new URL("./broken_worker.ts", import.meta.url), { type: "module" }),
  ).start();
  await assertRejects(() => noModule.join(LIMIT), Error, "broken while loading");
});

Deno.test("`Thread.join()` keeps its limit and leaves the child alive", async () => {
  const running = new Int32Array(new SharedArrayBuffer(4));
  const mutex = new Mutex();
  using lock = mutex.lock();
  await using thread = new Thread(task(tasks.HERE, tasks.waitForLock, mutex, running)).start();
  const error = await assertRejects(() => thread.join(10), DOMException, "10 ms have passed");
  assertEquals([error.name, thread.isAlive], ["TimeoutError", true]);
  await assertRejects(() => thread.join(AbortSignal.timeout(10)), DOMException);
  lock.release();
  await thread.join(LIMIT);
});

Deno.test("`Thread.terminate()` ends a child that waits for a lock", async () => {
  const running = new Int32Array(new SharedArrayBuffer(4));
  const mutex = new Mutex();
  using _lock = mutex.lock();
  const thread = new Thread(task(tasks.HERE, tasks.waitForLock, mutex, running)).start();
  await becomes(running, 1);
  await thread.terminate();
  assertEquals([thread.isAlive, thread.exitCode], [false, -15]);
  const error = await assertRejects(() => thread.join(LIMIT), DOMException, "it was terminated");
  assertEquals(error.name, "AbortError");
  await becomes(running, 2);
});

Deno.test("`Thread.start()` refuses a second start and arguments that cannot be cloned", async () => {
  await using thread = new Thread(task(tasks.HERE, tasks.add, 1, 2)).start();
  assertThrows(() => thread.start(), TypeError, "it has been started");
  const bad = new Thread({ target: { module: tasks.HERE, name: "add" }, args: [() => 1] });
  assertThrows(() => bad.start(), Error, "could not be cloned");
  assertEquals([bad.isAlive, bad.exitCode], [false, 1]);
  await assertRejects(
    () => new Thread(task(tasks.HERE, tasks.add, 1, 2)).join(),
    TypeError,
    "not been",
  );
});

/** Waits until the shared word has this value. */
async function becomes(words: Int32Array, value: number): Promise<void> {
  const deadline = performance.now() + LIMIT;
  while (Atomics.load(words, 0) !== value) {
    if (performance.now() > deadline) throw new Error(`The word never became ${value}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
