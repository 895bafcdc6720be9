import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Request } from "../../src/base/mod.ts";
import {
  COMMAND_WORDS,
  CONSOLE_WORDS,
  isQuestion,
  parseConsole,
  parseTyped,
} from "../../src/talk/typed_line.ts";
import { consoleHelp, talkHelp } from "../../src/talk/command_help.ts";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";
import { anyText } from "../support/texts.ts";

const english = messagesIn("en");
const parse = (line: string) => parseTyped(line, english, "chatroom");
const atConsole = (line: string) => parseConsole(line, english, "chatroom");

Deno.test("`parseTyped()` says what is no command, as it is", () => {
  for (const text of ["hello", " /usr/bin", "a /who", "  spaces  ", "one\n/two", "exit now"]) {
    assertEquals(parse(text), { kind: "say", text });
  }
  assertEquals(parse("//x y"), { kind: "say", text: "/x y" });
  assertEquals(parse("///"), { kind: "say", text: "//" });
});

Deno.test("`parseTyped()` reads commands, in any case", () => {
  assertEquals(parse("/help"), { kind: "help" });
  assertEquals(parse("/HELP "), { kind: "help" });
  assertEquals(parse("/clear"), { kind: "clear" });
  assertEquals(parse("/ignore"), { kind: "ignore", name: undefined });
  assertEquals(parse("/ignore  小明 "), { kind: "ignore", name: "小明" });
  assertEquals(parse("/unignore Bob"), { kind: "unignore", name: "Bob" });
  for (const line of ["exit", " exit ", "/exit", "/quit", "/quit ", "/quit bye", "/exit now"]) {
    assertEquals(parse(line), { kind: "leave" });
  }
});

Deno.test("`parseTyped()` reads what a command asks the server for", () => {
  const rows: [line: string, request: Request][] = [
    ["/msg Bob hi there\nyou", { kind: "whisper", to: "Bob", text: "hi there\nyou" }],
    ["/me waves to  all", { kind: "act", text: "waves to  all" }],
    ["/who", { kind: "who" }],
    ["/nick 小明", { kind: "rename", name: "小明" }],
    ["/topic tea time", { kind: "topic", text: "tea time" }],
    ["/topic -", { kind: "topic", text: "" }],
    ["/ping", { kind: "ping" }],
    ["/op Bob", { kind: "op", name: "Bob" }],
    ["/deop Bob", { kind: "deop", name: "Bob" }],
    ["/kick Bob", { kind: "kick", name: "Bob" }],
    ["/ban Bob", { kind: "ban", target: "Bob", duration: undefined }],
    ["/ban 10.0.0.7 2h", { kind: "ban", target: "10.0.0.7", duration: 7_200_000 }],
    ["/unban 10.0.0.7", { kind: "unban", target: "10.0.0.7" }],
    ["/bans", { kind: "bans" }],
    ["/mute Bob 10m", { kind: "mute", name: "Bob", duration: 600_000 }],
    ["/unmute Bob", { kind: "unmute", name: "Bob" }],
  ];
  for (const [line, request] of rows) assertEquals(parse(line), request, line);
  assertEquals(parse("/r yes, you"), { kind: "answer", text: "yes, you" });
  assertEquals(parse("/topic"), { kind: "show-topic" });
  assertEquals(parse("/history"), { kind: "history", count: 20 });
  assertEquals(parse("/history 7"), { kind: "history", count: 7 });
  assertEquals(parse("/history 99999"), { kind: "history", count: 1000 });
  for (const line of ["/history around 123", "/history around #123", "／history ａround １２３"]) {
    assertEquals(parse(line), { kind: "history", count: 11, around: 123 });
  }
  assertEquals(parse("/search 喝什么 茶"), { kind: "search", text: "喝什么 茶" });
  assertEquals(parse("/search"), { kind: "search-on" });
  assertEquals(parse("/seen"), { kind: "seen" });
});

Deno.test("`parseTyped()` tells how a command is written that is not whole", () => {
  for (
    const line of [
      ...["/unignore", "/ignore a b", "/help me", "/msg", "/msg Bob", "/me", "/r"],
      ...[
        "/nick",
        "/nick a b",
        "/history x",
        "/history 0",
        "/history around",
        "/history around x",
        "/seen x",
        "/who all",
        "/kick",
        "/ban a b c",
      ],
      ...["/ban Bob soon", "/mute", "/mute Bob 1", "/bans x"],
    ]
  ) {
    const typed = parse(line);
    assert(typed.kind === "fault" && typed.why.startsWith("Usage: /"), line);
  }
});

Deno.test("`parseTyped()` names the nearest of unknown commands, where one is near", () => {
  assertEquals(parse("/hlep"), {
    kind: "fault",
    why: "Unknown command /hlep; did you mean /help?",
  });
  assertEquals(parse("/HLEP"), {
    kind: "fault",
    why: "Unknown command /HLEP; did you mean /help?",
  });
  assertEquals(parse("/usr/local/bin"), {
    kind: "fault",
    why: "Unknown command /usr/local/bin",
  });
});

Deno.test("`parseTyped()` and `parseConsole()` take what an input method or a slip makes of a slash for it", () => {
  const heads = ["／", "、", "､", "\\", "＼", " /", "\u3000/", "\t/", "  ／", " 、"];
  const misses = [
    ["tell", "Unknown command /tell; did you mean /msg?"],
    ["mgs", "Unknown command /mgs; did you mean /msg?"],
    ["list", english.otherRooms("chatroom")],
  ] as const;
  for (const head of heads) {
    assertEquals(parse(`${head}msg Bob a secret`), parse("/msg Bob a secret"), head);
    assertEquals(parse(`${head}ｍｓｇ\u3000Bob a secret`), parse("/msg Bob a secret"), head);
    assertEquals(parse(`${head}quit`), { kind: "leave" }, head);
    for (const [word, why] of misses) {
      const hint = ` (write //${word} to say it to everybody)`;
      assertEquals(parse(`${head}${word} Bob a secret`), { kind: "fault", why: why + hint }, head);
    }
    assertEquals(atConsole(`${head}kick Bob`), atConsole("/kick Bob"), head);
    assertEquals(atConsole(`${head}msg Bob a secret`).kind, "fault", head);
  }
  assertEquals(parse("／usr/bin").kind, "fault");
  assertEquals(parse("／／usr/bin"), { kind: "say", text: "／usr/bin" });
  for (
    const text of [
      "\\o/",
      "\\n",
      "\\\\host\\share",
      "、我也是",
      "、",
      " //x",
      " /usr/bin",
      "\\frac{1}{2}",
    ]
  ) {
    assertEquals(parse(text), { kind: "say", text });
  }
});

Deno.test("`parseTyped()` understands any text in some way, and says what has no slash", () => {
  fc.assert(
    fc.property(anyText(12), fc.constantFrom("", "/", "//", "/ignore "), (text, before) => {
      const line = before + text;
      const typed = parse(line);
      if (typed.kind === "say") assert(["", "/", "／"].some((mark) => line === mark + typed.text));
      else assert(/^\s*[/／、､\\＼]/.test(line) || line.trim() === "exit");
    }),
    { numRuns: 500 },
  );
});

Deno.test("`parseTyped()` knows what other programs call a command", () => {
  for (
    const [line, nearest] of [
      ...[["/names", "/who"], ["/part", "/exit"], ["/dm Bob", "/msg"], [
        "/pm Bob",
        "/msg",
      ], ["/query Bob", "/msg"]],
      ...[["/?", "/help"], ["/", "/help"], ["/W", "/msg"]],
    ] as [string, string][]
  ) {
    const typed = parse(line);
    assert(typed.kind === "fault" && typed.why.endsWith(`did you mean ${nearest}?`), line);
  }
  for (const line of ["/join #tea", "/list"]) {
    const typed = parse(line);
    assert(typed.kind === "fault" && typed.why.includes("join HOST"), line);
  }
  assertEquals(parse("/toString"), {
    kind: "fault",
    why: "Unknown command /toString",
  });
});

Deno.test("`isQuestion()` tells what is hardly meant for everybody, though it is said", () => {
  for (const text of ["help", " quit ", "?"]) {
    assert(isQuestion(text), text);
    assertEquals(parse(text), { kind: "say", text });
  }
  for (const text of ["help me", "??", "", "exit"]) assert(!isQuestion(text), text);
});

Deno.test("`parseConsole()` reads what operators can ask for, and what the console is asked", () => {
  assertEquals(atConsole("dinner"), { kind: "say", text: "dinner" });
  assertEquals(atConsole("//who"), { kind: "say", text: "/who" });
  assertEquals(atConsole("/who"), { kind: "who" });
  assertEquals(atConsole("/KICK 小明"), { kind: "kick", name: "小明" });
  assertEquals(atConsole("/ban 10.0.0.7 2h"), {
    kind: "ban",
    target: "10.0.0.7",
    duration: 7_200_000,
  });
  assertEquals(atConsole("/topic -"), { kind: "topic", text: "" });
  assertEquals(atConsole("/topic"), { kind: "show-topic" });
  for (const line of ["/help", "help", "?"]) assertEquals(atConsole(line), { kind: "help" });
  for (const line of ["/quit", "/exit", "quit", "exit "]) {
    assertEquals(atConsole(line), { kind: "leave" });
  }
});

Deno.test("`parseConsole()` tells what it does not do, and the nearest that it does", () => {
  const rows = [
    ["/kick", "Usage: /kick NAME"],
    ["/mute Bob soon", "Usage: /mute NAME [DURATION]"],
    ["/msg Bob hi", "/msg is for members in the room"],
    ["/kik Bob", "Unknown command /kik; did you mean /kick?"],
    ["/names", "Unknown command /names; did you mean /who?"],
    ["/part", "Unknown command /part; did you mean /exit?"],
  ] as const;
  for (const [line, why] of rows) assertEquals(atConsole(line), { kind: "fault", why });
});

Deno.test("`talkHelp()` names every command, in every language", () => {
  for (const language of LANGUAGES) {
    const help = talkHelp(messagesIn(language)).join("\n");
    for (const word of COMMAND_WORDS) assert(help.includes(word), word);
  }
});

Deno.test("`consoleHelp()` names what the console has, and nothing else", () => {
  for (const language of LANGUAGES) {
    const help = consoleHelp(messagesIn(language)).join("\n");
    for (const word of COMMAND_WORDS) {
      const isNamed = new RegExp(`^  ${word}(?: |$)`, "m").test(help);
      assertEquals(isNamed, CONSOLE_WORDS.includes(word) && word !== "/exit", word);
    }
  }
});

Deno.test("`talkHelp()` and `consoleHelp()` fit a usual screen, each command on a line", () => {
  for (const language of LANGUAGES) {
    const messages = messagesIn(language);
    assertEquals(talkHelp(messages, 72), talkHelp(messages));
    assertEquals(consoleHelp(messages, 80), consoleHelp(messages));
    assertEquals(consoleHelp(messages, 30).length, 1 + 2 * (consoleHelp(messages).length - 1));
  }
});
