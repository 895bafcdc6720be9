import { type Bell, PipeView, PlainView } from "../../src/talk/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { getColorEnabled, setColorEnabled } from "@std/fmt/colors";
import fc from "fast-check";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry, Happening } from "../../src/room/mod.ts";
import { FakeScreen } from "../support/fake_screen.ts";
import { nastyText } from "../support/texts.ts";

const EVENING = new Date(2026, 0, 31, 21, 4).getTime();

function entry(happening: Happening): Entry {
  return { index: 0, at: EVENING, ...happening };
}

function sentences(language: "en" | "zh", bell: Bell = "mention") {
  const screen = new FakeScreen(80);
  const shown = new PlainView(screen, messagesIn(language), bell, () => EVENING);
  shown.sit("Ada");
  return { screen, shown };
}

Deno.test("`PlainView` tells everything in whole sentences, in both languages", () => {
  for (
    const [language, expected] of [
      ["en", [
        "At 21:04, Bob said: old",
        "Bob says: hi Ada",
        "Bob says: one ⏎ two",
        "At 21:04, Bob entered the room",
        "At 21:04, Message from the operator: dinner",
        "Carl says: hello",
        "At 21:04, Carl left the room",
      ]],
      ["zh", [
        "21:04，Bob 说过：old",
        "Bob 说：hi Ada",
        "Bob 说：one ⏎ two",
        "21:04，Bob 进入了聊天室",
        "21:04，管理员消息 ： dinner",
        "Carl 说：hello",
        "21:04，Carl left the room",
      ]],
    ] as const
  ) {
    const { screen, shown } = sentences(language);
    shown.entry(entry({ kind: "say", name: "Bob", text: "old" }), true);
    shown.entry(entry({ kind: "enter", name: "Ada" }), false);
    shown.say();
    shown.entry(entry({ kind: "say", name: "Ada", text: "typed already" }), false);
    shown.entry(entry({ kind: "say", name: "Bob", text: "hi Ada" }), false);
    shown.entry(entry({ kind: "say", name: "Bob", text: "one\ntwo" }), false);
    shown.entry(entry({ kind: "enter", name: "Bob" }), false);
    shown.entry(entry({ kind: "announce", text: "dinner" }), false);
    shown.text("Carl: hello");
    shown.text("Carl left the room");
    assertEquals(screen.rows, [...expected]);
    assertEquals(screen.bells, 1);
  }
});

Deno.test("`PlainView` rings the bell for what others say or do now that names the member, and for nothing else", () => {
  const { screen, shown } = sentences("en");
  const rung = (happening: Happening, isPast = false) => {
    const before = screen.bells;
    shown.entry(entry(happening), isPast);
    return screen.bells - before;
  };
  assertEquals(rung({ kind: "say", name: "Bob", text: "hi Ada" }), 1);
  assertEquals(rung({ kind: "act", name: "Bob", text: "waves at Ada" }), 1);
  assertEquals(rung({ kind: "act", name: "Bob", text: "waves" }), 0);
  assertEquals(rung({ kind: "act", name: "Bob", text: "waved at Ada" }, true), 0);
  assertEquals(rung({ kind: "enter", name: "Ada Bob" }), 0);
});

Deno.test("`PlainView` tells where the day changes", () => {
  const { screen, shown } = sentences("en");
  const next = EVENING + 86_400_000;
  shown.entry({ ...entry({ kind: "say", name: "Bob", text: "one" }), at: EVENING }, false);
  shown.entry({ ...entry({ kind: "say", name: "Bob", text: "two" }), at: next }, false);
  shown.entry({ ...entry({ kind: "enter", name: "Carl" }), at: next }, false);
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" }).format(next);
  assertEquals(screen.rows, [
    "Bob says: one",
    day,
    "Bob says: two",
    "At 21:04, Carl entered the room",
  ]);
});

Deno.test("`PlainView` and `PipeView` leave out what the member did, but not what was done to it", () => {
  const pipe = new FakeScreen(80);
  const piped = new PipeView(pipe, messagesIn("en"));
  piped.sit("Ada");
  const { screen, shown } = sentences("en");
  for (const view of [shown, piped]) {
    view.entry(entry({ kind: "act", name: "Ada", text: "waves" }), false);
    view.entry(entry({ kind: "rename", name: "Ada", to: "Adele" }), false);
    view.whisper({ from: "Bob", to: "Adele", text: "hi\nyou", at: EVENING }, false);
    view.earlier([entry({ kind: "say", name: "Ada", text: "old" })]);
  }
  assertEquals(screen.texts, [
    "At 21:04, Ada is now called Adele",
    "Bob says to you alone: hi ⏎ you",
    "At 21:04, Ada said: old",
  ]);
  assertEquals(pipe.texts, [
    "Ada is now called Adele",
    "[private] Bob → Adele: hi ⏎ you",
    "Ada: old",
  ]);
});

Deno.test("`PlainView` and `PipeView` show each entry as one line without control characters", () => {
  const before = getColorEnabled();
  setColorEnabled(false);
  try {
    fc.assert(
      fc.property(nastyText, nastyText, fc.boolean(), (name, text, isPast) => {
        const { screen, shown } = sentences("en");
        const pipe = new FakeScreen(80);
        const piped = new PipeView(pipe, messagesIn("en"));
        for (const view of [shown, piped]) {
          view.entry(entry({ kind: "say", name, text }), isPast);
          view.text(text);
        }
        for (const rows of [screen.rows, pipe.rows]) {
          assertEquals(rows.length, 2);
          for (const row of rows) assert(!/[\p{Cc}\p{Bidi_Control}\u2028]/u.test(row));
        }
      }),
      { numRuns: 200 },
    );
  } finally {
    setColorEnabled(before);
  }
});
