import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { layOutRegion, rowsAboveCursor, widthOf } from "../../src/terminal/mod.ts";
import { makeVisible } from "../../src/base/mod.ts";
import { nastyText } from "../support/texts.ts";

/** The region, whose cursor is where its row leads when that is written as far as it. */
function layOut(...args: Parameters<typeof layOutRegion>) {
  const { before, ...region } = layOutRegion(...args);
  assert(region.rows[region.row]?.startsWith(before), JSON.stringify(before));
  return region;
}

const content = { above: [], prompt: "Ada: ", text: "", cursor: 0 };

Deno.test("`layOutRegion()` fills rows and stands where the next character goes", () => {
  const text = "0123456789";
  assertEquals(layOut({ ...content, text, cursor: 3 }, 12, 5), {
    rows: ["Ada: 0123456", "     789"],
    row: 0,
    column: 8,
  });
  assertEquals(layOut({ ...content, text, cursor: 10 }, 15, 5), {
    rows: ["Ada: 0123456789", "     "],
    row: 1,
    column: 5,
  });
});

Deno.test("`layOutRegion()` takes no row's last column for half of a wide character", () => {
  const region = layOut({ ...content, text: "汉字汉字", cursor: 4 }, 12, 5);
  assertEquals(region, { rows: ["Ada: 汉字汉", "     字"], row: 1, column: 7 });
});

Deno.test("`layOutRegion()` shows the lines of a paste under each other", () => {
  const region = layOut({ ...content, text: "a\nb\x1b[2J", cursor: 2 }, 20, 5);
  assertEquals(region, { rows: ["Ada: a", "     b␛[2J"], row: 1, column: 5 });
});

Deno.test("`layOutRegion()` cuts what is too high: the rows above first, then what is far from the cursor", () => {
  const text = "1\n2\n3\n4";
  const above = ["old", "new"];
  const at = (cursor: number, height: number) =>
    layOut({ above, prompt: "", text, cursor }, 20, height);
  assertEquals(at(7, 5), { rows: ["new", "1", "2", "3", "4"], row: 4, column: 1 });
  assertEquals(at(7, 2), { rows: ["3", "4"], row: 1, column: 1 });
  assertEquals(at(0, 2), { rows: ["1", "2"], row: 0, column: 0 });
});

Deno.test("`layOutRegion()` cuts what is shown, not what was typed: a dropped character joins its neighbours", () => {
  const text = `\u{1f1e9}\u{1f1ea}\u2060${"\u{1f3fd}".repeat(6)}`;
  for (let cursor = 0; cursor <= text.length; cursor++) {
    const { rows, row, column } = layOut({ above: [], prompt: "", text, cursor }, 8, 9);
    for (const each of rows) assert(widthOf(each) <= 8, JSON.stringify(each));
    assert(row < rows.length && column < 8);
  }
});

Deno.test("`layOutRegion()` stays on the screen with its cursor, whatever is typed", () => {
  const size = fc.record({
    columns: fc.integer({ min: 8, max: 90 }),
    height: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(
      nastyText,
      nastyText,
      fc.nat(),
      size,
      (prompt, text, place, { columns, height }) => {
        const shown = `${makeVisible(prompt, " ")}: `;
        const cursor = text.length === 0 ? 0 : place % text.length;
        const region = layOutRegion(
          { above: ["one", "two"], prompt: shown, text, cursor },
          columns,
          height,
        );
        assert(region.rows.length <= height);
        assert(region.row >= 0 && region.row < region.rows.length);
        assert(region.column >= 0 && region.column < columns);
        for (const row of region.rows) assert(widthOf(row) <= columns, JSON.stringify(row));
        assert(!/[\p{Cc}\p{Bidi_Control}]/u.test(region.rows.join("")));
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("`rowsAboveCursor()` counts rows that a narrower terminal has folded", () => {
  const region = {
    rows: ["\x1b[2m" + "x".repeat(25) + "\x1b[22m", "y", "z".repeat(25)],
    row: 2,
    column: 22,
    before: "z".repeat(22),
  };
  assertEquals(rowsAboveCursor(region, 30), 2);
  assertEquals(rowsAboveCursor(region, 20), 4);
});
