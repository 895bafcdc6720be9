import { type Bell, clockTime, ScreenView } from "../../src/talk/mod.ts";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assert, assertEquals } from "@std/assert";
import { getColorEnabled, stripAnsiCode } from "@std/fmt/colors";
import fc from "fast-check";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry, Happening } from "../../src/room/mod.ts";
import { widthOf } from "../../src/terminal/mod.ts";
import { withColors } from "../support/colors.ts";
import { FakeScreen } from "../support/fake_screen.ts";
import { nastyText } from "../support/texts.ts";

/** Noon of a Saturday, wherever the test runs. */
const NOON = new Date(2026, 0, 31, 12, 0).getTime();
const DAY = 86_400_000;

let index = 0;
function entry(happening: Happening, at = NOON): Entry {
  return { index: index++, at, ...happening };
}
const said = (name: string, text: string, at = NOON) => entry({ kind: "say", name, text }, at);

function view(columns: number, { bell = "mention" as Bell, language = "en" as "en" | "zh" } = {}) {
  const screen = new FakeScreen(columns);
  const shown = new ScreenView(screen, messagesIn(language), bell, () => NOON);
  shown.sit("Ada");
  return { screen, shown };
}

Deno.test("`ScreenView.entry()` shows times, and each line of a text under the first", () => {
  const { screen, shown } = view(30);
  shown.entry(said("Bob", "a message that takes two rows"), false);
  shown.entry(said("Bob", "one\n12:00 Carl: two"), false);
  shown.entry(entry({ kind: "enter", name: "Dora" }), false);
  shown.entry(entry({ kind: "announce", text: "dinner" }), false);
  shown.notice("The connection is back");
  assertEquals(screen.texts, [
    "12:00 Bob: a message that",
    "           takes two rows",
    "12:00 Bob: one",
    "           12:00 Carl: two",
    "12:00 Dora entered the room",
    "12:00 Message from the",
    "  operator: dinner",
    "12:00 * The connection is back",
  ]);
});

Deno.test("`ScreenView.entry()` takes no earlier member's words for one's own that are under way", () => {
  const { screen, shown } = view(40);
  shown.say("hello", true);
  shown.entry(said("Ada", "hello", NOON - DAY), true);
  assertEquals(screen.pendingTexts, ["Ada: hello …"]);
  shown.entry(said("Ada", "hello"), false);
  assertEquals(screen.pendingTexts, []);
});

Deno.test("`ScreenView` tells a member's words from the room's and the program's, without colours too", () => {
  for (const language of ["en", "zh"] as const) {
    const { screen, shown } = view(80, { language });
    const { left, youLeft, saidBy } = messagesIn(language);
    const [leaving = "", leftYou = ""] = [left.left("Dora").replace("Dora ", ""), youLeft];
    shown.entry(entry({ kind: "leave", name: "Dora", reason: "left" }), false);
    shown.notice(leftYou);
    shown.entry(entry({ kind: "act", name: "Dora", text: leaving }), false);
    shown.entry(said("Dora", leaving), false);
    const [head = "", ...rest] = leftYou.split(" ");
    shown.entry(entry({ kind: "act", name: head, text: rest.join(" ") }), false);
    assertEquals(screen.texts, [
      `12:00 ${left.left("Dora")}`,
      `12:00 * ${leftYou}`,
      `12:00 • Dora ${leaving}`,
      `12:00 ${saidBy("Dora")}${leaving}`,
      `12:00 • ${head} ${rest.join(" ")}`.trimEnd(),
    ]);
  }
});

Deno.test("`ScreenView.entry()` sets apart what was before, and tells where the day changes", () => {
  for (const language of ["en", "zh"] as const) {
    const { screen, shown } = view(60, { language });
    shown.entry(said("Bob", "old", NOON - DAY), true);
    shown.entry(said("Bob", "newer"), true);
    shown.entry(entry({ kind: "enter", name: "Ada" }), false);
    shown.entry(said("Bob", "now"), false);
    const expected = language === "en"
      ? [
        "── Before you entered ──",
        "── Friday 30 January 2026 ──",
        "12:00 Bob: old",
        "── Saturday 31 January 2026 ──",
        "12:00 Bob: newer",
        "── You entered ──",
        "12:00 Bob: now",
      ]
      : [
        "── 您进入之前 ──",
        "── 2026年1月30日星期五 ──",
        "12:00 Bob ： old",
        "── 2026年1月31日星期六 ──",
        "12:00 Bob ： newer",
        "── 您进入了聊天室 ──",
        "12:00 Bob ： now",
      ];
    // The comma behind the day of the week depends on the release of Unicode's data.
    assertEquals(screen.texts.map((row) => row.replace("day,", "day")), expected);
  }
});

Deno.test("`ScreenView.say()` shows one's own words under way until the log has them, each once", () => {
  const { screen, shown } = view(30);
  shown.say("one", true);
  shown.say("two\nlines", true);
  assertEquals(screen.pendingTexts, ["Ada: one …", "Ada: two", "     lines …"]);
  shown.entry(said("Bob", "one"), false);
  assertEquals(screen.pending.length, 3);
  shown.entry(said("Ada", "one"), false);
  assertEquals(screen.pendingTexts, ["Ada: two", "     lines …"]);
  shown.drop("two\nlines");
  assertEquals(screen.pendingTexts, []);
  assertEquals(screen.texts, ["12:00 Bob: one", "12:00 Ada: one"]);
});

Deno.test("`ScreenView.say()` shows the newest words under way in a few rows, and how many more there are", () => {
  for (
    const [language, more] of [
      ["en", ["… 1 more message is under way", "… 2 more messages are under way"]],
      ["zh", ["… 还有 1 条正在发出", "… 还有 2 条正在发出"]],
    ] as const
  ) {
    const { screen, shown } = view(40, { language });
    const { saidBy } = messagesIn(language);
    for (const text of ["one", "two", "three", "four"]) shown.say(text, true);
    assertEquals(screen.pendingTexts.length, 4);
    shown.say("five", true);
    const row = (text: string) => `${saidBy("Ada")}${text} …`;
    assertEquals(screen.pendingTexts, [more[0], ...["two", "three", "four", "five"].map(row)]);
    shown.entry(said("Ada", "one"), false);
    shown.say("1\n2\n3\n4\n5", true);
    assertEquals(screen.pendingTexts.length, 5);
    assertEquals(screen.pendingTexts[0]!.replace("4", "2"), more[1]);
  }
});

Deno.test("`ScreenView.say()` shows words at once that no log will bring back", () => {
  const { screen, shown } = view(30);
  shown.say("hello", false);
  assertEquals([screen.texts, screen.pendingTexts], [["12:00 Ada: hello"], []]);
});

Deno.test("`ScreenView.text()` shows a classic server's texts as the same", () => {
  const { screen, shown } = view(60);
  for (const text of ["Bob: hi", "小明 ： 你好", "Bob left the room", "管理员消息 ： 开饭"]) {
    shown.text(text);
  }
  assertEquals(screen.texts, [
    "12:00 Bob: hi",
    "12:00 小明 ： 你好",
    "12:00 Bob left the room",
    "12:00 管理员消息 ： 开饭",
  ]);
});

Deno.test("`ScreenView` shows actions, private messages, other names and older entries", () => {
  const { screen, shown } = view(60);
  shown.entry(entry({ kind: "act", name: "Bob", text: "waves to Ada" }), false);
  shown.whisper({ from: "Bob", to: "Ada", text: "one\ntwo", at: NOON }, false);
  shown.whisper({ from: "Ada", to: "Bob", text: "three", at: NOON }, true);
  shown.entry(entry({ kind: "act", name: "Ada", text: "nods" }), false);
  shown.entry(entry({ kind: "rename", name: "Ada", to: "Adele" }), false);
  shown.sit("Adele");
  shown.entry(entry({ kind: "topic", text: "tea", by: "Bob" }), false);
  shown.earlier([entry({ kind: "enter", name: "Carl" }), said("Carl", "old")]);
  shown.entry(said("Adele", "mine"), false);
  const mark = getColorEnabled() ? "" : "» ";
  assertEquals(screen.texts, [
    `12:00 • ${mark}Bob waves to Ada`,
    "12:00 [private] Bob → Ada: one",
    "                           two",
    "12:00 [private] Ada → Bob: three",
    "12:00 • Ada nods",
    "12:00 Ada is now called Adele",
    "12:00 New topic, set by Bob: tea",
    "── Earlier ──",
    "12:00 Carl entered the room",
    "12:00 Carl: old",
    "── Now ──",
    "12:00 Adele: mine",
  ]);
  // For the action that names the member, and for the message to it alone.
  assertEquals(screen.bells, 2);
  assertEquals(screen.prompt, "Adele: ");
});

Deno.test("`ScreenView` rings the bell as it is told, for what others say now", () => {
  const rings = (bell: Bell) => {
    const { screen, shown } = view(60, { bell });
    shown.entry(said("Bob", "old, Ada"), true);
    shown.entry(said("Ada", "I am Ada"), false);
    shown.entry(entry({ kind: "enter", name: "Bob" }), false);
    shown.entry(said("Bob", "hello"), false);
    shown.entry(said("Bob", "hello ADA"), false);
    shown.text("Bob: Ada?");
    return screen.bells;
  };
  assertEquals([rings("never"), rings("mention"), rings("always")], [0, 2, 3]);
});

Deno.test("`ScreenView` makes a mention stand out, without colours too", () => {
  withColors(true, () => {
    const { screen, shown } = view(60);
    shown.entry(said("Bob", "hello"), false);
    shown.entry(said("Bob", "hello Ada"), false);
    assert(!screen.rows[0]!.includes("\x1b[7m"));
    assert(screen.rows[1]!.includes("\x1b[7m"));
    assertEquals(stripAnsiCode(screen.rows[1]!), "12:00 Bob: hello Ada");
  });
  withColors(false, () => {
    const { screen, shown } = view(60);
    shown.entry(said("Bob", "hello Ada"), false);
    assertEquals(screen.texts, ["12:00 » Bob: hello Ada"]);
  });
});

Deno.test("`ScreenView` keeps within the width and writes nothing but colours, whatever comes", () => {
  // deno-lint-ignore no-control-regex -- all that a colour is made of
  const COLOR = /\x1b\[(?:[0-9]{1,2}|38;5;[0-9]{1,3})m/g;
  const happening = fc.oneof(
    fc.record({ kind: fc.constant("say" as const), name: nastyText, text: nastyText }),
    fc.record({ kind: fc.constant("enter" as const), name: nastyText }),
    fc.record({ kind: fc.constant("announce" as const), text: nastyText }),
  );
  const width = fc.integer({ min: 20, max: 90 });
  fc.assert(
    fc.property(happening, nastyText, width, fc.boolean(), (what, text, columns, isPast) => {
      withColors(true, () => {
        const { screen, shown } = view(columns);
        shown.entry(entry(what), isPast);
        shown.text(text);
        shown.say(text, true);
        shown.notice("A notice");
        for (const row of [...screen.rows, ...screen.pending]) {
          const bare = row.replaceAll(COLOR, "");
          assert(!/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(bare), JSON.stringify(row));
          assert(!/\p{M}{9}/u.test(bare), "marks are piled up");
          assert(widthOf(bare) <= columns, `${JSON.stringify(bare)} is wider than ${columns}`);
          // Every colour ends where the row does.
          const open = (row.match(COLOR) ?? []).reduce(
            (depth, code) => depth + (/\[(?:22|27|39)m$/.test(code) ? -1 : 1),
            0,
          );
          assertEquals(open, 0, JSON.stringify(row));
        }
      });
    }),
    { numRuns: 300 },
  );
});

/** What sweeps the heap; undefined where the runtime gives no access to it, as Deno 2.4 does not. */
function sweeper(): (() => void) | undefined {
  setFlagsFromString("--expose-gc");
  return runInNewContext("globalThis.gc");
}

Deno.test({
  name: "`ScreenView` keeps the newest lines alone of what it has shown",
  ignore: sweeper() === undefined,
  fn() {
    const { screen, shown } = view(80);
    const sweep = sweeper()!;
    const heapAfter = (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const text = `${round} `.padEnd(500, "word ");
        shown.say(text, true);
        shown.entry(said(`Bob${round}`, text), false);
        shown.entry(said("Ada", text), false);
        screen.clear();
      }
      sweep();
      return Deno.memoryUsage().heapUsed;
    };
    const before = heapAfter(2000);
    const more = heapAfter(10_000) - before;
    assertEquals(screen.pending, []);
    // The texts alone are 5 MB.
    assert(more < 1_000_000, `${more} bytes more`);
  },
});

Deno.test("`clockTime()` has two digits for hours and minutes", () => {
  assertEquals(clockTime(new Date(2026, 0, 1, 7, 5).getTime()), "07:05");
  assertEquals(clockTime(new Date(2026, 0, 1, 0, 0).getTime()), "00:00");
});
