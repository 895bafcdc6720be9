import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Pool } from "../../src/parallel/mod.ts";
import { Mutex } from "../../src/sync/mod.ts";
import { eventually, LIMIT, words } from "../sync/support.ts";
import { targets } from "./pool_tasks.ts";
import { SCALE } from "../support/scale.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

for (const kind of ["thread", "process"] as const) {
  Deno.test(`\`Pool\` of the kind "${kind}" gives results in order`, async () => {
    await using pool = new Pool({ size: 2, kind });
    const property = fc.asyncProperty(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      async (count, length, later) => {
        const target = later ? targets.doubleLater : targets.double;
        const expected = range(count).map((value) => 2 * value);
        assertEquals(await pool.map(target, range(count), { chunk: length }), expected);
        assertEquals(await pool.map(target, range(count)), expected);
        const results = range(count).map((value) => pool.applyAsync(target, value));
        const got: number[] = [];
        const ahead = { lookAhead: length };
        for await (const result of pool.imap(target, range(count), ahead)) got.push(result);
        assertEquals(got, expected);
        assertEquals(await Promise.all(results.map((result) => result.get(LIMIT))), expected);
        assert(results.every((result) => result.ready && result.successful));
      },
    );
    await fc.assert(property, { numRuns: 4 * SCALE });
    assertEquals(pool.pids.length <= 2, true);
    pool.close();
    await pool.join(LIMIT);
    assertEquals(pool.pids, []);
  });

  Deno.test(`\`Pool\` of the kind "${kind}" reports a task's error and goes on`, async () => {
    await using pool = new Pool({ size: 2, kind });
    await assertRejects(() => pool.apply(targets.refuse, 13), RangeError, "Cannot take 13");
    await assertRejects(() => pool.map(targets.refuse, range(20)), RangeError, "Cannot take 13");
    const got: number[] = [];
    const all = async () => {
      for await (const result of pool.imap(targets.refuse, range(20))) got.push(result);
    };
    await assertRejects(all, RangeError, "Cannot take 13");
    assertEquals(got, range(13));
    const failed = pool.applyAsync(targets.refuse, 13);
    await assertRejects(() => failed.get(LIMIT), RangeError);
    assertEquals([failed.ready, failed.successful], [true, false]);
    await assertRejects(() => pool.apply(targets.returnFunction), Error, "could not be cloned");
    assertEquals(await pool.apply(targets.double, 4), 8);
  });

  Deno.test(`\`Pool\` of the kind "${kind}" replaces a worker that crashed`, async () => {
    await using pool = new Pool({ size: 2, kind });
    const ways = kind === "process"
      ? ["exit", "kill", "stray"] as const
      : ["exit", "stray"] as const;
    for (const how of ways) {
      const crashes = [how, how, how].map((how) => pool.applyAsync(targets.crash, how));
      const others = pool.map(targets.double, range(40), { chunk: 1 });
      for (const crash of crashes) {
        await assertRejects(
          () => crash.get(LIMIT),
          Error,
          "Cannot finish crash: its worker has ended",
        );
      }
      assertEquals(await others, range(40).map((value) => 2 * value));
    }
  });

  Deno.test(`\`Pool.terminate()\` of the kind "${kind}" fails what is not done`, async () => {
    const pool = new Pool({ size: 2, kind });
    const results = range(5).map(() => pool.applyAsync(targets.hang));
    await pool.terminate();
    await pool.terminate();
    for (const result of results) {
      await assertRejects(() => result.get(LIMIT), DOMException, "its pool was terminated");
    }
    await assertRejects(() => pool.apply(targets.double, 1), TypeError, "it is terminated");
    await pool.join(LIMIT);
    assertEquals(pool.pids, []);
  });
}

Deno.test("`Pool` does as many tasks at a time as it has workers, and passes locks on", async () => {
  await using pool = new Pool({ size: 3 });
  const [state, mutex] = [words(2), new Mutex()];
  const lock = mutex.lock();
  const results = range(5).map(() => pool.applyAsync(targets.meet, state, mutex));
  await eventually("three tasks run", () => state[0] === 3);
  assertEquals(results.map((result) => result.ready), Array(5).fill(false));
  await assertRejects(() => results[4]!.get(1), DOMException, "1 ms have passed");
  lock.release();
  for (const result of results) await result.get(LIMIT);
  assertEquals([...state], [5, 5]);
});

Deno.test("`Pool.imap()` takes no more values in advance than it may", async () => {
  await using pool = new Pool({ size: 1 });
  let taken = 0;
  function* values(): Generator<number> {
    for (;;) yield taken++;
  }
  let given = 0;
  for await (const result of pool.imap(targets.double, values(), { lookAhead: 3 })) {
    assertEquals(result, 2 * given++);
    assert(taken - given <= 3, `${taken} taken, ${given} given`);
    if (given === 10) break;
  }
});

Deno.test("`Pool.close()` lets what was handed in be done", async () => {
  await using pool = new Pool({ size: 2 });
  await assertRejects(() => pool.join(), TypeError, "it is open");
  const results = range(10).map((value) => pool.applyAsync(targets.doubleLater, value));
  pool.close();
  pool.close();
  await assertRejects(() => pool.map(targets.double, [1]), TypeError, "it is closed");
  await pool.join(LIMIT);
  assert(results.every((result) => result.successful));
});

Deno.test("`Pool` without a task starts no worker", async () => {
  const pool = new Pool();
  assertEquals(pool.pids, []);
  pool.close();
  await pool.join(LIMIT);
});

Deno.test("`Pool` refuses sizes that are none", async () => {
  for (const size of [0, -1, 1.5, NaN, 1025]) {
    assertThrows(() => new Pool({ size }), RangeError, `the current value is ${size}`);
  }
  await using pool = new Pool({ size: 1 });
  await assertRejects(() => pool.map(targets.double, [1], { chunk: 0 }), RangeError, "value is 0");
  const imap = pool.imap(targets.double, [1], { lookAhead: 0 });
  await assertRejects(() => imap.next(), RangeError, "value is 0");
});

Deno.test("`Pool` gives a task that nobody began to a new worker", async () => {
  await using pool = new Pool({ size: 1, kind: "process" });
  for (let count = 0; count < 10; count++) {
    assertEquals(await pool.apply(targets.double, count), 2 * count);
    const [pid] = pool.pids;
    assert(pid !== undefined);
    Deno.kill(pid, "SIGKILL");
    // The pool cannot know yet that its worker is gone.
    assertEquals(pool.pids, [pid]);
    assertEquals(await pool.apply(targets.double, count), 2 * count);
    assertNotEquals(pool.pids, [pid]);
  }
});
