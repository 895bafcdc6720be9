import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { type Fault, RoomFile, type Row, StoreError } from "../../src/store/mod.ts";
import { Folder } from "../support/folder.ts";
import { entryRow, entryRows, hiddenRow, makeTea, TEA, teaPath } from "../support/room_rows.ts";

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
const numbers = (rows: Iterable<Row>) => [...rows].map(({ number }) => number);
const entries = (rows: Iterable<Row>) => [...rows].map(({ entry }) => entry);

/** Changes a room's file behind its back. */
function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** Any text: half a surrogate pair, NUL, line breaks and all. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);

/** Records that follow upon each other, of which members see some. */
const anyRows = fc.array(
  fc.record({
    isEntry: fc.boolean(),
    at: fc.integer({ min: 0, max: 8.64e15 }),
    kind: fc.constantFrom("say", "enter", "ban"),
    fields: fc.dictionary(
      fc.oneof(fc.constantFrom("name", "text", "by"), fc.string({ minLength: 1, maxLength: 5 })),
      fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null), fc.array(anyText)),
      { maxKeys: 4, noNullPrototype: true },
    ).filter((fields) => !Object.hasOwn(fields, "__proto__")),
    request: fc.option(
      fc.record({ member: fc.string({ unit: "grapheme-ascii" }), number: fc.nat() }),
      {
        nil: undefined,
      },
    ),
  }),
  { maxLength: 20 },
).map((made) => {
  let entry = 0;
  return made.map(({ isEntry, request, ...row }, index): Row => ({
    ...row,
    number: index + 1,
    entry: isEntry ? entry++ : undefined,
    ...(request === undefined ? {} : { request }),
  }));
});

Deno.test("`RoomFile.append()` keeps records of any text, and `records()` gives them back after it was closed", async () => {
  await using folder = await Folder.make();
  let count = 0;
  fc.assert(
    fc.property(anyRows, fc.nat(20), (rows, cut) => {
      const path = `${folder.path}/${count++}.db`;
      {
        using file = RoomFile.open(path, TEA);
        file.append(rows.slice(0, cut));
        file.append(rows.slice(cut));
        assertEquals([...file.records(0)], rows);
      }
      using file = RoomFile.read(path);
      assertEquals([...file.records(0)], rows);
      assertEquals([...file.records(cut)], rows.slice(cut));
      const shown = rows.filter(({ entry }) => entry !== undefined);
      assertEquals(file.last, rows.length);
      assertEquals([file.firstEntry, file.nextEntry], [0, shown.length]);
      assertEquals([...file.entries({ from: 1, to: 4 })], shown.slice(1, 4));
      assertEquals([...file.entries({ from: 0, to: Infinity })], shown);
      assertEquals(file.newestEntries(3), shown.slice(-3));
      assertEquals(file.verify(), []);
    }),
    { numRuns: 60 },
  );
});

Deno.test("`RoomFile.open()` makes a private file, and finds the room in it that it was made for", async () => {
  await using folder = await Folder.make();
  {
    using file = makeTea(folder);
    assertEquals([file.id, file.name, file.last, file.nextEntry], [TEA.id, "Tea", 0, 0]);
    file.append([entryRow(0)]);
    for await (const { name } of Deno.readDir(folder.path)) {
      assertEquals([name, modeOf(`${folder.path}/${name}`)], [name, 0o600]);
    }
  }
  await Deno.chmod(teaPath(folder), 0o644);
  using file = RoomFile.open(teaPath(folder), { id: "0", name: "Cake", now: 2 });
  assertEquals([file.id, file.name, file.last], [TEA.id, "Tea", 1]);
  assertEquals(modeOf(teaPath(folder)), 0o600);
  file.close();
  file.close();
  const names = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
  assertEquals(names.toSorted(), ["tea.db", "tea.db-lock"]);
});

Deno.test("`RoomFile` has rows that people can read with other programs", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  const request = { member: "ab12", number: 7 };
  file.append([
    hiddenRow(1),
    { ...entryRow(0, 2, { text: "a\0b", by: "Bob" }), request },
    entryRow(1, 3, { name: undefined, text: 5 }),
  ]);
  file.saveSnapshot(2, "{}");
  const database = new DatabaseSync(teaPath(folder), { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all().map((row) => Object.values(row));
  assertEquals(all("PRAGMA user_version"), [[1]]);
  assertEquals(all("PRAGMA journal_mode"), [["wal"]]);
  assertEquals(all("SELECT * FROM room ORDER BY key"), [
    ["id", TEA.id],
    ["made", `${TEA.now}`],
    ["name", "Tea"],
  ]);
  const at = TEA.now;
  assertEquals(all("SELECT * FROM record"), [
    [1, null, 1, "seat", null, null, '{"key":"ab"}', null, null],
    [2, 0, at + 2, "say", "Ada", "a\ufffdb", '{"text":"a\\u0000b","by":"Bob"}', "ab12", 7],
    [3, 1, at + 3, "say", null, null, '{"text":5}', null, null],
  ]);
  assertEquals(all("SELECT * FROM snapshot"), [[2, "{}"]]);
  database.close();
});

Deno.test("`RoomFile.append()` refuses records that are not the next ones, and keeps none of them", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  file.append(entryRows(2));
  for (const row of [entryRow(1, 2), entryRow(3, 4), entryRow(3, 3), entryRow(1, 3)]) {
    assertThrows(() => file.append([row]), RangeError, "the next one is 3, of entry 2");
    assertThrows(() => file.append([entryRow(2), entryRow(3), row]), RangeError);
  }
  assertEquals(numbers(file.records(0)), [1, 2]);
  file.append([hiddenRow(3), entryRow(2, 4)]);
  assertEquals([file.last, file.nextEntry], [4, 3]);
});

Deno.test("`RoomFile.records()` gives many records page by page, and those that come meanwhile", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  file.append(entryRows(2000));
  const records = file.records(0);
  assertEquals(records.next().value?.number, 1);
  file.append([entryRow(2000)]);
  assertEquals([...records].at(-1)?.number, 2001);
  assertEquals(entries(file.entries({ from: 900, to: 2000 })).length, 1100);
});

Deno.test("`RoomFile.search()` finds what was said, newest first, in any case and width, Chinese too", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  const texts = ["Green TEA", "ｔｅａ time", "茶馆", "喝茶", "teapot", "a\0tea", "Te", "a"];
  file.append(texts.map((text, entry) => entryRow(entry, undefined, { text })));
  file.append([
    { ...entryRow(8), kind: "topic", fields: { text: "Tea" } },
    { ...entryRow(9), kind: "enter", fields: { name: "tea", text: "tea" } },
    { ...entryRow(10), kind: "act" },
    { ...entryRow(11), kind: "announce", fields: { text: "TEA!" } },
    { ...hiddenRow(13), kind: "say", fields: { text: "tea" } },
  ]);
  const search = (text: string, before = Infinity, limit = 20, from = 0) =>
    entries(file.search(text, { from, before, limit }));
  assertEquals(search("tea"), [11, 8, 5, 4, 1, 0]);
  assertEquals(search("ＴｅＡ"), [11, 8, 5, 4, 1, 0]);
  assertEquals(search("tea", 8, 2), [5, 4]);
  assertEquals(search("tea", 5, 20, 1), [4, 1]);
  assertEquals(search("茶"), [3, 2]);
  assertEquals(search("茶馆"), [2]);
  assertEquals(search("tea\nteapot"), []);
  assertEquals(search("a\0t"), [5]);
  assertEquals(search("%"), []);
  assertEquals(search("nothing"), []);
});

Deno.test("`RoomFile.search()` finds what a plain scan finds, whatever the texts", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  const fold = (text: string) => text.normalize("NFKC").toLowerCase();
  const letters = fc.string({ unit: fc.constantFrom(..."aAＡbﬁf i茶\n\u0301é"), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 30 }), letters, (texts, text) => {
      const before = file.nextEntry;
      file.append(texts.map((text, index) => entryRow(before + index, undefined, { text })));
      const expected = texts.flatMap((other, index) =>
        fold(other).includes(fold(text)) ? [before + index] : []
      );
      const found = file.search(text, { from: before, before: Infinity, limit: 100 });
      assertEquals(entries(found), expected.toReversed());
    }),
    { numRuns: 60 },
  );
  // Also across the blocks that texts are searched in.
  const all = entries(file.search("茶", { before: Infinity, limit: Infinity }));
  const scan = [...file.records(0)].filter(({ fields }) =>
    fold(`${fields["text"]}`).includes("茶")
  );
  assertEquals(all, entries(scan).toReversed());
});

Deno.test("`RoomFile.saveSnapshot()` keeps the newest state, of a record that there is", async () => {
  await using folder = await Folder.make();
  {
    using file = makeTea(folder);
    assertEquals(file.snapshot(), undefined);
    assertThrows(() => file.saveSnapshot(1, "{}"), RangeError);
    file.append(entryRows(5));
    file.saveSnapshot(3, "three");
    file.saveSnapshot(5, '{"茶":1}');
  }
  using file = makeTea(folder);
  assertEquals(file.snapshot(), { number: 5, state: '{"茶":1}' });
});

Deno.test("`RoomFile.drop()` forgets what the snapshot covers, and all else keeps its numbers", async () => {
  await using folder = await Folder.make();
  {
    using file = makeTea(folder);
    // Entries 0 to 3 are the records 2, 4, 6 and 8.
    file.append([0, 1, 2, 3].flatMap((entry) => [
      hiddenRow(2 * entry + 1),
      entryRow(entry, 2 * entry + 2),
    ]));
    file.drop(4);
    assertEquals(file.firstEntry, 0);
    file.saveSnapshot(5, "{}");
    file.drop(1);
    assertEquals(numbers(file.records(0)), [4, 5, 6, 7, 8]);
    assertEquals([file.firstEntry, file.nextEntry, file.last], [1, 4, 8]);
    file.drop(4);
    assertEquals(numbers(file.records(0)), [6, 7, 8]);
    assertEquals(file.verify(), []);
    file.saveSnapshot(8, "{}");
    file.drop(Infinity);
    assertEquals([...file.records(0)], []);
    assertEquals([file.firstEntry, file.nextEntry, file.last], [4, 4, 8]);
  }
  using file = makeTea(folder);
  assertEquals([file.firstEntry, file.nextEntry, file.last], [4, 4, 8]);
  file.drop(2);
  file.append([entryRow(4, 9)]);
  assertEquals([file.firstEntry, file.nextEntry, file.last], [4, 5, 9]);
  assertEquals(file.search("text", { before: Infinity, limit: 9 }), [entryRow(4, 9)]);
  assertEquals(file.verify(), []);
});

Deno.test("`RoomFile.verify()` tells each gap and each record that means nothing", async () => {
  await using folder = await Folder.make();
  const path = teaPath(folder);
  {
    using file = makeTea(folder);
    file.append(entryRows(2500));
  }
  change(
    path,
    "DELETE FROM record WHERE number = 2000; UPDATE record SET more = '[' WHERE number = 7",
  );
  change(path, "UPDATE record SET entry = NULL WHERE number = 9");
  using file = makeTea(folder);
  const faults: Fault[] = [
    { kind: "record", number: 7 },
    { kind: "entryGap", after: 7, next: 9 },
    { kind: "recordGap", after: 1999, next: 2001 },
    { kind: "entryGap", after: 1998, next: 2000 },
  ];
  assertEquals(file.verify(), faults);
  assertThrows(() => [...file.records(0)], StoreError, `Cannot use ${path}: record 7 is damaged`);
});

/** Opens a file as a server does, and as a reader does. */
const openers = (path: string) => [() => RoomFile.open(path, TEA), () => RoomFile.read(path)];

Deno.test("`RoomFile.open()` and `read()` tell in one line what is no room's file, and leave it as it is", async () => {
  await using folder = await Folder.make();
  const path = teaPath(folder);
  {
    using file = makeTea(folder);
    file.append(entryRows(500));
  }
  const whole = await Deno.readFile(path);
  const cases: [Uint8Array, string][] = [
    [new TextEncoder().encode("hello".repeat(1000)), "it is damaged; move it away to start anew"],
    [whole.subarray(0, whole.length / 2), "it is damaged; move it away to start anew"],
    [whole.subarray(0, 50), "it is damaged; move it away to start anew"],
  ];
  for (const [bytes, words] of cases) {
    await Deno.writeFile(path, bytes);
    for (const open of openers(path)) {
      const error = assertThrows(open, StoreError);
      assertEquals(error.message, `Cannot use ${path}: ${words}`);
    }
    assertEquals(await Deno.readFile(path), bytes);
  }
  await Deno.writeFile(path, whole);
  change(path, "PRAGMA user_version = 2");
  for (const open of openers(path)) {
    assertThrows(open, StoreError, `${path}: it is of version 2, and this program knows 1`);
  }
  const other = `${folder.path}/other.db`;
  change(other, "CREATE TABLE room (a)");
  const foreign = `Cannot use ${other}: it is a database, but not of a room`;
  for (const open of openers(other)) assertThrows(open, StoreError, foreign);
  change(other, "PRAGMA user_version = 1");
  for (const open of openers(other)) {
    assertThrows(open, StoreError, `Cannot use ${other}: it is damaged`);
  }
});

Deno.test("`RoomFile` says so where a file is damaged in its middle", async () => {
  await using folder = await Folder.make();
  const path = teaPath(folder);
  {
    using file = makeTea(folder);
    file.append(entryRows(2000));
  }
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.fill(7, bytes.length / 2, bytes.length / 2 + 20_000));
  using file = makeTea(folder);
  assertEquals(file.verify()[0]?.kind, "damage");
  const damaged = `Cannot use ${path}: it is damaged; move it away to start anew`;
  assertEquals(assertThrows(() => [...file.records(0)], StoreError).message, damaged);
  const search = () => file.search("nothing", { before: Infinity, limit: 1 });
  assertEquals(assertThrows(search, StoreError).message, damaged);
});

Deno.test("`RoomFile.open()` and `read()` tell what is missing, and what is no file", async () => {
  await using folder = await Folder.make();
  const nowhere = `${folder.path}/none/tea.db`;
  assertThrows(
    () => RoomFile.open(nowhere, TEA),
    StoreError,
    `Cannot use ${nowhere}: there is no folder ${folder.path}/none`,
  );
  assertThrows(() => RoomFile.read(nowhere), StoreError, `Cannot use ${nowhere}: No such file`);
  for (const open of openers(folder.path)) {
    assertThrows(open, StoreError, `Cannot use ${folder.path}: it is not a plain file`);
  }
  assertEquals((await Array.fromAsync(Deno.readDir(folder.path))).length, 0);
});

Deno.test("`RoomFile.open()` is for one at a time, also under another name; readers are let in", async () => {
  await using folder = await Folder.make();
  const [path, link] = [teaPath(folder), `${folder.path}/link`];
  using file = makeTea(folder);
  await Deno.symlink(path, link);
  for (const name of [path, link, path]) {
    const error = assertThrows(() => RoomFile.open(name, TEA), StoreError);
    assertEquals(error.message, `Cannot use ${name}: another server has it open`);
  }
  using reader = RoomFile.read(path);
  file.append(entryRows(2));
  assertEquals([reader.name, reader.last, reader.nextEntry], ["Tea", 2, 2]);
  assertThrows(
    () => reader.append([entryRow(2)]),
    StoreError,
    `Cannot use ${path}: it is read-only`,
  );
  file.close();
  using next = RoomFile.open(link, TEA);
  next.append([entryRow(2)]);
  assertEquals(reader.last, 3);
});

Deno.test("`RoomFile.append()` waits for somebody else who writes, though not for ever", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  const database = new DatabaseSync(teaPath(folder));
  database.exec("BEGIN IMMEDIATE");
  const words = `Cannot use ${teaPath(folder)}: another program is writing to it`;
  assertThrows(() => file.append([entryRow(0)]), StoreError, words);
  database.exec("ROLLBACK");
  file.append([entryRow(0)]);
  assert(file.last === 1);
  database.close();
});
