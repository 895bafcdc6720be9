import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  isBefore,
  lastPage,
  type Layout,
  moveBy,
  onPage,
  pageWith,
  type Position,
  rowsBetween,
  START,
} from "../../src/terminal/mod.ts";

const layoutOf = (heights: readonly number[]): Layout => ({
  count: heights.length,
  height: (index) => heights[index]!,
});

/** The number of a row, counted from the first one of all. */
function numberOf(heights: readonly number[], { passage, row }: Position): number {
  return heights.slice(0, passage).reduce((sum, height) => sum + height, 0) + row;
}

const heights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 });
const somewhere = heights.chain((heights) =>
  fc.nat(heights.length - 1).chain((passage) =>
    fc.nat(heights[passage]! - 1).map((row) => ({ heights, position: { passage, row } }))
  )
);

Deno.test("`moveBy()` goes over passages row by row, and not beyond the first or the last", () => {
  const layout = layoutOf([2, 3, 1]);
  assertEquals(moveBy(layout, START, 3), { passage: 1, row: 1 });
  assertEquals(moveBy(layout, { passage: 1, row: 1 }, -2), { passage: 0, row: 1 });
  assertEquals(moveBy(layout, START, 99), { passage: 2, row: 0 });
  assertEquals(moveBy(layout, { passage: 2, row: 0 }, -99), START);
  assertEquals(moveBy(layoutOf([]), { passage: 3, row: 1 }, -1), START);
});

Deno.test("`moveBy()` goes as far as it is told, and `rowsBetween()` counts that, in any passages", () => {
  fc.assert(
    fc.property(somewhere, fc.integer({ min: -99, max: 99 }), ({ heights, position }, rows) => {
      const layout = layoutOf(heights);
      const total = heights.reduce((sum, height) => sum + height, 0);
      const to = moveBy(layout, position, rows);
      const expected = Math.max(0, Math.min(total - 1, numberOf(heights, position) + rows));
      assertEquals(numberOf(heights, to), expected);
      const [earlier, later] = rows < 0 ? [to, position] : [position, to];
      const distance = numberOf(heights, later) - numberOf(heights, earlier);
      assertEquals(rowsBetween(layout, earlier, later), distance);
      assertEquals(isBefore(earlier, later), distance > 0);
    }),
  );
});

Deno.test("`lastPage()`, `onPage()` and `pageWith()` begin full pages, which have what is asked for", () => {
  const height = fc.integer({ min: 1, max: 40 });
  fc.assert(fc.property(somewhere, height, ({ heights, position }, height) => {
    const layout = layoutOf(heights);
    const total = heights.reduce((sum, height) => sum + height, 0);
    const last = numberOf(heights, lastPage(layout, height));
    assertEquals(last, Math.max(0, total - height));
    const on = numberOf(heights, onPage(layout, position, height));
    assertEquals(on, Math.min(last, numberOf(heights, position)));
    const top = numberOf(heights, pageWith(layout, position.passage, height));
    const row = numberOf(heights, { passage: position.passage, row: 0 });
    assert(top <= row && row < top + height, `${top} ${row}`);
  }));
});
