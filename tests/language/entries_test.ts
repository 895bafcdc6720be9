import { assertEquals } from "@std/assert";
import { describeEntry, formatDuration, LANGUAGES, messagesIn } from "../../src/language/mod.ts";
import type { Happening } from "../../src/room/mod.ts";
import { LEAVE_REASONS } from "../support/happenings.ts";

function describe(language: "en" | "zh", happening: Happening) {
  return describeEntry({ index: 3, at: 0, ...happening }, messagesIn(language));
}

function whole(language: "en" | "zh", happening: Happening): string {
  const { prefix, text } = describe(language, happening);
  return prefix + text;
}

Deno.test("`describeEntry()` in Chinese uses the course notes' wording", () => {
  const rows: [Happening, string][] = [
    [{ kind: "enter", name: "小明" }, "小明 进入了聊天室"],
    [{ kind: "say", name: "小明", text: "大家好" }, "小明 ： 大家好"],
    [{ kind: "leave", name: "小明", reason: "left" }, "小明 退出了聊天室"],
    [{ kind: "announce", text: "安静" }, "管理员消息 ： 安静"],
  ];
  for (const [happening, expected] of rows) assertEquals(whole("zh", happening), expected);
});

Deno.test("`describeEntry()` in English says the same", () => {
  const rows: [Happening, string][] = [
    [{ kind: "enter", name: "ann" }, "ann entered the room"],
    [{ kind: "say", name: "ann", text: "hi all" }, "ann: hi all"],
    [{ kind: "leave", name: "ann", reason: "left" }, "ann left the room"],
    [{ kind: "announce", text: "quiet" }, "Message from the operator: quiet"],
  ];
  for (const [happening, expected] of rows) assertEquals(whole("en", happening), expected);
});

Deno.test("`describeEntry()` puts the speaker before the text, so that each piece can have it", () => {
  const text = "  two\nlines ";
  for (const language of LANGUAGES) {
    const said = describe(language, { kind: "say", name: "ann", text });
    assertEquals([said.prefix.startsWith("ann"), said.text], [true, text]);
    const announced = describe(language, { kind: "announce", text });
    assertEquals([announced.prefix === "", announced.text], [false, text]);
  }
});

Deno.test("`describeEntry()` says why somebody left, in different words for each reason", () => {
  for (const language of LANGUAGES) {
    const texts = LEAVE_REASONS.map((reason) =>
      whole(language, { kind: "leave", name: "ann", reason })
    );
    assertEquals(new Set(texts).size, LEAVE_REASONS.length);
    for (const text of texts) assertEquals(text.startsWith("ann "), true, text);
  }
});

Deno.test("`describeEntry()` tells the room's end in the very words of the farewell", () => {
  for (const language of LANGUAGES) {
    const { closed } = messagesIn(language).farewell;
    assertEquals(describe(language, { kind: "close" }), { prefix: "", text: closed });
  }
});

Deno.test("`describeEntry()` tells what operators do, and who did it", () => {
  const mute = { kind: "mute", name: "ann", reason: "told" } as const;
  const rows: [Happening, string][] = [
    [{ kind: "rename", name: "ann", to: "eve" }, "ann is now called eve"],
    [{ kind: "op", name: "ann" }, "ann is now an operator (set by the operator)"],
    [{ kind: "deop", name: "ann", by: "bob" }, "ann is no longer an operator (set by bob)"],
    [{ kind: "leave", name: "ann", reason: "kicked", by: "bob" }, "ann was removed by bob"],
    [{ ...mute, by: "bob" }, "ann was muted by bob"],
    [{ ...mute, until: 5_400_000 }, "ann was muted for 90m by the operator"],
    [
      { kind: "mute", name: "ann", reason: "flood", until: 60_000 },
      "ann was muted for 1m for flooding the room",
    ],
    [{ kind: "unmute", name: "ann", by: "bob" }, "ann may speak again (unmuted by bob)"],
    [{ kind: "topic", text: "tea", by: "bob" }, "New topic, set by bob: tea"],
    [{ kind: "topic", text: "" }, "The topic was removed by the operator"],
    [{ kind: "act", name: "ann", text: "pours tea" }, "• ann pours tea"],
  ];
  for (const [happening, expected] of rows) assertEquals(whole("en", happening), expected);
  const op = { kind: "op", name: "ann", index: 0, at: 0 } as const;
  assertEquals(describeEntry(op, messagesIn("en"), "ann").text, "You run this room");
  const byBob = describeEntry({ ...op, by: "bob" }, messagesIn("en"), "ann");
  assertEquals(byBob.text, "ann is now an operator (set by bob)");
  assertEquals(whole("zh", { ...mute, until: 60_000 }), "ann 被 管理员 禁言 1m");
});

Deno.test("`describeEntry()` has words of its own for each kind of entry and each language", () => {
  const named = { name: "ann", to: "eve", text: "tea", reason: "told", by: "bob" } as const;
  const kinds = ["enter", "say", "act", "rename", "op", "deop", "mute", "unmute", "topic"] as const;
  const texts = LANGUAGES.flatMap((language) =>
    kinds.map((kind) => whole(language, { ...named, kind } as Happening))
  );
  // Acting needs no words.
  assertEquals(new Set(texts).size, texts.length - 1);
});

Deno.test("`formatDuration()` writes a duration in the largest unit that it is a multiple of", () => {
  const rows = [[1, "1s"], [90_000, "90s"], [60_400, "1m"], [7_200_000, "2h"], [86_400_000, "1d"]];
  for (const [duration, text] of rows) assertEquals(formatDuration(duration as number), text);
});
