import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseScreen } from "./ansi.ts";
import { drawScreen, type Scene } from "./svg.ts";

const SCENE: Scene = {
  captured: "",
  columns: 20,
  rows: 3,
  cursor: [2, 1],
  title: "a < b",
  description: "A & B",
  locale: "en",
};

/** The elements of a picture's rows, without those of its frame and the cursor. */
function elementsOf(captured: string): string[] {
  const lines = drawScreen({ ...SCENE, captured }).split("\n");
  const title = lines.findIndex((line) => line.includes("a &lt; b"));
  return lines.slice(title + 1, -4);
}

Deno.test("parseScreen() keeps a style until it changes, beyond the end of a row", () => {
  assertEquals(parseScreen("a\x1b[1;38;5;160mb\nc\x1b[39md\x1b[0m\x1b[2me\n"), [
    [{ text: "a", style: {} }, { text: "b", style: { isBold: true, color: 160 } }],
    [
      { text: "c", style: { isBold: true, color: 160 } },
      { text: "d", style: { isBold: true, color: undefined } },
      { text: "e", style: { isDim: true } },
    ],
  ]);
});

Deno.test("parseScreen() reads every form of a colour", () => {
  const styleOf = (codes: string) => parseScreen(`\x1b[${codes}mx`)[0]?.[0]?.style;
  assertEquals(styleOf("31"), { color: 1 });
  assertEquals(styleOf("95"), { color: 13 });
  assertEquals(styleOf("42"), { background: 2 });
  assertEquals(styleOf("100"), { background: 8 });
  assertEquals(styleOf("48;5;255"), { background: 255 });
  assertEquals(styleOf("38;2;1;20;255;4"), { color: "#0114ff", isUnderlined: true });
  assertEquals(styleOf("1;7"), { isBold: true, isInverse: true });
  assertEquals(styleOf("1;2;22;4;24;7;27"), {
    isBold: false,
    isDim: false,
    isUnderlined: false,
    isInverse: false,
  });
  assertEquals(styleOf("1;"), {}, "an empty parameter is 0");
});

Deno.test("parseScreen() refuses what it cannot draw", () => {
  for (const captured of ["\x1b[5mx", "\x1b[38;5;256mx", "\x1b[38;2;1;2mx", "\x1b[2Jx", "a\tb"]) {
    assertThrows(() => parseScreen(captured), RangeError);
  }
});

Deno.test("drawScreen() places text by its column, wide characters two columns each", () => {
  assertEquals(elementsOf("ab小c"), [
    `<text x="16" textLength="16.8" y="48.5">ab</text>`,
    `<text x="41.2" text-anchor="middle" y="48.5" font-size="16">小</text>`,
    `<text x="53.8" text-anchor="middle" y="48.5">c</text>`,
  ]);
  assertEquals(elementsOf("\n    \x1b[4mab"), [
    `<text x="49.6" textLength="16.8" y="68.5" text-decoration="underline">ab</text>`,
  ]);
});

Deno.test("drawScreen() draws colours, bold, dim and inverse, and escapes what is markup", () => {
  assertEquals(elementsOf("\x1b[1;38;5;160m<&"), [
    `<text x="16" textLength="16.8" y="48.5" fill="#d70000" font-weight="bold">&lt;&amp;</text>`,
  ]);
  assertEquals(elementsOf("\x1b[2;38;5;244mab"), [
    `<text x="16" textLength="16.8" y="48.5" fill="#808080" opacity="0.62">ab</text>`,
  ]);
  assertEquals(elementsOf("\x1b[7;38;2;1;2;3mab"), [
    `<rect x="16" y="34" width="16.8" height="20" fill="#010203"/>`,
    `<text x="16" textLength="16.8" y="48.5" fill="#12161d">ab</text>`,
  ]);
});

Deno.test("drawScreen() leaves out rows beyond its size, and shows the cursor", () => {
  assertEquals(elementsOf("\n\n\nab"), []);
  assertMatch(drawScreen(SCENE), /<rect x="32.8" y="54" width="8.4" height="20" [^>]*opacity/);
});
