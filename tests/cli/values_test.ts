import { parseDuration } from "../../src/base/mod.ts";
import { nameFault } from "../../src/talk/mod.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { messagesIn } from "../../src/language/mod.ts";
import {
  integerOption,
  languageOption,
  nameOption,
  rateOption,
  serverArgument,
} from "../../src/cli/arguments/values.ts";

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000] as const;

Deno.test("`parseDuration()` takes a number with a unit", () => {
  const rows: [string, number][] = [
    ["90s", 90 * SECOND],
    ["30m", 30 * MINUTE],
    ["2h", 2 * HOUR],
    ["1d", DAY],
    ["1w", 7 * DAY],
    ["1.5h", 90 * MINUTE],
    ["1500ms", 1500],
    ["2 hours", 2 * HOUR],
    ["30 minutes", 30 * MINUTE],
    ["30M", 30 * MINUTE],
    ["007s", 7 * SECOND],
  ];
  for (const [text, duration] of rows) assertEquals(parseDuration(text), duration, text);
});

Deno.test("`parseDuration()` takes 1 second to 365 days", () => {
  for (
    const [text, duration] of [["1s", SECOND], ["1000ms", SECOND], ["365d", 365 * DAY]] as const
  ) {
    assertEquals(parseDuration(text), duration);
  }
  for (const text of ["0s", "0.9s", "999ms", "366d", "365.01d", "2y", `${"9".repeat(90)}d`]) {
    assertEquals(parseDuration(text), undefined, text);
  }
});

Deno.test("`parseDuration()` takes nothing else", () => {
  for (
    const text of [
      "",
      "30",
      "m",
      "-5m",
      "+5m",
      "5 ",
      " 5m",
      "5m ",
      "5q",
      "1h30m",
      "1e3s",
      ".5h",
      "5.m",
      "1,5h",
      "Infinity",
      "NaNs",
      "５m",
      "5分",
      "5m\n",
      "5mm",
    ]
  ) assertEquals(parseDuration(text), undefined, JSON.stringify(text));
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const duration = parseDuration(text);
      return duration === undefined || (duration >= SECOND && duration <= 365 * DAY);
    }),
  );
});

Deno.test("`languageOption()` takes en and zh", () => {
  const { parse, metavar } = languageOption(() => "");
  assertEquals(metavar, "en|zh");
  assertEquals(["en", "zh", "", "EN", "de", "en|zh"].map(parse), [
    "en",
    "zh",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("`integerOption()` takes whole numbers within its bounds", () => {
  const { parse } = integerOption([1, 100], () => "", () => "");
  for (const [text, value] of [["1", 1], ["100", 100], ["050", 50]] as const) {
    assertEquals(parse(text), value);
  }
  for (const text of ["0", "101", "-1", "1.5", "", "1e1", "0x10", " 5", "٥", "9".repeat(400)]) {
    assertEquals(parse(text), undefined, text);
  }
});

Deno.test("`parseDuration()` takes other bounds", () => {
  for (const [text, duration] of [["99ms", undefined], ["100ms", 100], ["1m", MINUTE]] as const) {
    assertEquals(parseDuration(text, 100, MINUTE), duration, text);
  }
  assertEquals(parseDuration("61s", 100, MINUTE), undefined);
});

Deno.test("`nameOption` takes names, and says why a text is none", () => {
  const messages = messagesIn("en");
  assertEquals(["Ada", "e\u0301", "a b", "admin"].map(nameOption.parse), [
    "Ada",
    "é",
    undefined,
    undefined,
  ]);
  assertEquals(nameOption.expected(messages, "a b"), messages.refusal["white-space"]);
  assertEquals(nameFault("Ada", messages), undefined);
});

Deno.test("`serverArgument()` tells an address from what may be the name of a room or a host", () => {
  const { parse } = serverArgument(8888);
  for (
    const [text, hostname, port] of [
      ["host:99", "host", 99],
      ["10.0.0.7", "10.0.0.7", 8888],
      ["[::1]:99", "::1", 99],
      ["::1", "::1", 8888],
      ["localhost", "localhost", 8888],
    ] as const
  ) assertEquals(parse(text), { kind: "address", endpoint: { hostname, port } }, text);
  for (const text of ["host", "Tea", "ada-laptop.local", "二楼的聊天室"]) {
    const host = { hostname: text, port: 8888 };
    assertEquals(parse(text), { kind: "name", name: text, host });
  }
  for (const text of ["Ada's room", "999.1.1.1", "tea/room"]) {
    assertEquals(parse(text), { kind: "name", name: text, host: undefined });
  }
  for (const text of ["host:x", "a:b:c", "[::1", " ", "x".repeat(64)]) {
    assertEquals(parse(text), undefined, text);
  }
});

Deno.test("`rateOption` takes a number a second, or off", () => {
  for (const [text, rate] of [["10/s", 10], ["0.5/s", 0.5], ["off", "off"]] as const) {
    assertEquals(rateOption.parse(text), rate);
  }
  for (const text of ["", "10", "/s", "10/m", "-1/s", "0/s", "1e3/s", "10 /s", "2000000/s", "on"]) {
    assertEquals(rateOption.parse(text), undefined, text);
  }
});
