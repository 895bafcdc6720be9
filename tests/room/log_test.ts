import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeEntry, type Entry, type Happening, MemoryLog } from "../../src/room/mod.ts";
import { anyHappening } from "../support/happenings.ts";

const AMPLE = { entries: 1000, bytes: 2 ** 20 };

const said = (text: string): Happening => ({ kind: "say", name: "bob", text });

/** The bytes [from, to) of a log. */
function copied(log: MemoryLog, from: number, to: number): Uint8Array {
  const target = new Uint8Array(to - from);
  log.copy(from, to, target, 0);
  return target;
}

Deno.test("`MemoryLog` is empty at first", () => {
  const log = new MemoryLog(AMPLE);
  assertEquals([log.first, log.next, log.firstByte, log.endByte], [0, 0, 0, 0]);
  assertEquals([log.at(0), log.at(-1), log.at(1)], [undefined, undefined, undefined]);
  assertEquals([log.byteAt(0), log.timeBefore(0)], [0, 0]);
  log.copy(0, 0, new Uint8Array(0), 0);
});

Deno.test("`MemoryLog.append()` numbers the entries from 0 and keeps the time, rounded", () => {
  const log = new MemoryLog(AMPLE);
  const bob = { kind: "enter", name: "bob" } as const;
  assertEquals(log.append(bob, 999.5), { index: 0, at: 1000, ...bob });
  assertEquals(log.append(said("hi"), 900.4), { index: 1, at: 900, ...said("hi") });
  assertEquals(log.append(said("ho"), -0.2).at, 0);
  assertEquals([0, 1, 2, 3].map((index) => log.timeBefore(index)), [0, 1000, 900, 0]);
  assertEquals([0, 1, 2].map((index) => log.at(index)?.at), [1000, 900, 0]);
});

Deno.test("`MemoryLog.append()` refuses a time that no Date can hold, and changes nothing", () => {
  const log = new MemoryLog(AMPLE);
  log.append(said("hi"), 5);
  for (const now of [NaN, Infinity, -Infinity, 8.64e15 + 2]) {
    assertThrows(() => log.append(said("ho"), now), RangeError, `the time is ${now}`);
  }
  assertEquals([log.next, log.timeBefore(1), log.endByte], [1, 5, log.byteAt(1)]);
  assertEquals(log.append(said("ho"), 8.64e15).at, 8.64e15);
});

Deno.test("`MemoryLog.append()` refuses an entry longer than the log, and drops nothing for it", () => {
  const length = encodeEntry(said("hello"), 1).length;
  const log = new MemoryLog({ entries: 10, bytes: length });
  const entry = log.append(said("hello"), 1);
  assertThrows(() => log.append(said("hello!"), 2), RangeError, `the log keeps ${length}`);
  assertStrictEquals(log.at(0), entry);
  assertEquals([log.first, log.next, log.firstByte, log.endByte], [0, 1, 0, length]);
});

Deno.test("`MemoryLog` refuses limits that are not positive integers", () => {
  for (const limit of [0, -1, 1.5, NaN, Infinity]) {
    for (const limits of [{ entries: limit, bytes: 9 }, { entries: 9, bytes: limit }]) {
      assertThrows(() => new MemoryLog(limits), RangeError, "Cannot make a log");
    }
  }
});

Deno.test("`MemoryLog.byteAt()`, `timeBefore()` and `copy()` refuse what is not there", () => {
  const log = new MemoryLog({ entries: 2, bytes: 1000 });
  for (let at = 0; at < 4; at++) log.append(said("hi"), at);
  for (const index of [-1, 0, 1, 2.5, 5, NaN]) {
    assertThrows(() => log.byteAt(index), RangeError, "what is there is [2, 4)");
    assertThrows(() => log.timeBefore(index), RangeError, "what is there is [2, 4)");
  }
  const { firstByte, endByte } = log;
  const target = new Uint8Array(1000);
  const ranges = [
    [firstByte - 1, endByte],
    [firstByte, endByte + 1],
    [firstByte + 1, firstByte],
    [endByte + 1, endByte + 1],
    [NaN, endByte],
    [firstByte, NaN],
  ] as const;
  for (const [from, to] of ranges) {
    const there = `Cannot copy [${from}, ${to}): what is there is [${firstByte}, ${endByte})`;
    assertThrows(() => log.copy(from, to, target, 0), RangeError, there);
  }
  assertThrows(() => log.copy(firstByte, endByte, new Uint8Array(3), 0), RangeError);
});

// ---- A model of the log: every entry and every byte that there ever was, in plain arrays.

class Model {
  readonly entries: Entry[] = [];
  readonly bytes: number[] = [];
  /** Where each entry begins, and where the next one will. */
  readonly starts = [0];
  first = 0;

  constructor(readonly limits: { readonly entries: number; readonly bytes: number }) {}

  append(happening: Happening, at: number): void {
    const line = encodeEntry(happening, at - (this.entries.at(-1)?.at ?? 0));
    this.bytes.push(...new TextEncoder().encode(line));
    this.entries.push({ ...happening, index: this.entries.length, at });
    this.starts.push(this.bytes.length);
    while (
      this.entries.length - this.first > this.limits.entries ||
      this.bytes.length - this.start(this.first) > this.limits.bytes
    ) this.first++;
  }

  start(index: number): number {
    return this.starts[index] ?? NaN;
  }
}

function compare(log: MemoryLog, model: Model): void {
  const { first, entries, bytes } = model;
  const next = entries.length;
  assertEquals([log.first, log.next], [first, next]);
  assertEquals([log.firstByte, log.endByte], [model.start(first), bytes.length]);
  for (const index of [-1, first - 1, first + 0.5, next]) assertEquals(log.at(index), undefined);
  for (let index = first; index <= next; index++) {
    assertEquals(log.at(index), entries[index]);
    assertEquals(log.byteAt(index), model.start(index));
    assertEquals(log.timeBefore(index), entries[index - 1]?.at ?? 0);
  }
  const kept = copied(log, log.firstByte, log.endByte);
  assertEquals([...kept], bytes.slice(model.start(first)));
}

Deno.test("`MemoryLog` does what a simple model of it does: the newest entries and their bytes", () => {
  const limits = fc.record({
    entries: fc.integer({ min: 1, max: 40 }),
    bytes: fc.integer({ min: 400, max: 1200 }),
  });
  const story = fc.array(fc.tuple(anyHappening(20), fc.integer({ min: -50, max: 500 })), {
    maxLength: 40,
    size: "max",
  });
  let [byEntries, byBytes] = [0, 0];
  fc.assert(
    fc.property(limits, story, (limits, story) => {
      const log = new MemoryLog(limits);
      const model = new Model(limits);
      let now = 1e12;
      for (const [happening, step] of story) {
        now += step;
        const entry = log.append(happening, now);
        model.append(happening, now);
        assertEquals(entry, model.entries.at(-1));
      }
      compare(log, model);
      const count = log.next - log.first;
      if (count === limits.entries && log.first > 0) byEntries++;
      if (count < limits.entries && log.first > 0) byBytes++;
    }),
    { numRuns: 300 },
  );
  assert(byEntries > 10 && byBytes > 10, `full of entries ${byEntries}, of bytes ${byBytes}`);
});

Deno.test("`MemoryLog` keeps every byte in its place as it grows, and when it is full", () => {
  for (const limits of [{ entries: 5000, bytes: 50_001 }, { entries: 1500, bytes: 2 ** 20 }]) {
    const log = new MemoryLog(limits);
    const model = new Model(limits);
    for (let count = 0; count < 6000; count++) {
      const happening = said("汉x".repeat(count % 7));
      log.append(happening, count);
      model.append(happening, count);
      if (count % 487 === 0) compare(log, model);
    }
    assert(log.first > 0);
    compare(log, model);
  }
});

Deno.test("`MemoryLog.copy()` copies any part, across the ring's end too, and touches nothing else", () => {
  const limits = { entries: 1000, bytes: 1500 };
  const log = new MemoryLog(limits);
  const model = new Model(limits);
  for (let count = 0; count < 200; count++) {
    log.append(said(`${count}`.repeat(count % 5)), count);
    model.append(said(`${count}`.repeat(count % 5)), count);
  }
  const { firstByte, endByte } = log;
  // The ring has as many bytes as its limit, and offset 0 is at its begin.
  const wrap = endByte - endByte % limits.bytes;
  assert(firstByte < wrap && wrap < endByte, "the bytes do not lie across the ring's end");
  const offset = fc.oneof(
    fc.integer({ min: firstByte, max: endByte }),
    fc.integer({ min: wrap - 3, max: wrap + 3 }),
  );
  fc.assert(
    fc.property(offset, offset, fc.nat({ max: 9 }), (one, other, at) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const target = new Uint8Array(at + to - from + 5).fill(255);
      log.copy(from, to, target, at);
      const untouched = (length: number) => new Array(length).fill(255);
      const expected = [...untouched(at), ...model.bytes.slice(from, to), ...untouched(5)];
      assertEquals([...target], expected);
    }),
    { numRuns: 300 },
  );
});
