import { mentions, NAME_COLORS, paintName } from "../../src/talk/mod.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { getColorEnabled, setColorEnabled } from "@std/fmt/colors";

/** The relative luminance of a colour of xterm's 6x6x6 cube, 0 to 1 (WCAG 2.1). */
function luminance(color: number): number {
  const levels = [0, 95, 135, 175, 215, 255];
  const place = color - 16;
  const [red, green, blue] = [place / 36, (place / 6) % 6, place % 6].map((part) => {
    const value = levels[Math.floor(part)]! / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

Deno.test("`NAME_COLORS` are read well on black and on white", () => {
  for (const color of NAME_COLORS) {
    const light = luminance(color);
    assert((light + 0.05) / 0.05 >= 3.5, `${color} on black`);
    assert(1.05 / (light + 0.05) >= 3.5, `${color} on white`);
  }
  assertEquals(new Set(NAME_COLORS).size, NAME_COLORS.length);
});

Deno.test("`paintName()` gives a name one colour, however it is spelled, and names all colours", () => {
  const before = getColorEnabled();
  setColorEnabled(true);
  try {
    assertEquals(paintName("Ada"), "\x1b[1m\x1b[38;5;100mAda\x1b[39m\x1b[22m");
    assertEquals(paintName("ADA").replace("ADA", "Ada"), paintName("Ada"));
    assertNotEquals(paintName("Bob", "x"), paintName("Ada", "x"));
    const painted = Array.from({ length: 500 }, (_, index) => paintName(`n${index}`, "x"));
    assertEquals(new Set(painted).size, NAME_COLORS.length);
    setColorEnabled(false);
    assertEquals(paintName("Ada"), "Ada");
  } finally {
    setColorEnabled(before);
  }
});

Deno.test("`mentions()` finds a name as a word of its own, in any case", () => {
  const rows: [text: string, name: string, expected: boolean][] = [
    ["hello Ada", "Ada", true],
    ["ada: look", "Ada", true],
    ["@ADA!", "ada", true],
    ["Canada", "Ada", false],
    ["adage, or Ada", "Ada", true],
    ["Ada's", "Ada", true],
    ["Ada_2", "Ada", false],
    ["小明你好", "小明", true],
    ["你好小明，", "小明", true],
    ["问Ada吧", "Ada", true],
    ["a.b", "b", true],
    ["a+b", "+", true],
    ["", "Ada", false],
  ];
  for (const [text, name, expected] of rows) {
    assertEquals(mentions(text, name), expected, `${name} in ${text}`);
  }
});
