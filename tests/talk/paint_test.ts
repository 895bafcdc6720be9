import { paintNotice, paintText } from "../../src/talk/mod.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bold, cyan, dim, magenta, stripAnsiCode } from "@std/fmt/colors";
import fc from "fast-check";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";
import { makeVisible } from "../../src/base/mod.ts";
import { withColors } from "../support/colors.ts";
import { anyText } from "../support/texts.ts";

/** What stands from each ESC to the next `m`. */
function escapesIn(text: string): string[] {
  return text.split("\x1b").slice(1).map((rest) => rest.slice(0, rest.indexOf("m") + 1));
}

Deno.test("`paintText()` makes the speaker's name stand out, in every wording in use", () => {
  withColors(true, () => {
    for (const separator of [": ", " : ", " ： ", "： "]) {
      assertEquals(
        paintText(`小明${separator}hi: all`, true),
        `${bold(cyan("小明"))}${separator}hi: all`,
      );
    }
    for (const language of LANGUAGES) {
      const said = paintText(`${messagesIn(language).saidBy("ann")}hi`, true);
      assertEquals(said.startsWith(bold(cyan("ann"))), true, said);
    }
  });
});

Deno.test("`paintText()` puts notices in the background", () => {
  withColors(true, () => {
    for (const text of ["ann entered the room", "小明 进入了聊天室", "", "a:b", "http://x: y"]) {
      const painted = paintText(text, true);
      assertEquals(stripAnsiCode(painted), text);
    }
    assertEquals(paintText("ann entered the room", true), dim("ann entered the room"));
    assertEquals(paintText("小明 进入了聊天室", true), dim("小明 进入了聊天室"));
  });
});

Deno.test("`paintText()` without colours is the text made visible", () => {
  withColors(false, () => {
    for (const text of ["ann: hi", "小明 ： 你好", "ann left", "a\nb", "ann: \x1b[31mred\t\x07"]) {
      assertEquals(paintText(text, false), makeVisible(text, " ⏎ "));
    }
  });
});

Deno.test("`paintText()` keeps a message one line for a pipe, and marks its breaks for a person", () => {
  withColors(false, () => {
    assertEquals(paintText("ann: one\ntwo\nthree", false), "ann: one ⏎ two ⏎ three");
    const lines = paintText("ann: one\nbob: fake\nthree", true).split("\n");
    assertEquals(lines[0], "ann: one");
    for (const line of lines.slice(1)) assert(/^\s+⏎ /.test(line), line);
  });
});

Deno.test("`paintText()` lets only its own colours through, whatever the text", () => {
  const nasty = fc.array(
    fc.oneof(
      anyText(5),
      fc.constantFrom(": ", "ann: ", "\x1b[31m", "\x9b", "\n", "\r", "\u202e", "\t", "\x07"),
    ),
  ).map((parts) => parts.join(""));
  fc.assert(
    fc.property(nasty, fc.boolean(), (text, interactive) => {
      withColors(false, () => {
        const painted = paintText(text, interactive);
        assertEquals(
          /[\p{Cc}\p{Bidi_Control}]/u.test(
            interactive ? painted.replaceAll("\n  ⏎ ", "") : painted,
          ),
          false,
        );
      });
      withColors(true, () => {
        const colors = escapesIn(paintText(text, interactive));
        const known = escapesIn(bold(cyan("x")) + dim("x"));
        for (const color of colors) assert(known.includes(color), JSON.stringify(color));
      });
    }),
    { numRuns: 150 },
  );
});

Deno.test("`paintNotice()` cannot pass for a member's line", () => {
  withColors(true, () => assertStringIncludes(paintNotice("You left"), dim("* You left")));
  withColors(false, () => assertEquals(paintNotice("You left"), "* You left"));
});

Deno.test("`paintText()` makes the operator's messages stand out, in both languages", () => {
  withColors(true, () => {
    for (const language of LANGUAGES) {
      const { announcement } = messagesIn(language);
      assertEquals(
        paintText(`${announcement}hi: all`, true),
        `${bold(magenta(announcement))}hi: all`,
      );
    }
  });
});
