import { assert, assertEquals, assertLessOrEqual, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Permit, Semaphore } from "../../src/sync/mod.ts";
import { task, Thread } from "../../src/parallel/mod.ts";
import { eventually, LIMIT, nameOfError, together, words } from "./support.ts";
import * as tasks from "./tasks.ts";
import { SCALE } from "../support/scale.ts";

Deno.test("`Semaphore.acquire()` lets in as many threads as there are permits", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 2, max: 5 }),
    async (permits, threads) => {
      const semaphore = new Semaphore(permits);
      const inside = words(2);
      const times = 75 * SCALE;
      const most = await together(threads, tasks.HERE, tasks.crowd, semaphore, inside, times);
      assertLessOrEqual(Math.max(...most), permits);
      assertEquals([semaphore.available, inside[0]], [permits, 0]);
    },
  );
  await fc.assert(property, { numRuns: 2 * SCALE, endOnFailure: true });
});

Deno.test("`Semaphore.acquire()` wakes waiters in order", async () => {
  const semaphore = new Semaphore(0);
  const order = words(5);
  const threads: Thread<void>[] = [];
  for (let index = 0; index < 4; index++) {
    const line = task(tasks.HERE, tasks.standInLine, index, semaphore, order);
    threads.push(new Thread(line).start());
    await eventually(`thread ${index} waits`, () => semaphore.waiting === index + 1);
  }
  semaphore.release();
  await Promise.all(threads.map((thread) => thread.join(LIMIT)));
  assertEquals([...order], [4, 0, 1, 2, 3]);
});

Deno.test("`Semaphore.acquireAsync()` serves in order those who do not give up", async () => {
  const plan = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
  const property = fc.asyncProperty(
    plan,
    fc.integer({ min: 0, max: 2 }),
    async (stays, permits) => {
      const semaphore = new Semaphore(permits);
      const held = Array.from({ length: permits }, () => semaphore.tryAcquire() as Permit);
      const served: number[] = [];
      const leaving = new AbortController();
      const waits = stays.map(async (stays, index) => {
        using _permit = await semaphore.acquireAsync(stays ? LIMIT : leaving.signal);
        served.push(index);
      });
      leaving.abort(new RangeError("leaves"));
      const outcomes = Promise.allSettled(waits);
      await Promise.allSettled(waits.filter((_, index) => !stays[index]));
      for (const permit of held) permit.release();
      if (permits === 0) semaphore.release();
      await outcomes;
      assertEquals(served, stays.flatMap((stays, index) => stays ? [index] : []));
      assertEquals([semaphore.available, semaphore.waiting], [Math.max(1, permits), 0]);
    },
  );
  await fc.assert(property, { numRuns: 20 * SCALE });
});

Deno.test("`Semaphore` neither loses nor invents permits when limits pass", async () => {
  const semaphore = new Semaphore(2);
  const inside = words(2);
  const times = 250 * SCALE;
  const got = await together(4, tasks.HERE, tasks.acquireInHaste, semaphore, inside, times);
  assert(got.some((count) => count > 0));
  assertEquals([semaphore.available, semaphore.waiting, inside[0]], [2, 0, 0]);
});

Deno.test("`Semaphore.tryAcquire()` does not overtake", async () => {
  const semaphore = new Semaphore(1);
  const permit = semaphore.tryAcquire();
  assert(permit?.held);
  assertEquals(semaphore.tryAcquire(), undefined);
  const waiting = semaphore.acquireAsync(LIMIT);
  permit.release();
  permit.release();
  assertEquals([semaphore.tryAcquire(), semaphore.available], [undefined, 0]);
  (await waiting).release();
  assertEquals(semaphore.available, 1);
});

Deno.test("`Semaphore` counts on after its tickets have run out", async () => {
  const semaphore = new Semaphore(0);
  const { words } = semaphore.handle;
  // As after 2^31 - 2 permits taken and granted: the next slots are the last two of the ring.
  const last = 2 ** 31 - 2;
  words[0] = words[1] = last;
  for (let slot = 0; slot < 1022; slot++) words[2 + slot] = slot << 1;
  for (let slot = 1022; slot < 1024; slot++) words[2 + slot] = (last + slot - 1022) << 1;
  const served: number[] = [];
  const waits = [0, 1, 2, 3].map(async (index) => {
    const limit = index === 1 ? 1 : LIMIT;
    using _permit = await semaphore.acquireAsync(limit);
    served.push(index);
  });
  assertEquals(await nameOfError(() => waits[1]), "TimeoutError");
  semaphore.release();
  await Promise.all([waits[0], waits[2], waits[3]]);
  assertEquals([served, semaphore.available], [[0, 2, 3], 1]);
});

Deno.test("`Semaphore` holds more permits than it has slots", () => {
  const semaphore = new Semaphore(2500);
  for (let i = 0; i < 2500; i++) assert(semaphore.tryAcquire());
  assertEquals(semaphore.tryAcquire(), undefined);
  for (let i = 0; i < 2500; i++) semaphore.release();
  assertEquals(semaphore.available, 2500);
});

Deno.test("`Semaphore.acquire()` refuses the waiter that it has no slot for", async () => {
  const semaphore = new Semaphore(0);
  const leaving = new AbortController();
  const waits = Array.from({ length: 1024 }, () => semaphore.acquireAsync(leaving.signal));
  const outcomes = Promise.allSettled(waits);
  await assertRejects(() => semaphore.acquireAsync(), RangeError, "1024 wait already");
  leaving.abort();
  for (const { status } of await outcomes) assertEquals(status, "rejected");
  semaphore.release();
  assertEquals(semaphore.available, 1);
});

Deno.test("`Semaphore` refuses a number of permits that is none", () => {
  for (const permits of [-1, 0.5, NaN, 2 ** 30]) {
    assertThrows(() => new Semaphore(permits), RangeError, `the current value is ${permits}`);
  }
});
