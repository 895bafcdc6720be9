import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeEntry, encodeEntry, LINE_LIMIT, TEXT_LIMIT } from "../../src/room/mod.ts";
import { anyHappening } from "../support/happenings.ts";
import { anyText } from "../support/texts.ts";

const LATEST = 8.64e15;

Deno.test("`encodeEntry()` writes what is said as an array of three, anything else with an object", () => {
  assertEquals(
    encodeEntry({ kind: "say", name: "Ada", text: 'hi "you"\n' }, 12),
    '[12,"Ada","hi \\"you\\"\\n"]\n',
  );
  assertEquals(
    encodeEntry({ kind: "enter", name: "Ada" }, -3),
    '[-3,{"kind":"enter","name":"Ada"}]\n',
  );
  assertEquals(encodeEntry({ kind: "close" }, 0), '[0,{"kind":"close"}]\n');
});

Deno.test("`decodeEntry()` restores any entry from its line's bytes, the index and the time before", () => {
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  const time = fc.integer({ min: -LATEST, max: LATEST });
  fc.assert(
    fc.property(anyHappening(30), fc.nat(), time, time, (happening, index, before, at) => {
      fc.pre(Number.isSafeInteger(at - before));
      const line = decoder.decode(encoder.encode(encodeEntry(happening, at - before)));
      assertEquals(line.indexOf("\n"), line.length - 1);
      const entry = { ...happening, index, at };
      assertEquals(decodeEntry(line, index, before), entry);
      assertEquals(decodeEntry(line.slice(0, -1), index, before), entry);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`decodeEntry()` refuses lines that are no entry", () => {
  const lines = [
    "",
    "\n",
    "7",
    "null",
    "{}",
    "[]",
    "[1]",
    "[1,",
    '[1,"Ada"]',
    '[1,"Ada",2]',
    '["1","Ada","hi"]',
    '[0.5,"Ada","hi"]',
    '[1e300,"Ada","hi"]',
    `[${LATEST + 1},"Ada","hi"]`,
    `[${-LATEST - 6},"Ada","hi"]`,
    "[1,null]",
    "[1,[]]",
    "[1,{}]",
    '[1,{"kind":1}]',
    '[1,{"kind":"enter"}]',
    '[1,{"kind":"enter","name":1}]',
    '[1,{"kind":"say","name":"Ada"}]',
    '[1,{"kind":"say","text":"hi"}]',
    '[1,{"kind":"leave","reason":"left"}]',
    '[1,{"kind":"announce"}]',
    '[1,{"kind":"topic"}]',
    '[1,{"kind":"act","name":"Ada"}]',
    '[1,{"kind":"rename","name":"Ada"}]',
    '[1,{"kind":"rename","to":"Ada"}]',
    '[1,{"kind":"op"}]',
    '[1,{"kind":"mute","reason":"told"}]',
    '[1,"Ada","hi"]\n[1,"Ada","hi"]\n',
  ];
  for (const line of lines) assertEquals(decodeEntry(line, 0, 5), undefined, line);
});

Deno.test("`decodeEntry()` never throws, and gives whole times that a Date can hold", () => {
  const value = fc.oneof(fc.jsonValue(), fc.record({ kind: anyText(3), name: fc.jsonValue() }));
  const array = fc.array(value).map((parts) => JSON.stringify(parts));
  const timed = fc.tuple(fc.maxSafeInteger(), value).map((parts) => JSON.stringify(parts));
  fc.assert(
    fc.property(fc.oneof(anyText(20), array, timed), (line) => {
      const at = decodeEntry(line, 0, 1)?.at ?? 0;
      assert(Number.isInteger(at) && !Number.isNaN(new Date(at).getTime()), `${at}`);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`decodeEntry()` ignores what a later version has more", () => {
  const place = { index: 9, at: 101 };
  assertEquals(decodeEntry('[1,"Ada","hi",{"more":1}]', 9, 100), {
    ...place,
    kind: "say",
    name: "Ada",
    text: "hi",
  });
  assertEquals(decodeEntry('[1,{"kind":"say","name":"Ada","text":"hi","to":"Bob"}]', 9, 100), {
    ...place,
    kind: "say",
    name: "Ada",
    text: "hi",
  });
  assertEquals(decodeEntry('[1,{"kind":"enter","name":"Ada","index":0,"at":0},2]', 9, 100), {
    ...place,
    kind: "enter",
    name: "Ada",
  });
});

Deno.test("`decodeEntry()` reads an unknown reason as left, an unknown kind as unknown with its time", () => {
  for (const reason of ['"abducted"', '"toString"', "7", "null"]) {
    assertEquals(decodeEntry(`[1,{"kind":"leave","name":"Ada","reason":${reason}}]`, 0, 100), {
      index: 0,
      at: 101,
      kind: "leave",
      name: "Ada",
      reason: "left",
    });
  }
  assertEquals(decodeEntry('[1,{"kind":"weather","text":"rain"}]', 4, 100), {
    index: 4,
    at: 101,
    kind: "unknown",
  });
});

Deno.test("`LINE_LIMIT` is enough for the longest entry", () => {
  const name = "😀".repeat(32);
  for (const character of ["\0", '"', "汉", "x", "\u2028"]) {
    const size = new TextEncoder().encode(character).length;
    const text = character.repeat(Math.floor(TEXT_LIMIT / size));
    for (const happening of [{ kind: "say", name, text }, { kind: "announce", text }] as const) {
      const line = new TextEncoder().encode(encodeEntry(happening, -2 * LATEST));
      assert(line.length <= LINE_LIMIT, `${line.length} bytes`);
    }
  }
});
