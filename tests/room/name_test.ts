import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Name } from "../../src/room/mod.ts";
import { anyText } from "../support/texts.ts";

function parse(text: string): Name {
  const name = Name.parse(text);
  assert(name instanceof Name, `${JSON.stringify(text)}: ${JSON.stringify(name)}`);
  return name;
}

Deno.test("`Name.parse()` takes names of any script", () => {
  for (
    const text of [
      "b",
      "bob",
      "小明",
      "Анна",
      "O'Neil",
      "x_1",
      "👩‍👩‍👧".replaceAll("\u200d", ""),
      "नमस्ते",
    ]
  ) {
    assertEquals(parse(text).text, text);
  }
});

Deno.test("`Name.parse()` brings a name into NFC", () => {
  assertEquals(parse("Ame\u0301lie").text, "Am\u00e9lie");
  assertEquals(parse("\u1112\u1161\u11ab").text, "\ud55c");
});

Deno.test("`Name.parse()` takes 1 to 32 characters, counted after NFC", () => {
  assertEquals(Name.parse(""), "empty");
  for (const character of ["a", "汉", "𠮷", "e\u0301"]) {
    assertEquals([...parse(character.repeat(32)).text].length, 32);
    assertEquals(Name.parse(character.repeat(33)), "too-long", character);
  }
  assertEquals(Name.parse("a".repeat(100_000)), "too-long");
  // U+0958 is two characters in NFC.
  assertEquals(Name.parse("\u0958".repeat(17)), "too-long");
});

Deno.test("`Name.parse()` refuses white space of every kind, anywhere", () => {
  const spaces =
    " \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000\u2800";
  for (const space of spaces) {
    for (const text of [space, `${space}bob`, `bob${space}`, `b${space}ob`]) {
      assertEquals(Name.parse(text), "white-space", JSON.stringify(text));
    }
  }
});

Deno.test("`Name.parse()` refuses control, format and bidirectional characters, anywhere", () => {
  const classes = {
    "C0": "\0\x01\x07\b\x1b\x1f",
    "DEL and C1": "\x7f\x80\x9b\x9f",
    "format": "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufff9\u{e0001}\u{e0041}\u{1d173}",
    "bidirectional":
      "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f",
    "half a surrogate pair": "\ud83d\udc4d".split("").join("a"),
  };
  for (const [title, characters] of Object.entries(classes)) {
    for (const character of characters) {
      if (character === "a") continue;
      for (const text of [character, `${character}bob`, `bob${character}`, `b${character}b`]) {
        assertEquals(Name.parse(text), "invisible", `${title}: ${JSON.stringify(text)}`);
      }
    }
  }
});

Deno.test("`Name.parse()` refuses names that show nothing or attach to what is before them", () => {
  for (
    const text of [
      "\u0301bob",
      "\u20ddbob",
      "\u3164",
      "bob\u3164",
      "\uffa0\u115f",
      "\ufe0f",
      "\u034f",
    ]
  ) {
    assertEquals(Name.parse(text), "invisible", JSON.stringify(text));
  }
});

Deno.test("`Name.parse()` refuses names that hold a reserved word, in any case and width", () => {
  for (
    const text of [
      "admin",
      "Admin",
      "ADMIN",
      "ａｄｍｉｎ",
      "ＡdＭiＮ",
      "admın",
      "ⓐⓓⓜⓘⓝ",
      "xXadminXx",
      "administrator",
      "ad\u034fmin",
      "a\ufe0fdmin",
      "管理员",
      "管理员2",
      "我是管理员",
      "管\ufe00理员",
    ]
  ) assertEquals(Name.parse(text), "reserved", text);
  for (const text of ["adm", "dmin", "管理", "理员", "管理x员"]) {
    assertEquals(parse(text).text, text);
  }
});

Deno.test("`Name.parse()` gives one key to names that differ in case, width or variation only", () => {
  const same = [
    ["bob", "Bob", "BOB", "ｂｏｂ", "ＢＯＢ", "bob\ufe0e"],
    ["straße", "STRASSE", "STRAẞE", "Strasse"],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευς", "οδυσσευσ"],
    ["Ame\u0301lie", "AMÉLIE"],
    ["ｶﾞﾝ", "ガン"],
    ["ﬁn", "FIN"],
  ];
  for (const group of same) {
    const keys = group.map((text) => parse(text).key);
    assertEquals(new Set(keys).size, 1, JSON.stringify(keys));
  }
  assertNotEquals(parse("bob").key, parse("bod").key);
  assertNotEquals(parse("小明").key, parse("小朋").key);
  assertNotEquals(parse("é").key, parse("e").key);
});

Deno.test("`Name.parse()` gives one key to every letter's cases", () => {
  for (let code = 0; code < 0x20000; code++) {
    const letter = String.fromCodePoint(code);
    if (!/\p{L}/u.test(letter)) continue;
    const name = Name.parse(`a${letter}`);
    if (!(name instanceof Name)) continue;
    for (const other of [name.text.toUpperCase(), name.text.toLowerCase()]) {
      assertEquals(parse(other).key, name.key, `U+${code.toString(16)} as ${other}`);
    }
  }
});

Deno.test("`Name.parse()` is idempotent, and its names keep every rule", () => {
  const text = fc.oneof(
    anyText(40),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(..."aAéßſKΩ汉ｂ️", "e\u0301"), maxLength: 40 }),
  );
  fc.assert(
    fc.property(text, (text) => {
      const name = Name.parse(text);
      if (!(name instanceof Name)) return;
      assertEquals({ ...parse(name.text) }, { ...name });
      const length = [...name.text].length;
      assert(length >= 1 && length <= 32);
      assertEquals(name.text, name.text.normalize("NFC"));
      assertEquals(/[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Bidi_Control}]/u.test(name.text), false);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`Name.parse()` makes one of names that look alike", () => {
  const groups = [
    ["Ada", "ada", "Adа", "АDА", "Ａｄａ", "𝐀𝐝𝐚"],
    ["Bob", "B0b", "bоb"],
    ["Ida", "İda"],
    ["arn", "Am"],
    ["user1", "userl"],
  ];
  for (const group of groups) {
    assertEquals(new Set(group.map((text) => parse(text).key)).size, 1, group.join(" "));
  }
  const keys = groups.map(([text]) => parse(text!).key);
  assertEquals(new Set(keys).size, groups.length);
  for (const [one, other] of [["BilI", "Bill"], ["ALl", "ALI"]] as const) {
    assertNotEquals(parse(one).key, parse(other).key);
    assert(parse(one).looks.some((look) => parse(other).looks.includes(look)), one);
  }
  // An accent is seen.
  assertNotEquals(parse("Zoë").key, parse("Zoe").key);
});

Deno.test("`Name.parse()` reserves what this program calls itself, the room and its people, however it looks", () => {
  for (
    const text of [
      ...["admin", "аdmin", "ADMİN", "ad́min", "the-admin", "Operator", "operаtor2", "You", "yоu"],
      ...["管理员", "管理員", "管理员消息", "服务器", "您", "Server", "rоom", "Chatroom"],
    ]
  ) assertEquals(Name.parse(text), "reserved", text);
  for (const text of ["Youssef", "roommate", "小您"]) parse(text);
});

Deno.test("`Name.parse()` refuses a name of marks alone", () => {
  for (const text of ["*", "-", ">", "•", "──", "...", "：", "¿?", "#"]) {
    assertEquals(Name.parse(text), "no-letter", text);
  }
  for (const text of ["*a*", "7", "👩", "٣", "字"]) parse(text);
});
