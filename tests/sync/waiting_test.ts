import { assert, assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Barrier, Condition, Event, Mutex, Semaphore, StopToken } from "../../src/sync/mod.ts";
import { task, Thread } from "../../src/parallel/mod.ts";
import { eventually, LIMIT, nameOfError, together, words } from "./support.ts";
import * as tasks from "./tasks.ts";
import { SCALE } from "../support/scale.ts";

Deno.test("`Condition` loses no wake-up between producers and consumers", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 150 }),
    async (pairs, times) => {
      const [mutex, filled, emptied, box] = [
        new Mutex(),
        new Condition(),
        new Condition(),
        words(1),
      ];
      const rest = [mutex, filled, emptied, box, times * SCALE] as const;
      const sums = await together(2 * pairs, tasks.HERE, tasks.passThrough, ...rest);
      const each = times * SCALE * (times * SCALE + 1) / 2;
      assertEquals(sums.reduce((sum, part) => sum + part), pairs * each);
    },
  );
  await fc.assert(property, { numRuns: 3 * SCALE, endOnFailure: true });
});

Deno.test("`Condition.notifyAll()` wakes everyone", async () => {
  const [mutex, condition, waiting] = [new Mutex(), new Condition(), words(2)];
  const all = together(4, tasks.HERE, tasks.waitOnce, mutex, condition, waiting);
  await eventually("all wait", () => waiting[0] === 4 && !mutex.locked);
  (await mutex.lockAsync(LIMIT)).release();
  waiting[1] = 1;
  condition.notifyAll();
  await all;
});

Deno.test("`Condition.waitForAsync()` tests with the lock held and leaves the event loop free", async () => {
  const [mutex, condition] = [new Mutex(), new Condition()];
  let ready = false;
  setTimeout(() => {
    using _lock = mutex.lock();
    ready = true;
    condition.notify();
  }, 10);
  using lock = await mutex.lockAsync(LIMIT);
  const held: boolean[] = [];
  await condition.waitForAsync(lock, () => held.push(mutex.locked) > 0 && ready, LIMIT);
  assertEquals(new Set(held), new Set([true]));
  assert(lock.held);
  lock.release();
  assertThrows(() => condition.wait(lock), TypeError, "the lock is not held");
});

Deno.test("`Condition.wait()` holds the lock again after its limit has passed", async () => {
  const [mutex, condition] = [new Mutex(), new Condition()];
  using lock = mutex.lock();
  assertEquals(await nameOfError(() => condition.wait(lock, 1)), "TimeoutError");
  assert(lock.held && mutex.locked);
  assertEquals(await nameOfError(() => condition.waitAsync(lock, 1)), "TimeoutError");
  assert(lock.held && mutex.locked);
  const limit = condition.waitForAsync(lock, () => false, 5);
  assertEquals(await nameOfError(() => limit), "TimeoutError");
});

Deno.test("`Condition.wait()` leaves a thread that was told to stop without the lock", async () => {
  const [mutex, condition, state] = [new Mutex(), new Condition(), words(1)];
  const thread = new Thread(task(tasks.HERE, tasks.waitToTheEnd, mutex, condition, state)).start();
  await eventually("the thread waits", () => state[0] === 1 && !mutex.locked);
  using _lock = await mutex.lockAsync(LIMIT);
  await thread.terminate();
  await eventually("the thread unwinds", () => state[0] === 2);
});

Deno.test("`Event.wait()` wakes everyone, also by a flag that is cleared at once", async () => {
  for (const clear of [false, true]) {
    const [event, waiting] = [new Event(), words(1)];
    const all = together(4, tasks.HERE, tasks.waitForEvent, event, waiting);
    const ended = all.then(() => true);
    await eventually("all come to wait", () => waiting[0] === 4);
    const again = setInterval(() => {
      event.set();
      if (clear) event.clear();
    }, 1);
    assertEquals([await ended, await all], [true, [true, true, true, true]]);
    clearInterval(again);
    assertEquals(event.isSet, !clear);
  }
});

Deno.test("`Event.waitAsync()` returns at once when the flag is set", async () => {
  const event = new Event();
  event.set();
  event.set();
  await event.waitAsync(0);
  event.clear();
  event.clear();
  assert(!event.isSet);
  const waiting = event.waitAsync(LIMIT);
  event.set();
  await waiting;
});

Deno.test("`Barrier.wait()` keeps threads in step", async () => {
  for (const threads of [2, 4]) {
    const times = 30 * SCALE;
    const barrier = new Barrier(threads);
    const faults = await together(threads, tasks.HERE, tasks.march, barrier, words(threads), times);
    assertEquals([faults, barrier.waiting], [Array(threads).fill(0), 0]);
  }
});

Deno.test("`Barrier.waitAsync()` takes its arrival back when it gives up", async () => {
  const plan = fc.array(fc.boolean(), { minLength: 2, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(plan, async (stays) => {
      const parties = stays.filter(Boolean).length + 1;
      const barrier = new Barrier(parties);
      const leaving = new AbortController();
      const places: number[] = [];
      const waits: Promise<unknown>[] = [];
      for (const stay of stays) {
        if (stay) waits.push(barrier.waitAsync(LIMIT).then((place) => places.push(place)));
        else if (barrier.waiting < parties - 1) {
          waits.push(nameOfError(() => barrier.waitAsync(leaving.signal)));
          leaving.abort();
          await waits.at(-1);
        }
      }
      places.push(await barrier.waitAsync(LIMIT));
      await Promise.all(waits);
      assertEquals(places.toSorted((a, b) => a - b), Array.from({ length: parties }, (_, i) => i));
    }),
    { numRuns: 8 * SCALE },
  );
});

Deno.test("`Barrier` refuses a number of parties that is none", () => {
  for (const parties of [0, -1, 1.5, NaN, 65_536]) {
    assertThrows(() => new Barrier(parties), RangeError, `the current value is ${parties}`);
  }
});

const KINDS = ["barrier", "condition", "event", "mutex", "semaphore"] as const;

Deno.test("every blocking wait keeps its limit", async () => {
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 120 }), async (limit) => {
    const ends = await Promise.all(
      KINDS.map(async (kind) => (await together(1, tasks.HERE, tasks.giveUp, kind, limit))[0]),
    );
    for (const [name, took] of ends as [string, number][]) {
      assertEquals(name, "TimeoutError");
      // Timers may be early by the fraction of a millisecond that the clock is rounded to.
      assertGreaterOrEqual(took, limit - 1);
    }
  });
  await fc.assert(property, { numRuns: 2 * SCALE });
});

Deno.test("every blocking wait ends when its stop token says stop", async () => {
  const token = new StopToken();
  const ends = KINDS.map((kind) => together(1, tasks.HERE, tasks.giveUp, kind, token));
  token.stop();
  for (const [end] of await Promise.all(ends)) assertEquals(end?.[0], "AbortError");
  assert(new StopToken(token.handle).stopped);
});

Deno.test("every asynchronous wait keeps its limit and its signal", async () => {
  const mutex = new Mutex();
  using lock = mutex.lock();
  const other = new Mutex().lock();
  const waits: ((limit: number | AbortSignal) => Promise<unknown>)[] = [
    (limit) => mutex.lockAsync(limit),
    (limit) => new Semaphore(0).acquireAsync(limit),
    (limit) => new Event().waitAsync(limit),
    (limit) => new Barrier(2).waitAsync(limit),
    (limit) => new Condition().waitAsync(other, limit),
  ];
  for (const wait of waits) {
    const start = performance.now();
    assertEquals(await nameOfError(() => wait(15)), "TimeoutError");
    assertGreaterOrEqual(performance.now() - start, 14);
    const leaving = new AbortController();
    const aborted = nameOfError(() => wait(leaving.signal));
    leaving.abort(new RangeError("leaves"));
    assertEquals(await aborted, "RangeError");
    assertEquals(await nameOfError(() => wait(leaving.signal)), "RangeError");
  }
  lock.release();
});

Deno.test("`checkStop()` ends a computation when its thread is told to stop", async () => {
  const state = words(1);
  const thread = new Thread(task(tasks.HERE, tasks.compute, 0, state)).start();
  await eventually("the thread computes", () => state[0] === 1);
  await thread.terminate();
  await eventually("the thread stops", () => state[0] === 2);
});
