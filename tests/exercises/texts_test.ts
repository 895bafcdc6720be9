import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import stringWidth from "string-width";
import { LESSONS } from "../../src/exercises/mod.ts";
import { LANGUAGES } from "../../src/language/mod.ts";

/** Columns of a usual terminal. */
const COLUMNS = 80;

Deno.test("a lesson's texts fit into a terminal, in every language", () => {
  const nameWidth = Math.max(...LESSONS.map(({ name }) => name.length));
  for (const { name, summary, explanation } of LESSONS) {
    for (const language of LANGUAGES) {
      assertLessOrEqual(nameWidth + 4 + stringWidth(summary[language]), COLUMNS, name);
      for (const line of explanation[language].split("\n")) {
        assertLessOrEqual(stringWidth(line), COLUMNS, `${name}: ${line}`);
      }
    }
  }
});

Deno.test("a lesson's explanation names its primitives and what to try", () => {
  for (const { name, explanation, options } of LESSONS) {
    for (const language of LANGUAGES) {
      const text = explanation[language];
      assertStringIncludes(text, `chatroom exercise ${name} --source`);
      const tried = text.matchAll(/chatroom exercise (\S+) --([a-z]+)/g);
      for (const [, lesson, option = ""] of tried) {
        assertEquals(lesson, name);
        assert(option === "source" || option in options, `${name} has no option --${option}`);
      }
    }
  }
});

Deno.test("a lesson's name is its own", () => {
  assertEquals(new Set(LESSONS.map(({ name }) => name)).size, LESSONS.length);
});
