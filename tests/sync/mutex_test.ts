import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Condition, Mutex, type MutexHandle } from "../../src/sync/mod.ts";
import { LIMIT, nameOfError, together, words } from "./support.ts";
import * as tasks from "./tasks.ts";
import { SCALE } from "../support/scale.ts";

Deno.test("`Mutex.lock()` lets one thread in at a time", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 2, max: 6 }),
    fc.integer({ min: 1, max: 400 }),
    async (threads, times) => {
      const counter = words(2);
      const mutex = new Mutex();
      await together(threads, tasks.HERE, tasks.increment, mutex, counter, times * SCALE);
      assertEquals([counter[0], mutex.locked], [threads * times * SCALE, false]);
    },
  );
  await fc.assert(property, { numRuns: 3 * SCALE, endOnFailure: true });
});

Deno.test("`Mutex` keeps threads apart however they lock it", async () => {
  const counter = words(1);
  const mutex = new Mutex();
  const times = 100 * SCALE;
  const [, own] = await Promise.all([
    together(3, tasks.HERE, tasks.incrementAnyhow, mutex, counter, times),
    lockHere(),
  ]);
  async function lockHere(): Promise<number> {
    for (let i = 0; i < 50; i++) {
      using _lock = await mutex.lockAsync(LIMIT);
      counter[0] = (counter[0] as number) + 1;
    }
    return 50;
  }
  assertEquals([counter[0], mutex.locked], [3 * times + own, false]);
});

Deno.test("`Mutex.lockAsync()` leaves the event loop free while it waits", async () => {
  const mutex = new Mutex();
  const lock = mutex.lock();
  setTimeout(() => lock.release(), 20);
  using second = await mutex.lockAsync(LIMIT);
  assert(second.held);
});

Deno.test("`Mutex.lockAsync()` that gives up takes nothing from those who wait on", async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(delays, async (delays) => {
    const mutex = new Mutex();
    const lock = mutex.lock();
    const use = async (limit: number | AbortSignal) => (await mutex.lockAsync(limit)).release();
    const impatient = delays.map((ms) => nameOfError(() => use(AbortSignal.timeout(ms))));
    const patient = use(LIMIT);
    setTimeout(() => lock.release(), 2);
    await patient;
    for (const name of await Promise.all(impatient)) {
      assert(name === undefined || name === "TimeoutError", name);
    }
    assert(!mutex.locked);
  });
  await fc.assert(property, { numRuns: 10 * SCALE });
});

Deno.test("`Lock.release()` is safe to call twice", () => {
  const mutex = new Mutex();
  const first = mutex.lock();
  first.release();
  using second = mutex.lock();
  first.release();
  assertEquals([first.held, second.held, mutex.locked], [false, true, true]);
});

Deno.test("`Lock` releases the mutex at the end of its scope, also after an error", () => {
  const mutex = new Mutex();
  assertThrows(() => {
    using _lock = mutex.lock();
    throw new RangeError("inside");
  }, RangeError);
  assert(!mutex.locked);
});

Deno.test("`Mutex.tryLock()` gives a lock or undefined", () => {
  const mutex = new Mutex();
  using lock = mutex.tryLock();
  assert(lock?.held);
  assertEquals(mutex.tryLock(), undefined);
});

Deno.test("`Mutex` attaches to a handle, and only to that of a mutex", () => {
  const mutex = new Mutex();
  using _lock = mutex.lock();
  assert(new Mutex(structuredClone(mutex.handle)).locked);
  const other = new Condition().handle as unknown as MutexHandle;
  assertThrows(() => new Mutex(other), TypeError, "the current handle is of a condition");
});

Deno.test("`Mutex.lock()` refuses a limit below 0", async () => {
  const mutex = new Mutex();
  using _lock = mutex.lock();
  assertThrows(() => mutex.lock(-1), RangeError, "the current value is -1");
  await assertRejects(() => mutex.lockAsync(NaN), RangeError, "the current value is NaN");
});
