import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { byteLength, splitText } from "../../src/wire/mod.ts";
import { anyText } from "../support/texts.ts";

const encoder = new TextEncoder();

/** Characters that are easily cut wrongly, and long runs that need many pieces. */
const hardText = fc.array(
  fc.oneof(
    fc.constantFrom(
      "a",
      " ",
      "é",
      "汉",
      "𠮷",
      "e\u0301",
      "\r\n",
      "🇨🇳",
      "👩‍👩‍👧‍👦",
      "👍🏽",
      "\ud83d",
      "\udc4d",
    ),
    fc.nat({ max: 40 }).map((marks) => "o" + "\u0308".repeat(marks)),
    anyText(30),
    fc.nat({ max: 300 }).map((length) => "字".repeat(length)),
  ),
  { maxLength: 40 },
).map((parts) => parts.join(""));

/** Every cluster of `text` as [start, end) in UTF-16 code units. */
function clusters(text: string): [number, number][] {
  const segments = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);
  return [...segments].map(({ index, segment }) => [index, index + segment.length]);
}

/** Where the pieces meet, in UTF-16 code units. */
function cuts(pieces: readonly string[]): number[] {
  let at = 0;
  return pieces.slice(0, -1).map((piece) => at += piece.length);
}

Deno.test("`byteLength()` is the length of the text's UTF-8", () => {
  fc.assert(fc.property(hardText, (text) => byteLength(text) === encoder.encode(text).length));
});

Deno.test("`splitText()` leaves nothing out and keeps each piece within the limit", () => {
  fc.assert(
    fc.property(hardText, fc.integer({ min: 4, max: 200 }), (text, limit) => {
      const pieces = splitText(text, limit);
      assertEquals(pieces.join(""), text);
      for (const piece of pieces) assert(encoder.encode(piece).length <= limit);
      if (text !== "") assert(!pieces.includes(""), "an empty piece");
    }),
    { numRuns: 500 },
  );
});

Deno.test("`splitText()` never cuts a character: pieces are valid UTF-8 that joins to the text's", () => {
  fc.assert(
    fc.property(hardText, fc.integer({ min: 4, max: 64 }), (text, limit) => {
      const bytes = splitText(text, limit).flatMap((piece) => [...encoder.encode(piece)]);
      assertEquals(bytes, [...encoder.encode(text)]);
    }),
    { numRuns: 500 },
  );
});

Deno.test("`splitText()` keeps grapheme clusters whole where they fit", () => {
  fc.assert(
    fc.property(hardText, fc.integer({ min: 4, max: 100 }), (text, limit) => {
      const all = clusters(text);
      for (const cut of cuts(splitText(text, limit))) {
        const torn = all.find(([start, end]) => start < cut && cut < end);
        if (torn === undefined) continue;
        const size = byteLength(text.slice(...torn));
        assert(size > limit, `a cluster of ${size} bytes is cut at a limit of ${limit}`);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("`splitText()` does not waste pieces: two neighbours never fit into one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      const pieces = splitText(text, 64);
      for (const [index, piece] of pieces.slice(0, -1).entries()) {
        const next = pieces[index + 1] ?? "";
        const [, end = 0] = clusters(next)[0] ?? [];
        assert(byteLength(piece + next.slice(0, end)) > 64);
      }
    }),
  );
});

Deno.test("`splitText()` returns the empty text as one empty piece", () => {
  assertEquals(splitText("", 4), [""]);
});

Deno.test("`splitText()` cuts a cluster that is too long between code points", () => {
  const family = "👩‍👩‍👧‍👦";
  for (const limit of [4, 7, 11, 24]) {
    const pieces = splitText(`x${family}y`, limit);
    assertEquals(pieces.join(""), `x${family}y`);
    for (const piece of pieces) assertEquals(piece.isWellFormed(), true);
  }
  assertEquals(splitText(`x${family}y`, 25), ["x", family, "y"]);
});

Deno.test("`splitText()` cuts 2000 Chinese characters into pieces of at most 1024 bytes", () => {
  const text = "聊天室".repeat(667).slice(0, 2000);
  const pieces = splitText(text, 1024);
  assertEquals(pieces.map((piece) => piece.length), [341, 341, 341, 341, 341, 295]);
  assertEquals(pieces.join(""), text);
});

Deno.test("`splitText()` counts right when it is called so often that it gets compiled", () => {
  for (let count = 0; count < 20_000; count++) {
    const text = "Ørsted, Ærø" + count;
    for (const piece of splitText(text, 6)) assert(byteLength(piece) <= 6, `${count}: ${piece}`);
  }
});

Deno.test("`splitText()` refuses a limit that a character may not fit into", () => {
  for (const limit of [3, 0, -1, NaN]) {
    assertThrows(() => splitText("a", limit), RangeError, "Cannot split text");
  }
});

Deno.test("`splitText()` cuts texts as long as a datagram, clusters of any length", () => {
  for (const unit of ["a", "汉", "e\u0301", "\u0301", "👍🏽"]) {
    const text = unit.repeat(65_000 / byteLength(unit));
    const pieces = splitText(text, 1000);
    assertEquals(pieces.join(""), text);
    for (const piece of pieces) assertEquals(piece.isWellFormed(), true);
    const [longest, least] = [Math.max(...pieces.map(byteLength)), 65_000 / 1000];
    assert(longest <= 1000 && pieces.length >= least && pieces.length <= least + 1, unit);
  }
});
