import { assertEquals, assertThrows } from "@std/assert";
import { Ring } from "../../src/room/ring_buffer.ts";

const numberRing = (limit: number) => new Ring(limit, (length) => new Float64Array(length));

Deno.test("`Ring.push()` and `write()` refuse more than the limit, and change nothing", () => {
  for (const limit of [1, 2, 1023, 1024, 1025, 5000]) {
    const ring = numberRing(limit);
    assertThrows(() => ring.write(new Float64Array(limit + 1)), RangeError, `limit is ${limit}`);
    for (let count = 0; count < limit; count++) ring.push(count);
    assertThrows(() => ring.push(limit), RangeError, `limit is ${limit}`);
    assertThrows(() => ring.write(new Float64Array(1)), RangeError, `limit is ${limit}`);
    assertEquals([ring.start, ring.end], [0, limit]);
    ring.drop(1);
    ring.push(limit);
    assertEquals([ring.start, ring.end, ring.get(limit)], [1, limit + 1, limit]);
  }
});

Deno.test("`Ring.get()` knows every number by its offset, and none outside", () => {
  const ring = numberRing(1500);
  for (let count = 0; count < 10_000; count++) {
    if (ring.end - ring.start === ring.limit) ring.drop(ring.end - count % ring.limit);
    ring.push(count);
    for (const offset of [ring.start, Math.ceil((ring.start + count) / 2), count]) {
      assertEquals(ring.get(offset), offset);
    }
    for (const offset of [ring.start - 1, ring.end, count - 0.5, NaN]) {
      assertEquals(ring.get(offset), undefined);
    }
  }
});
