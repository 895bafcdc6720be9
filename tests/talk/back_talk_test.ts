// The talk read back: what was shown, and entries of the room's log in front of it.

import { assert, assertEquals } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import fc from "fast-check";
import { foldText } from "../../src/base/mod.ts";
import { RequestError } from "../../src/client/mod.ts";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import { type Archive, BackTalk, RecentPassages, ScreenView } from "../../src/talk/mod.ts";
import { TalkLines } from "../../src/talk/talk_line.ts";
import { withColors } from "../support/colors.ts";
import { FakeScreen } from "../support/fake_screen.ts";

const NOON = new Date(2026, 0, 31, 12, 0).getTime();
const DAY = 86_400_000;
const english = messagesIn("en");

const said = (index: number, text = `message ${index}`, name = "Bob"): Entry => ({
  ...{ index, at: NOON },
  kind: "say",
  name,
  text,
});

/** A room's log that gives parts of itself as a server does, at most `most` entries at a time. */
function archiveOf(log: readonly Entry[], { first = 0, most = Infinity } = {}): Archive {
  const part = (from: number, to: number) =>
    Promise.resolve({ entries: log.slice(from, to), from, first });
  return {
    history(count, before = log.length, around) {
      if (around !== undefined) {
        const from = Math.max(first, Math.min(around, log.length - 1) - Math.floor(count / 2));
        return part(from, Math.min(log.length, from + Math.min(count, 2 * most)));
      }
      const to = Math.max(first, Math.min(before, log.length));
      return part(Math.max(first, to - Math.min(count, most)), to);
    },
    search(text, before = Infinity) {
      const hits = log.filter((entry) =>
        entry.index >= first && entry.index < before && "text" in entry &&
        foldText(entry.text).includes(foldText(text))
      ).reverse();
      const entries = hits.slice(0, 2);
      return Promise.resolve({
        entries,
        next: hits.length > 2 ? entries.at(-1)?.index : undefined,
      });
    },
  };
}

function bookOf(
  log: readonly Entry[],
  shownFrom: number,
  options?: Parameters<typeof archiveOf>[1],
) {
  const lines = new TalkLines(english);
  const recent = new RecentPassages(english);
  const add = (entry: Entry) =>
    recent.add(lines.entry(entry, false), "text" in entry ? entry.text : "", entry.index);
  for (const entry of log.slice(shownFrom)) add(entry);
  const compose = (entry: Entry) =>
    "name" in entry && entry.name === "Eve" ? undefined : recent.passage(
      lines.entry(entry, false),
      "text" in entry ? entry.text : "",
      entry.index,
    );
  const book = new BackTalk({
    shown: recent.passages,
    archive: archiveOf(log, options),
    compose,
    messages: english,
    unread: () => 0,
  });
  const indexes = () => book.passages.map(({ index }) => index);
  return { book, indexes };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

Deno.test("`BackTalk.earlier()` puts entries of the room in front, until there are none", async () => {
  const log = range(0, 250).map((index) => said(index));
  const { book, indexes } = bookOf(log, 240, { first: 30 });
  assertEquals(indexes(), range(240, 250));
  assert(await book.earlier());
  assertEquals(indexes(), range(140, 250));
  assert(await book.earlier() && await book.earlier());
  assertEquals(indexes(), range(30, 250));
  assertEquals([await book.earlier(), book.isOpenEnded], [false, false]);
});

Deno.test("`BackTalk` begins with what the room has where nothing was shown", async () => {
  const { book, indexes } = bookOf([said(0), said(1)], 2);
  assertEquals(indexes(), []);
  assert(await book.earlier());
  assertEquals(indexes(), [0, 1]);
  assertEquals(await book.earlier(), false);
});

Deno.test("`BackTalk.begin()` goes to the first entries, and `later()` back to what was shown", async () => {
  const log = range(0, 500).map((index) => said(index));
  const { book, indexes } = bookOf(log, 490, { most: 7 });
  await book.begin();
  assertEquals([indexes()[0], book.isOpenEnded], [0, true]);
  while (book.isOpenEnded) assert(await book.later());
  assertEquals(indexes(), range(0, 500));
  assertEquals(await book.later(), false);
});

Deno.test("`BackTalk` keeps no more than it needs of a long log", async () => {
  const log = range(0, 12_000).map((index) => said(index));
  const { book, indexes } = bookOf(log, 11_990);
  while (await book.earlier()) assert(book.passages.length <= 10_010);
  assertEquals([indexes()[0], book.isOpenEnded], [0, true]);
  while (book.isOpenEnded) assert(await book.later() && book.passages.length <= 10_010);
  assertEquals(indexes(), range(indexes()[0]!, 12_000));
});

Deno.test("`BackTalk.find()` finds what is there, then what the room has, and not what ignored members say", async () => {
  const log = range(0, 900).map((index) => said(index));
  log[2] = said(2, "绿茶 ＴＥＡ");
  log[5] = said(5, "tea", "Eve");
  log[6] = said(6, "tea", "Eve");
  log[7] = said(7, "tea", "Eve");
  log[300] = said(300, "Tea");
  log[895] = said(895, "tea");
  const { book, indexes } = bookOf(log, 890);
  const first = await book.find("TEA", undefined);
  assertEquals([first?.index, indexes().length], [895, 10]);
  const second = await book.find("tea", first);
  assertEquals([second?.index, book.isOpenEnded], [300, true]);
  assert(second !== undefined && book.passages.includes(second));
  const third = await book.find("tea", second);
  assertEquals(third?.index, 2);
  assertEquals(await book.find("tea", third), undefined);
  while (book.isOpenEnded) await book.later();
  assertEquals(indexes(), range(0, 900).filter((index) => ![5, 6, 7].includes(index)));
});

Deno.test("`BackTalk` has entries in order and without a gap, whatever is asked of it", async () => {
  const step = fc.constantFrom("earlier", "later", "begin", "find 1", "find 42", "find 77");
  const limits = fc.record({ first: fc.nat(60), most: fc.integer({ min: 1, max: 300 }) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 60, max: 400 }), limits, fc.array(step), async (
      shownFrom,
      limits,
      steps,
    ) => {
      const log = range(0, 400).map((index) => said(index));
      const { book, indexes } = bookOf(log, shownFrom, limits);
      for (const step of steps) {
        if (step === "earlier") await book.earlier();
        else if (step === "later") await book.later();
        else if (step === "begin") await book.begin();
        else await book.find(step.slice(5), undefined);
        const all = indexes() as number[];
        if (all.length > 0) assertEquals(all, range(all[0]!, all[0]! + all.length));
        if (!book.isOpenEnded) assertEquals(all.at(-1) ?? 399, 399);
      }
    }),
  );
});

Deno.test("`BackTalk` keeps to what was shown where the room answers nothing", async () => {
  const refuse = () => Promise.reject(new RequestError("history", "classic"));
  const lines = new TalkLines(english);
  const recent = new RecentPassages(english);
  recent.add(lines.text("Bob: 茶", NOON), "Bob: 茶");
  const book = new BackTalk({
    shown: recent.passages,
    archive: { history: refuse, search: refuse },
    compose: () => undefined,
    messages: english,
    unread: () => 2,
  });
  assertEquals(await book.earlier(), false);
  await book.begin();
  assertEquals((await book.find("茶", undefined)) === recent.passages[0], true);
  assertEquals(await book.find("tea", undefined), undefined);
  assertEquals(
    book.describe({ isAtStart: true, isLoading: false }),
    "2 new · The beginning · Esc: back to the talk · PgUp, PgDn · Ctrl-R: search",
  );
});

Deno.test("`RecentPassages` keeps the newest lines, and fewer where they are long", () => {
  const lines = new TalkLines(english);
  for (const [length, least, most] of [[10, 1000, 2000], [50_000, 9, 21]] as const) {
    const recent = new RecentPassages(english);
    for (let index = 0; index < 5000; index++) {
      const text = "x".repeat(length);
      recent.add(lines.text(text, NOON), text, index);
      const { passages } = recent;
      assert(passages.length <= most && passages.length >= Math.min(index + 1, least));
      assertEquals(passages.at(-1)?.index, index);
    }
  }
});

Deno.test("`TalkPassage.render()` tells the day where it changes, and makes what was found stand out", () => {
  const lines = new TalkLines(english);
  const recent = new RecentPassages(english);
  const add = (text: string, at: number) =>
    recent.add(lines.entry({ index: 0, at, kind: "say", name: "Bob", text }, false), text, 0);
  add("one", NOON - DAY);
  add("two", NOON);
  add("喝绿茶 Ｔｅａ，好", NOON);
  const [one, two, three] = recent.passages;
  assert(one && two && three);
  const texts = (rows: string[]) =>
    rows.map(stripAnsiCode).map((row) => row.replace("day,", "day"));
  assertEquals(texts(one.render(40, undefined)), [
    "── Friday 30 January 2026 ──",
    "12:00 Bob: one",
  ]);
  assertEquals(texts(two.render(40, one)), ["── Saturday 31 January 2026 ──", "12:00 Bob: two"]);
  assertEquals(texts(three.render(40, two)), ["12:00 Bob: 喝绿茶 Ｔｅａ，好"]);
  withColors(true, () => {
    assert(three.render(40, two, "茶 tea")[0]?.includes("\x1b[7m茶 Ｔｅａ\x1b[27m，好"));
    assert(!three.render(40, two, "coffee")[0]?.includes("\x1b[7m"));
  });
});

Deno.test("`ScreenView` draws a line before the first message that came while nobody looked, once", () => {
  const screen = new FakeScreen(60);
  let now = NOON;
  const view = new ScreenView(screen, english, "never", () => now);
  view.sit("Ada");
  view.readFrom(archiveOf([]), () => false);
  const happen = (text: string, name = "Bob", at = now) =>
    view.entry({ index: 0, at, kind: "say", name, text }, false);
  const takeRows = () => screen.texts.splice(0, screen.rows.splice(0).length);
  const mark = "── New since you left off reading ──";
  screen.attend("away");
  happen("my own", "Ada");
  view.entry({ index: 1, at: now, kind: "enter", name: "Cid" }, false);
  happen("one");
  happen("two");
  const [, entered, ...rest] = takeRows();
  assertEquals([entered, ...rest], [
    "12:00 Cid entered the room",
    mark,
    "12:00 Bob: one",
    "12:00 Bob: two",
  ]);
  assert(screen.open().describe({ isAtStart: false, isLoading: false }).startsWith("2 new · "));
  screen.attend("back");
  happen("three");
  screen.attend("away");
  screen.attend("back");
  happen("four");
  assertEquals(takeRows(), ["12:00 Bob: three", "12:00 Bob: four"]);
  now += 60_000;
  screen.attend("resumed");
  happen("while it stood still", "Bob", now - 30_000);
  happen("after", "Bob", now);
  happen("late", "Bob", now - 1);
  assertEquals(takeRows(), [
    mark,
    "12:00 Bob: while it stood still",
    "12:01 Bob: after",
    "12:00 Bob: late",
  ]);
  screen.stoodStill = true;
  happen("before the signal", "Bob", now - 10);
  screen.attend("resumed");
  screen.stoodStill = false;
  happen("behind it", "Bob", now - 5);
  assertEquals(takeRows(), [mark, "12:00 Bob: before the signal", "12:00 Bob: behind it"]);
  view.whisper({ from: "Bob", to: "Ada", text: "psst", at: now }, false);
  const passages = screen.open().passages;
  assertEquals(passages.length, 12);
});
