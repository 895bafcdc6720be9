import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Ranges } from "../../src/link/ranges.ts";

const LIMIT = 60;
const bound = fc.nat(LIMIT);
const operation = fc.tuple(fc.constantFrom("add", "delete", "shift"), bound, bound);

/** The ranges of a set, the slow way. */
function rangesOf(set: ReadonlySet<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (let value = 0; value <= LIMIT; value++) {
    if (!set.has(value)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === value) last[1]++;
    else ranges.push([value, value + 1]);
  }
  return ranges;
}

Deno.test("`Ranges` holds what a set of numbers would, in the fewest ranges", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const [ranges, model] = [new Ranges(), new Set<number>()];
      for (const [kind, start, end] of operations) {
        if (kind === "add") {
          ranges.add(start, end);
          for (let value = start; value < end; value++) model.add(value);
        } else if (kind === "delete") {
          ranges.delete(start, end);
          for (let value = start; value < end; value++) model.delete(value);
        } else {
          const lowest = rangesOf(model)[0];
          assertEquals(ranges.shift(), lowest);
          for (let value = lowest?.[0] ?? 0; value < (lowest?.[1] ?? 0); value++) {
            model.delete(value);
          }
        }
        assertEquals(ranges.list, rangesOf(model));
        assertEquals(ranges.count, ranges.list.length);
      }
      for (let value = 0; value <= LIMIT; value++) {
        assertEquals(ranges.has(value), model.has(value));
      }
    }),
    { numRuns: 1000 },
  );
});
