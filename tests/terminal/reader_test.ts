import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stripAnsiCode } from "@std/fmt/colors";
import { Reader, type ReaderOutcome, widthOf } from "../../src/terminal/mod.ts";
import { FakeBook } from "../support/fake_book.ts";
import { inputsOf } from "../support/keys.ts";

const [UP, DOWN, PAGE_UP, PAGE_DOWN] = ["\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~"];
const [HOME, END, CTRL_R] = ["\x1b[H", "\x1b[F", "\x12"];

function read(count: number, { from = 0, columns = 20, rows = 6 } = {}) {
  const book = new FakeBook(Array.from({ length: count }, (_, index) => `line ${index}`), from);
  const size = { columns, rows };
  const reader = new Reader(book, { size: () => size, changed: () => {} });
  /** Presses keys. Returns what the last one came to. */
  const press = (keys: string) => {
    let outcome: ReaderOutcome | undefined;
    for (const input of inputsOf(keys)) {
      outcome = input.kind === "paste" ? reader.paste(input.text) : reader.press(input.key);
    }
    return outcome;
  };
  const shown = () => reader.layOut().rows.map(stripAnsiCode);
  return { book, reader, press, shown, size };
}

Deno.test("`Reader` goes up and down by pages that share a row, and leaves at the end", () => {
  const { reader, press, shown } = read(30);
  reader.pageUp();
  assertEquals(shown(), ["line 21", "line 22", "line 23", "line 24", "line 25", "reading"]);
  press(PAGE_UP);
  assertEquals(shown()[0], "line 17");
  press(UP);
  assertEquals(shown()[0], "line 16");
  press(DOWN + " ");
  assertEquals(shown()[0], "line 21");
  assertEquals(press(PAGE_DOWN), "leave");
});

Deno.test("`Reader` loads what is earlier when the top is near, and goes on up with it", async () => {
  const { book, reader, press, shown } = read(50, { from: 40 });
  reader.pageUp();
  assertEquals(shown().slice(0, 2), ["line 41", "line 42"]);
  assertEquals(shown().at(-1), "loading");
  press(PAGE_UP);
  assertEquals(shown()[0], "line 40");
  await book.release();
  // It was a page up, of which there was one row.
  assertEquals(shown()[0], "line 37");
  assertEquals(shown().at(-1), "reading");
  for (let page = 0; page < 20; page++) {
    press(PAGE_UP);
    await book.release();
  }
  assertEquals(shown(), ["line 0", "line 1", "line 2", "line 3", "line 4", "start"]);
});

Deno.test("`Reader` goes to the beginning, and back through what lies between", async () => {
  const { book, press, shown } = read(60, { from: 50 });
  press(HOME);
  await book.release();
  assertEquals([shown()[0], shown().at(-1)], ["line 0", "start"]);
  const seen = new Set<string>();
  for (let step = 0; step < 30; step++) {
    for (const row of shown()) seen.add(row);
    if (press(PAGE_DOWN) === "leave") break;
    await book.release();
  }
  for (let index = 0; index < 55; index++) assert(seen.has(`line ${index}`), `line ${index}`);
});

Deno.test("`Reader` searches back from the page, and on to the next older one", async () => {
  const { book, press, shown } = read(60, { from: 30 });
  press(`${CTRL_R}line 4`);
  assertEquals(shown().at(-1), "asked: line 4");
  press("\r");
  assertEquals(shown().at(-1), "under-way: line 4");
  await book.release();
  assertEquals(shown(), ["line 48", ">line 49", "line 50", "line 51", "line 52", "found: line 4"]);
  press(CTRL_R);
  await book.release();
  assertEquals(shown()[1], ">line 48");
  for (let step = 0; step < 9; step++) {
    press(CTRL_R);
    await book.release();
  }
  assert(shown().includes(">line 4"), shown().join("\n"));
  press(CTRL_R);
  await book.release();
  assertEquals(shown().at(-1), "nothing: line 4");
  assertEquals(press(PAGE_UP), "stay");
  assertEquals(shown().at(-1), "loading");
});

Deno.test("`Reader` takes the text of before where none is typed, and keeps a hit on the page at any size", async () => {
  const { book, press, shown, size } = read(60);
  press(`${CTRL_R}line 22\r`);
  await book.release();
  press(`${UP}${CTRL_R}${CTRL_R}`);
  await book.release();
  assertEquals(book.searches, ["line 22", "line 22"]);
  for (const [columns, rows] of [[8, 3], [8, 12], [40, 4], [20, 2]] as const) {
    Object.assign(size, { columns, rows });
    assert(shown().includes(">line 22"), `${columns}x${rows}\n${shown().join("\n")}`);
    assertEquals(shown().length, rows);
  }
});

Deno.test("`Reader` leaves at what is no key of its own, and passes on what is typed", () => {
  const cases = [
    [END, "leave"],
    ["\x03", "leave"],
    ["\x04", "leave"],
    ["\x1a", "leave"],
    ["\r", "leave"],
    ["汉", "pass"],
    ["\x1b[200~a paste\x1b[201~", "pass"],
    ["\t", "stay"],
    ["\x0c", "stay"],
    [`${CTRL_R}a q`, "stay"],
    [`${CTRL_R}\x1b[200~a\npaste\x1b[201~`, "stay"],
    [`${CTRL_R}\r`, "stay"],
    [`${CTRL_R}\x03`, "leave"],
  ] as const;
  for (const [keys, outcome] of cases) {
    const { reader, press } = read(30);
    reader.pageUp();
    assertEquals(press(keys), outcome, JSON.stringify(keys));
  }
});

Deno.test("`Reader` does nothing with what comes after it was closed", async () => {
  const { book, reader, press, shown } = read(50, { from: 40 });
  press(PAGE_UP + PAGE_UP);
  const before = shown();
  reader.close();
  await book.release();
  assertEquals(shown().slice(0, -1), before.slice(0, -1));
});

Deno.test("`Reader` fills the screen and nothing else, whatever is pressed at whatever size", async () => {
  const key = fc.oneof(
    fc.constantFrom(UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, CTRL_R, "\r", "3", "字", "\x0c", "\x7f"),
    fc.record({ columns: fc.integer({ min: 8, max: 60 }), rows: fc.integer({ min: 1, max: 12 }) }),
    fc.constant("release"),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(50), fc.nat(50), fc.array(key), async (count, from, keys) => {
      const { book, press, shown, size } = read(count, { from: Math.min(count, from) });
      for (const key of keys) {
        if (key === "release") await book.release();
        else if (typeof key === "string") press(key);
        else Object.assign(size, key);
        const rows = shown();
        assertEquals(rows.length, size.rows);
        for (const row of rows) assert(widthOf(row) <= size.columns, row);
      }
    }),
    { numRuns: 200 },
  );
});
