import { assert, assertEquals } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { columns, commandHelp, programHelp } from "../../src/cli/arguments/help.ts";
import { parseOptions } from "../../src/cli/arguments/options.ts";
import { COMMANDS } from "../../src/cli/main.ts";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";
import { widthOf } from "../../src/terminal/mod.ts";

/** The words of a text, in whatever rows they stand. */
const squeeze = (text: string) => text.replaceAll(/\s/g, "");

Deno.test("the help has no row that is wider than the screen, and all its words at every width", () => {
  setColorEnabled(false);
  for (const language of LANGUAGES) {
    const context = { language, messages: messagesIn(language) };
    const commands = COMMANDS.flatMap((each) => [each, ...(each.subcommands?.(context) ?? [])]);
    const texts = [
      (width: number) => programHelp(COMMANDS, context.messages, width),
      ...commands.map((each) => (width: number) => commandHelp(each, context.messages, width)),
    ];
    for (const text of texts) {
      for (const width of [20, 50, 80, 132]) {
        const wide = text(width).split("\n").filter((row) => widthOf(row) > width);
        assertEquals(wide, [], `${width} columns`);
        assertEquals(squeeze(text(width)), squeeze(text(1000)));
      }
    }
  }
});

Deno.test("`columns()` wraps the right column within its own, and gives a wide left one a row", () => {
  const rows = [["--a N", "one two three four"], ["--with-a-long-name", "five"]] as const;
  assertEquals(columns(rows, 24), [
    "  --a N  one two three",
    "         four",
    "  --with-a-long-name",
    "         five",
  ]);
  assertEquals(columns(rows, 80), [
    "  --a N               one two three four",
    "  --with-a-long-name  five",
  ]);
});

Deno.test("every command has examples, and they are lines that it takes", () => {
  const messages = messagesIn("en");
  for (const { name, examples = [], options } of COMMANDS) {
    assert(examples.length > 0, name);
    for (const { line } of examples) {
      const [, words = ""] = /chatroom ([^|)]*)/.exec(line) ?? [];
      const [command, ...args] = words.trim().split(" ");
      assertEquals(command, name);
      parseOptions(options, Infinity, args, messages);
    }
  }
});
