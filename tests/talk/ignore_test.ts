import { assertEquals } from "@std/assert";
import { messagesIn } from "../../src/language/mod.ts";
import { Talk } from "../../src/talk/talk.ts";
import type { Terminal } from "../../src/terminal/mod.ts";

Deno.test("`Talk.obey()` tells who ignores a name that was not seen, and ignores it all the same", () => {
  const printed: string[] = [];
  const terminal: Terminal = {
    interactive: true,
    print: (text) => printed.push(text),
    setPrompt: () => {},
    bell: () => {},
    drained: Promise.resolve(),
    lines: async function* () {},
    close: () => {},
  };
  const talk = new Talk(terminal, messagesIn("en"), { isPlain: true, bell: "never" }, "chatroom");
  talk.text("Ada : hello");
  talk.obey("/ignore ada");
  talk.obey("/ignore Nobody");
  talk.text("Nobody : hello");
  talk.obey("/ignore");
  const notices = printed.map((text) => text.replace(/^.*?\d\d:\d\d,? /, ""));
  const ada = "What ada says is not shown; /unignore ada shows it again";
  const nobody = "What Nobody says is not shown; /unignore Nobody shows it again";
  assertEquals(notices.filter((text) => !text.includes("hello")), [
    ada,
    "Nobody named Nobody was seen here so far",
    nobody,
    ada,
    nobody,
  ]);
  assertEquals(notices.filter((text) => text.includes("hello")).length, 1);
});
