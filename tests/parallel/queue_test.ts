import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ClosedError, Queue } from "../../src/parallel/mod.ts";
import { decode, encode } from "../../src/parallel/codec.ts";
import { nameOfError, together } from "../sync/support.ts";
import * as tasks from "./queue_tasks.ts";
import { SCALE } from "../support/scale.ts";

/** Checks that every parcel arrived once, and those of one producer in order at each consumer. */
function checkParcels(lists: tasks.Parcel[][], producers: number, count: number): void {
  const all = lists.flat().map(([producer, serial]) => producer * count + serial);
  const expected = Array.from({ length: producers * count }, (_, i) => i);
  assertEquals(all.toSorted((a, b) => a - b), expected);
  for (const list of lists) {
    const last = new Map<number, number>();
    for (const [producer, serial] of list) {
      assertEquals(serial > (last.get(producer) ?? -1), true);
      last.set(producer, serial);
    }
  }
}

Deno.test("`Queue` loses and doubles nothing between many producers and consumers", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    async (producers, consumers, capacity, anyhow) => {
      const queue = new Queue<tasks.Parcel>({ capacity, valueBytes: 32 });
      const count = (anyhow ? 30 : 200) * SCALE;
      const all = anyhow
        ? together(producers, tasks.HERE, tasks.produceAnyhow, queue, count)
        : together(producers, tasks.HERE, tasks.produce, queue, count);
      const got = anyhow
        ? together(consumers, tasks.HERE, tasks.consumeAnyhow, queue)
        : together(consumers, tasks.HERE, tasks.consume, queue);
      await all;
      queue.close();
      checkParcels(await got, producers, count);
    },
  );
  await fc.assert(property, { numRuns: 6 * SCALE, endOnFailure: true });
});

Deno.test("`Queue` behaves as a list of limited length", async () => {
  const command = fc.oneof(
    fc.record({ put: fc.anything({ withBigInt: true, withDate: true, withMap: true }) }),
    fc.constant("get" as const),
  );
  const property = fc.asyncProperty(
    fc.array(command, { maxLength: 60 }),
    fc.integer({ min: 1, max: 9 }),
    async (commands, capacity) => {
      const queue = new Queue<unknown>({ capacity, valueBytes: 10_000 });
      const list: unknown[] = [];
      for (const command of commands) {
        if (command === "get") {
          const expected = list.length > 0
            ? { status: "ok", value: list.shift() }
            : { status: "empty" };
          assertEquals(queue.tryGet(), expected as ReturnType<typeof queue.tryGet>);
        } else {
          const copy = structuredClone(command.put);
          assertEquals(queue.tryPut(command.put), list.length < capacity ? "ok" : "full");
          if (list.length < capacity) list.push(copy);
        }
        assertEquals(queue.size, list.length);
      }
      queue.close();
      assertEquals(queue.tryPut(0), "closed");
      const rest: unknown[] = [];
      for await (const value of queue) rest.push(value);
      assertEquals([rest, queue.tryGet()], [list, { status: "closed" }]);
    },
  );
  await fc.assert(property, { numRuns: 50 * SCALE });
});

Deno.test("`Queue.put()` and `get()` keep their limits", async () => {
  const queue = new Queue<number>({ capacity: 1 });
  assertEquals(await nameOfError(() => queue.get(1)), "TimeoutError");
  assertEquals(await nameOfError(() => queue.getAsync(1)), "TimeoutError");
  assertEquals(
    await nameOfError(() => queue.getAsync(AbortSignal.abort(new TypeError()))),
    "TypeError",
  );
  queue.put(1);
  assertEquals(await nameOfError(() => queue.put(2, 1)), "TimeoutError");
  assertEquals(await nameOfError(() => queue.putAsync(2, 1)), "TimeoutError");
  const leaving = new AbortController();
  const put = nameOfError(() => queue.putAsync(2, leaving.signal));
  leaving.abort(new RangeError("leaves"));
  assertEquals(await put, "RangeError");
  assertEquals([queue.size, queue.get(0)], [1, 1]);
});

Deno.test("`Queue.close()` wakes everyone who waits", async () => {
  const full = new Queue<number>({ capacity: 1 });
  full.put(1);
  const empty = new Queue<number>();
  const waits = [full.putAsync(2), full.putAsync(3), empty.getAsync(), empty.getAsync()];
  full.close();
  empty.close();
  for (const wait of waits) await assertRejects(() => wait, ClosedError);
  assertThrows(() => full.put(4), ClosedError, "the queue is closed");
  assertEquals([...full, full.closed], [1, true]);
});

Deno.test("`Queue` refuses values that are too large or cannot be cloned", () => {
  const queue = new Queue<unknown>({ valueBytes: 100 });
  assertThrows(() => queue.put("x".repeat(100)), RangeError, "Cannot put a value of 101 bytes");
  assertThrows(() => queue.tryPut(() => 1), TypeError, "could not be cloned");
  assertThrows(() => queue.put(new SharedArrayBuffer(8)), TypeError, "could not be cloned");
  queue.put("x".repeat(99));
  assertEquals(queue.size, 1);
});

Deno.test("`Queue` refuses sizes that are none", () => {
  for (const size of [0, -1, 1.5, NaN, 2 ** 30]) {
    assertThrows(() => new Queue({ capacity: size }), RangeError, `the current value is ${size}`);
    assertThrows(() => new Queue({ valueBytes: size }), RangeError, `the current value is ${size}`);
  }
});

Deno.test("`Queue` counts on after its positions have run out", () => {
  const queue = new Queue<number>({ capacity: 3 });
  const { words } = queue.handle;
  // As after 2^31 - 2 values, in a ring of four slots of 2 + 256 words, after 4 + 4 words.
  const position = 2 ** 31 - 2;
  words[4] = (position * 2) | 0;
  words[5] = position;
  [0, 1, position, position + 1].forEach((turn, slot) => words[8 + slot * 258] = turn | 0);
  for (let i = 0; i < 12; i++) {
    for (let j = 0; j < 3; j++) assertEquals(queue.tryPut(i + j), "ok");
    assertEquals([queue.tryPut(9), queue.size], ["full", 3]);
    for (let j = 0; j < 3; j++) assertEquals(queue.tryGet(), { status: "ok", value: i + j });
    assertEquals(queue.tryGet(), { status: "empty" });
  }
});

Deno.test("`encode()` and `decode()` give back what structured clone would", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withUnicodeString: true,
  });
  fc.assert(
    fc.property(anything, (value) => assertEquals(decode(encode(value)), structuredClone(value))),
    { numRuns: 150 * SCALE },
  );
  const odd = ["\ufeffa", "\ud800", -0, NaN, undefined, [, 1], [undefined], { a: undefined }, {
    a: -0,
  }];
  for (const value of odd) assertEquals(decode(encode(value)), value);
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const copy = decode(encode(circle)) as typeof circle;
  assertEquals(copy.self, copy);
});
