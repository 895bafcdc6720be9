import { assertEquals } from "@std/assert";
import { describeEntry, LANGUAGES, messagesIn } from "../../src/language/mod.ts";
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
