import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { encode } from "../../src/parallel/codec.ts";
import { encodeFrame, type Frame, FrameParser } from "../../src/parallel/process/frames.ts";
import { within } from "../../src/parallel/limit.ts";
import { Process, ProcessQueue, Queue, task, Thread } from "../../src/parallel/mod.ts";
import { Mutex } from "../../src/sync/mod.ts";
import { LIMIT } from "../sync/support.ts";
import fc from "fast-check";
import * as tasks from "./process_tasks.ts";
import { fail, HERE as TASKS } from "./tasks.ts";
import { awaited } from "../support/deadline.ts";

Deno.test("`Process` runs a task in another process and gives its result", async () => {
  const value = { big: 2n ** 70n, map: new Map([[1, new Uint8Array([1, 2])]]), text: "ünï" };
  await using child = new Process(task(tasks.HERE, tasks.giveBack<typeof value>, value)).start();
  assert(child.pid !== undefined && child.pid !== Deno.pid);
  assertEquals([child.isAlive, child.exitCode], [true, undefined]);
  assertEquals(await child.join(LIMIT), value);
  assertEquals([child.isAlive, child.exitCode, child.name], [false, 0, "giveBack"]);
});

Deno.test("`Process` runs an overridden `run()` and exchanges messages with it", async () => {
  await using greeter = new tasks.Greeter("Ada");
  const said = awaited<string>("the greeting");
  greeter.onMessage = said.resolve;
  greeter.start();
  assertEquals(await said.promise, "hello Ada");
  greeter.post("thanks");
  assertEquals(await greeter.join(LIMIT), `greeter of Ada: thanks ${greeter.pid}`);
});

Deno.test("`Process.join()` throws the child's error with its class, message, stack and cause", async () => {
  await using child = new Process(task(TASKS, fail, "too big")).start();
  const error = await assertRejects(() => child.join(LIMIT), Error, "too big");
  assertEquals([error.name, child.exitCode], ["Unfit", 1]);
  assertStringIncludes(error.stack ?? "", "tasks.ts");
  assertEquals((error.cause as Error).message, "the reason");
});

Deno.test("`Process.join()` throws when the child ends without a result", async () => {
  await using leaver = new Process(task(tasks.HERE, tasks.exit, 7)).start();
  await assertRejects(() => leaver.join(LIMIT), Error, "it ended with exit code 7");
  assertEquals(leaver.exitCode, 7);
  await using victim = new tasks.Stuck("computing");
  victim.onMessage = () => Deno.kill(victim.pid as number, "SIGKILL");
  victim.start();
  await assertRejects(() => victim.join(LIMIT), Error, "it ended by SIGKILL");
  assertEquals(victim.exitCode, -9);
});

for (const how of ["locked", "computing"] as const) {
  Deno.test(`\`Process.terminate()\` ends a child that is ${how}`, async () => {
    const child = new tasks.Stuck(how);
    const running = awaited<string>("the child to run");
    child.onMessage = running.resolve;
    child.start();
    await running.promise;
    await child.terminate();
    await child.terminate();
    assertEquals([child.isAlive, child.exitCode], [false, -15]);
    const error = await assertRejects(() => child.join(LIMIT), DOMException, "it was terminated");
    assertEquals(error.name, "AbortError");
  });

  Deno.test(`a child that is ${how} does not outlive a killed parent`, async () => {
    const parent = program("parent_main.ts", how);
    const reader = parent.stdout.getReader();
    const child = Number(
      new TextDecoder().decode((await within(reader.read(), "hear of the child", LIMIT)).value),
    );
    parent.kill("SIGKILL");
    await within(parent.status, "see the parent end", LIMIT);
    await reader.cancel();
    // The child has inherited the error output, which ends when the last process that has it is gone.
    const gone = new Response(parent.stderr).text();
    await within(gone, "see the child end", LIMIT).catch((error) => {
      Deno.kill(child, "SIGKILL");
      throw error;
    });
  });
}

Deno.test("what a `Process` prints appears on its parent's output", async () => {
  const parent = program("print_main.ts");
  const [out, err] = await Promise.all([
    new Response(parent.stdout).text(),
    new Response(parent.stderr).text(),
  ]);
  assertEquals((await parent.status).code, 0);
  assertEquals(out, `first line, ünïcode\n${"x".repeat(100_000)}\ndone\n`);
  assertStringIncludes(err, "on the error output");
});

Deno.test("no thread and no process is left behind", async () => {
  const parent = program("tidy_main.ts");
  // A thread left behind would keep the program alive, a process its error output open.
  const [out] = await Promise.all([
    new Response(parent.stdout).text(),
    within(new Response(parent.stderr).text(), "see every child end", LIMIT),
  ]);
  assertEquals([out, (await parent.status).code], ["the end\n", 0]);
});

/** Starts a program of this folder. */
function program(file: string, ...args: string[]): Deno.ChildProcess {
  const path = new URL(file, import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", path, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT),
  }).spawn();
}

Deno.test("`Process` refuses what only threads can share", async () => {
  const mutex = new Process({
    target: { module: tasks.HERE, name: "giveBack" },
    args: [new Mutex()],
  });
  assertThrows(() => mutex.start(), TypeError, "Cannot pass a mutex to a process");
  const queue = new Process({
    target: { module: tasks.HERE, name: "giveBack" },
    args: [new Queue()],
  });
  assertThrows(() => queue.start(), TypeError, "Cannot pass a queue to a process");
  const thread = new Thread({ target: { module: TASKS, name: "add" }, args: [new ProcessQueue()] });
  assertThrows(() => thread.start(), TypeError, "Cannot pass a ProcessQueue to a thread");
  await assertRejects(() => mutex.join(LIMIT), TypeError);
});

Deno.test("`ProcessQueue` loses and doubles nothing between processes", async () => {
  const queue = new ProcessQueue<[number, number]>({ capacity: 3 });
  const producers = [0, 1].map((i) =>
    new Process(task(tasks.HERE, tasks.produce, i, queue, 150)).start()
  );
  const consumers = [0, 1].map(() => new Process(task(tasks.HERE, tasks.consume, queue)).start());
  await Promise.all(producers.map((producer) => producer.join(LIMIT)));
  await queue.close();
  const lists = await Promise.all(consumers.map((consumer) => consumer.join(LIMIT)));
  const all = lists.flat().map(([producer, serial]) => producer * 150 + serial);
  assertEquals(all.toSorted((a, b) => a - b), Array.from({ length: 300 }, (_, i) => i));
});

Deno.test("a full `ProcessQueue` makes a producer wait", async () => {
  const queue = new ProcessQueue<[number, number]>({ capacity: 2 });
  await using producer = new Process(task(tasks.HERE, tasks.produce, 0, queue, 5)).start();
  for (let serial = 0; serial < 5; serial++) {
    assertEquals(await queue.get(LIMIT), [0, serial]);
    if (serial === 1) assert(producer.isAlive);
  }
  await producer.join(LIMIT);
  assertEquals(await queue.tryGet(), { status: "empty" });
});

Deno.test("`ProcessQueue` keeps limits and signals, in the child too", async () => {
  const [empty, full] = [new ProcessQueue<number>(), new ProcessQueue<number>({ capacity: 1 })];
  await full.put(1);
  const names = ["TimeoutError", "TimeoutError", "TimeoutError", "RangeError", "TimeoutError"];
  const expected = [...names, "empty", "full"];
  assertEquals(await tasks.giveUp(empty, full), expected);
  await using child = new Process(task(tasks.HERE, tasks.giveUp, empty, full)).start();
  assertEquals(await child.join(LIMIT), expected);
  assertEquals([await full.get(), await full.tryGet()], [1, { status: "empty" }]);
});

Deno.test("a value goes to no child that is gone", async () => {
  const queue = new ProcessQueue<number>();
  const child = new Process(task(tasks.HERE, tasks.waitForValue, queue)).start();
  await queue.put(1, LIMIT);
  assertEquals(await child.join(LIMIT), 1);
  const gone = new Process(task(tasks.HERE, tasks.waitForValue, queue)).start();
  await gone.terminate();
  await queue.put(2, LIMIT);
  assertEquals(await queue.get(LIMIT), 2);
});

Deno.test("`ProcessQueue` serves its waiters in order and refuses what is too large", async () => {
  const queue = new ProcessQueue<string>({ capacity: 1, valueBytes: 10 });
  const got: string[] = [];
  const gets = ["a", "b"].map((name) => queue.get(LIMIT).then((value) => got.push(name + value)));
  await queue.put("1");
  await queue.put("2");
  await Promise.all(gets);
  const puts = ["3", "4", "5"].map((value) => queue.put(value, LIMIT));
  for (let i = 0; i < 3; i++) got.push(await queue.get(LIMIT));
  await Promise.all(puts);
  assertEquals(got, ["a1", "b2", "3", "4", "5"]);
  await assertRejects(() => queue.put("x".repeat(10)), RangeError, "of 11 bytes");
});

Deno.test("`FrameParser` takes apart what `encodeFrame()` made, however it is cut", () => {
  const text = fc.string({ minLength: 1 }).map((text) => new TextEncoder().encode(text));
  const frame = fc.record({
    type: fc.integer({ min: 1, max: 7 }),
    id: fc.nat(),
    body: fc.anything().map(encode),
  });
  const stream = fc.array(fc.oneof(text, frame), { maxLength: 8 });
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 40 }), (parts, cut) => {
      const bytes = parts.flatMap((part) => "type" in part ? [...encodeFrame(part)] : [...part]);
      const parser = new FrameParser();
      const frames: Frame[] = [];
      const printed: number[] = [];
      for (let i = 0; i < bytes.length; i += cut) {
        for (const part of parser.feed(new Uint8Array(bytes.slice(i, i + cut)))) {
          if ("type" in part) frames.push(part);
          else printed.push(...part);
        }
      }
      assertEquals(frames, parts.filter((part) => "type" in part));
      assertEquals(printed, parts.flatMap((part) => "type" in part ? [] : [...part]));
    }),
  );
});
