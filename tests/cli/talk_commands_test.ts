import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { COMMAND_WORDS, parseTyped, talkHelp } from "../../src/cli/talk_commands.ts";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";
import { anyText } from "../support/texts.ts";

const english = messagesIn("en");
const parse = (line: string) => parseTyped(line, english);

Deno.test("`parseTyped()` says what is no command, as it is", () => {
  for (const text of ["hello", " /help", "a /who", "  spaces  ", "one\n/two", "exit now"]) {
    assertEquals(parse(text), { type: "say", text });
  }
  assertEquals(parse("//x y"), { type: "say", text: "/x y" });
  assertEquals(parse("///"), { type: "say", text: "//" });
});

Deno.test("`parseTyped()` reads commands, in any case", () => {
  assertEquals(parse("/help"), { type: "help" });
  assertEquals(parse("/HELP "), { type: "help" });
  assertEquals(parse("/clear"), { type: "clear" });
  assertEquals(parse("/ignore"), { type: "ignore", name: undefined });
  assertEquals(parse("/ignore  小明 "), { type: "ignore", name: "小明" });
  assertEquals(parse("/unignore Bob"), { type: "unignore", name: "Bob" });
  for (const line of ["exit", " exit ", "/exit", "/quit", "/quit "]) {
    assertEquals(parse(line), { type: "exit" });
  }
});

Deno.test("`parseTyped()` tells how a command is written that is not whole", () => {
  for (const line of ["/unignore", "/ignore a b", "/help me", "/exit now"]) {
    const typed = parse(line);
    assert(typed.type === "fault" && typed.why.startsWith("Write it like this: /"), line);
  }
});

Deno.test("`parseTyped()` names the nearest of unknown commands, where one is near", () => {
  assertEquals(parse("/hlep"), {
    type: "fault",
    why: "Unknown command /hlep; did you mean /help?",
  });
  assertEquals(parse("/usr/local/bin"), {
    type: "fault",
    why: "Unknown command /usr/local/bin",
  });
});

Deno.test("`parseTyped()` understands any text in some way, and says what has no slash", () => {
  fc.assert(
    fc.property(anyText(12), fc.constantFrom("", "/", "//", "/ignore "), (text, before) => {
      const line = before + text;
      const typed = parse(line);
      if (typed.type === "say") assert(line === typed.text || line === `/${typed.text}`);
      else assert(line.startsWith("/") || line.trim() === "exit");
    }),
    { numRuns: 500 },
  );
});

Deno.test("`talkHelp()` names every command, in every language", () => {
  for (const language of LANGUAGES) {
    const help = talkHelp(messagesIn(language)).join("\n");
    for (const word of COMMAND_WORDS) assert(help.includes(word), word);
  }
});
