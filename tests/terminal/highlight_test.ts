import { assertEquals } from "@std/assert";
import {
  cyan,
  dim,
  getColorEnabled,
  green,
  magenta,
  setColorEnabled,
  stripAnsiCode,
  yellow,
} from "@std/fmt/colors";
import { LESSONS } from "../../src/exercises/mod.ts";
import { highlight } from "../../src/terminal/mod.ts";

/** Runs a test as at a terminal, unless the environment asks for no colours at all. */
function inColor<T>(run: () => T): T {
  const before = getColorEnabled();
  setColorEnabled(true);
  try {
    return run();
  } finally {
    setColorEnabled(before);
  }
}

Deno.test("`highlight()` tells the parts of a program apart", () => {
  inColor(() => {
    assertEquals(
      highlight('const Name = "x"; // 1\nnull ?? 0xf; LIMIT.get?.of'),
      `${magenta("const")} ${cyan("Name")} = ${green('"x"')}; ${dim("// 1")}\n` +
        `${yellow("null")} ?? ${yellow("0xf")}; LIMIT.get?.of`,
    );
  });
});

Deno.test("`highlight()` colours each line of a comment or a text by itself", () => {
  inColor(() => {
    const [first, last] = [dim("/* a"), dim(" b */")];
    const expected = `${first}\n\n${last}${green("`c")}\n${green("d`")}`;
    assertEquals(highlight("/* a\n\n b */`c\nd`"), expected);
  });
});

Deno.test("`highlight()` changes nothing but the colours of the lessons' sources", async () => {
  for (const source of LESSONS.flatMap(({ sources }) => sources)) {
    const text = await Deno.readTextFile(source);
    assertEquals(stripAnsiCode(inColor(() => highlight(text))), text);
  }
});
