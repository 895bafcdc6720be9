// What is found in the talk, how a person goes on, and who has everything.

import { assertEquals } from "@std/assert";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import { PlainView, ScreenView, Talk } from "../../src/talk/mod.ts";
import { describeReply } from "../../src/talk/requests.ts";
import { FakeScreen } from "../support/fake_screen.ts";

const NOON = new Date(2026, 0, 31, 12, 0).getTime();
const DAY = 86_400_000;
const english = messagesIn("en");

const said = (index: number, name: string, text: string, at = NOON): Entry => ({
  ...{ index, at },
  kind: "say",
  name,
  text,
});

function newTalk() {
  const screen = new FakeScreen(80);
  const talk = new Talk(new PlainView(screen, english, "never", Date.now), english, "chatroom");
  talk.view.sit("Me");
  const takeRows = () => screen.rows.splice(0).map((row) => row.replace(/\d\d:\d\d/, "12:00"));
  takeRows();
  return { talk, takeRows };
}

Deno.test("`Talk.showFound()` shows hits with their numbers, and `/search` goes on from where they end", () => {
  const { talk, takeRows } = newTalk();
  assertEquals(talk.obey("/search"), undefined);
  assertEquals(takeRows(), ["Nothing was searched for yet: write /search TEXT"]);
  assertEquals(talk.obey("/search tea"), { kind: "search", text: "tea" });
  talk.showFound("tea", { entries: [said(7, "Bob", "Tea!"), said(3, "Cid", "tea?")], next: 3 });
  assertEquals(takeRows().filter((row) => !row.includes("2026")), [
    "Found: tea",
    "Number 7:",
    "At 12:00, Bob said: Tea!",
    "Number 3:",
    "At 12:00, Cid said: tea?",
    "/history around 7 shows what was around #7",
    "/search shows older ones",
  ]);
  assertEquals(talk.obey("/search"), { kind: "search", text: "tea", before: 3 });
  talk.showFound("tea", { entries: [], next: undefined });
  talk.obey("/search");
  assertEquals(takeRows(), Array(2).fill("Nothing more is found of: tea"));
});

Deno.test("`Talk.showFound()` and `showAround()` leave out what ignored members say", () => {
  const { talk, takeRows } = newTalk();
  talk.entry(said(1, "Eve", "hello"), false, false);
  talk.obey("/ignore Eve");
  takeRows();
  const entries = [said(7, "Eve", "tea"), said(3, "Cid", "tea")];
  talk.showFound("tea", { entries, next: undefined });
  talk.showAround(3, entries);
  assertEquals(takeRows().filter((row) => /Eve|Cid|#/.test(row)), [
    "At 12:00, Cid said: tea",
    "/history around 3 shows what was around #3",
    "Around #3",
    "At 12:00, Cid said: tea",
  ]);
});

Deno.test("`ScreenView.numbered()` shows time and number, in both languages, and where the day changes", () => {
  for (const language of ["en", "zh"] as const) {
    const messages = messagesIn(language);
    const screen = new FakeScreen(34);
    const view = new ScreenView(screen, messages, "never", () => NOON);
    view.sit("Ada");
    view.numbered(messages.found("茶"), [
      said(123, "小明", "今天喝什么茶？我想喝绿茶"),
      said(9, "Bob", "茶", NOON - DAY),
    ], []);
    assertEquals(screen.texts.map((row) => row.replace("day,", "day")), [
      ...(language === "en"
        ? [
          "── Found: 茶 ──",
          "12:00 #123 小明: 今天喝什么茶？我",
          "                 想喝绿茶",
          "── Friday 30 January 2026 ──",
          "12:00 #9 Bob: 茶",
          "── Now ──",
        ]
        : [
          "── 找到：茶 ──",
          "12:00 #123 小明 ： 今天喝什么茶？",
          "  我想喝绿茶",
          "── 2026年1月30日星期五 ──",
          "12:00 #9 Bob ： 茶",
          "── 现在 ──",
        ]),
    ]);
  }
});

Deno.test("`describeReply()` tells who has everything, who is behind, and of whom nobody knows", async () => {
  const members = [
    { name: "Ada", isAway: false, behind: 0, lag: 0 },
    { name: "Bob", isAway: true, behind: 12, lag: 180_000 },
    { name: "小明", isAway: true, behind: 0, lag: 0 },
    { name: "Cid", isAway: false, behind: 1, lag: 400 },
  ].map((member) => ({ ...member, dialect: "reliable" as const }));
  const eve = { name: "Eve", dialect: "classic", isAway: false } as const;
  const reply = {
    kind: "seen",
    count: 6,
    members: [...members, { ...eve, behind: undefined, lag: undefined }],
  } as const;
  assertEquals(await describeReply({ kind: "seen" }, reply, english, 80), [
    "Has everything: Ada, 小明 (away)",
    "Bob (away): 12 entries behind, for 3m",
    "Cid: 1 entry behind, for 1s",
    "Not known, in the classic dialect: Eve",
    "6 members",
  ]);
});
