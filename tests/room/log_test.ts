import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Happening, MemoryLog } from "../../src/room/mod.ts";

const said = (text: string): Happening => ({ kind: "say", name: "bob", text });

Deno.test("`MemoryLog` is empty at first", () => {
  const log = new MemoryLog(3);
  assertEquals([log.first, log.next], [0, 0]);
  assertEquals([log.at(0), log.at(-1), log.at(1)], [undefined, undefined, undefined]);
});

Deno.test("`MemoryLog.append()` numbers the entries from 0 and keeps the time", () => {
  const log = new MemoryLog(3);
  assertEquals(log.append({ kind: "enter", name: "bob" }, 1000), {
    index: 0,
    at: 1000,
    kind: "enter",
    name: "bob",
  });
  assertEquals(log.append(said("hi"), 900), {
    index: 1,
    at: 900,
    kind: "say",
    name: "bob",
    text: "hi",
  });
});

Deno.test("`MemoryLog` keeps the newest entries, as many as its capacity", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat({ max: 40 }), (capacity, count) => {
      const log = new MemoryLog(capacity);
      for (let index = 0; index < count; index++) log.append(said(`${index}`), index);
      const first = Math.max(0, count - capacity);
      assertEquals([log.first, log.next], [first, count]);
      for (let index = -2; index < count + 2; index++) {
        const there = index >= first && index < count;
        const expected = there ? { index, at: index, ...said(`${index}`) } : undefined;
        assertEquals(log.at(index), expected);
      }
      assertEquals(log.at(first + 0.5), undefined);
    }),
  );
});

Deno.test("`MemoryLog` refuses a capacity that is not a positive integer", () => {
  for (const capacity of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => new MemoryLog(capacity), RangeError, "Cannot make a log");
  }
});
