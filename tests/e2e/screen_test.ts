// The talk on a real screen: what it shows is compared whole.

import { assert, assertEquals } from "@std/assert";
import { Peer } from "../support/peer.ts";
import { Program, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

const ignore = !Screen.isAvailable();

type Size = { columns: number; rows: number };

/** `join` at a terminal, in the room. */
async function join(port: number, size: Size, ...args: string[]): Promise<Screen> {
  const screen = await Screen.start(["join", `127.0.0.1:${port}`, "--name", "Ada", ...args], size);
  await screen.match(/Ctrl-D\s+(leaves|退)/);
  return screen;
}

/** The rows with `HH:MM` for times and `PPPPP` for the port. */
async function rowsOf(screen: Screen, port: number): Promise<string[]> {
  return (await screen.timelessRows()).map((row) => row.replace(`${port}`.padEnd(5), "PPPPP"));
}

const TALKS = [
  {
    language: "en",
    size: { columns: 80, rows: 24 },
    expected: [
      "HH:MM * You are in the room at 127.0.0.1:PPPPP as Ada (reliable)",
      "HH:MM * Press Enter to send; /help lists commands; /exit or Ctrl-D leaves.",
      "── Before you entered ──",
      "HH:MM 小明 entered the room",
      "HH:MM 小明: first",
      "── You entered ──",
      "HH:MM 小明: 大家好，这是一条很长的消息，它比三十列宽，所以要折行；八十列也不够，",
      "            因为我还在继续写。",
      "HH:MM 小明: Ada, one",
      "            two ␛[31m",
      "HH:MM Ada: 小明: yes",
      "HH:MM * Unknown command /hlep; did you mean /help?",
      "Ada: half",
    ],
  },
  {
    language: "zh",
    size: { columns: 30, rows: 10 },
    expected: [
      "              三十列宽，所以要",
      "              折行；八十列也不",
      "              够，因为我还在继",
      "              续写。",
      "HH:MM 小明 ： Ada, one",
      "              two ␛[31m",
      "HH:MM Ada ： 小明：yes",
      "HH:MM * 没有 /hlep 这个命令；",
      "      您是不是要输入 /help？",
      "Ada ： half",
    ],
  },
] as const;

for (const { language, size, expected } of TALKS) {
  Deno.test({
    name: `join: the screen of a talk at ${size.columns}x${size.rows}, language ${language}`,
    ignore,
    async fn() {
      const { program: server, port } = await startServer("--lang", language);
      await using _ = server;
      await using ming = Program.start(["join", `127.0.0.1:${port}`, "--name", "小明"]);
      await ming.write("first\n");
      await server.match(/小明/);
      await using ada = await join(port, size, "--lang", language);
      await ming.match(/Ada/);
      await ming.write("大家好，这是一条很长的消息，它比三十列宽，所以要折行；八十列也不够，");
      await ming.write("因为我还在继续写。\n");
      await ada.match(/续写。/);
      await using bob = new Peer({ hostname: "127.0.0.1", port });
      assert(!await ada.hasRung());
      await bob.send("C 小明 not a member's words");
      await ming.write("Ada, one\u2028two \x1b[31m\n");
      await ada.match(/two ␛/);
      await ada.press("Tab");
      await ada.type("yes");
      await ada.press("Enter");
      await ming.match(/Ada.*yes/);
      await ada.match(/yes\n/);
      await ada.type("/hlep");
      await ada.press("Enter");
      await ada.type("half");
      await ada.match(/half$/);
      assertEquals(await rowsOf(ada, port), [...expected]);
    },
  });
}

Deno.test({
  name: "join: lines typed faster than the rate leave no more rows behind than what was said",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en", "--rate", "60/s");
    await using _ = server;
    const size = { columns: 60, rows: 50 };
    await using ada = await join(port, size, "--lang", "en");
    await ada.type(Array.from({ length: 120 }, (_, index) => `line ${index + 1}\r`).join(""));
    await ada.match(/\n… \d+ more messages are under way\n(?:Ada: line \d+ …\n){4}Ada:$/);
    const rows = await ada.match(/Ada: line 120\nAda:$/);
    const all = await ada.scrolled() + rows.length;
    assert(all < 120 + 20, `${all} rows`);
  },
});

Deno.test({
  name:
    "join: the end of a server of others is shown, and what one leaves then ends with exit code 1",
  ignore,
  async fn() {
    const server = new Peer();
    const where = `127.0.0.1:${server.port}`;
    const args = ["join", where, "--name", "Ada", "--dialect", "classic", "--lang", "en"];
    await using ada = await Screen.start(args);
    await server.match(/^L Ada$/);
    await server.send("OK");
    await ada.match(/Ctrl-D leaves/);
    await server[Symbol.asyncDispose]();
    await ada.match(/The server does not answer; messages may be lost until it does/);
    await ada.type("/exit");
    await ada.press("Enter");
    await ada.match(/You left the room: the connection was lost\n(?:.*\n)*exit code 1$/);
  },
});

Deno.test({
  name: "join: a paste of several lines is one draft, and one message",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, { columns: 40, rows: 12 }, "--history", "0", "--lang", "en");
    assertEquals(await bob.text(), "Ada entered the room");
    await ada.type("> ");
    await ada.paste("one\n  二\nthree\n");
    await ada.match(/three$/);
    await bob.send("C Bob hi");
    await ada.match(/Bob: hi/);
    assertEquals((await ada.timelessRows()).slice(-4), [
      "HH:MM Bob: hi",
      "Ada: > one",
      "       二",
      "     three",
    ]);
    await ada.press("Enter");
    assertEquals(await bob.text(), "Ada: > one\n    二\n  three");
    await ada.match(/three\nAda:$/);
    assertEquals((await ada.timelessRows()).slice(-4), [
      "HH:MM Ada: > one",
      "             二",
      "           three",
      "Ada:",
    ]);
  },
});

Deno.test({
  name: "join: a text that would disturb the terminal disturbs nothing",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, { columns: 60, rows: 12 }, "--history", "0", "--lang", "en");
    const title = await ada.title();
    await ada.type("draft");
    await ada.match(/draft$/);
    const nasty = [
      "\x1b]0;title\x07\x1b[2J\x1b[10;10H\x9b31m",
      `a${"\u0301".repeat(400)}b`,
      "abc\u202egnp.exe\u2069",
      "in\u200bvis\u{e0041}ible\u00ad",
      "\x1b[?1049h\x1bc\x0e",
    ];
    for (const text of nasty) await bob.send(`C Bob ${text}`);
    await bob.send("C Bob end");
    await ada.match(/Bob: end/);
    const rows = (await ada.timelessRows()).map((row) => row.normalize("NFD"));
    assertEquals(rows.slice(-7), [
      "HH:MM Bob: ␛]0;title␇␛[2J␛[10;10H\ufffd31m",
      `HH:MM Bob: a${"\u0301".repeat(8)}b`,
      "HH:MM Bob: abcgnp.exe",
      "HH:MM Bob: invisible",
      "HH:MM Bob: ␛[?1049h␛c␎",
      "HH:MM Bob: end",
      "Ada: draft",
    ]);
    assertEquals(await ada.title(), title);
  },
});

Deno.test({
  name: "join: what is typed while 200 messages a second arrive stays whole",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en", "--rate", "off");
    await using _ = server;
    await using bob = Program.start(["join", `127.0.0.1:${port}`, "--name", "Bob"]);
    await bob.write("first\n");
    await server.match(/Bob/);
    await using ada = await join(port, { columns: 60, rows: 12 }, "--lang", "en");
    let isTyping = true;
    let count = 0;
    const flood = (async () => {
      for (const start = performance.now(); isTyping;) {
        for (; count < (performance.now() - start) / 5; count++) {
          await bob.write(`message ${count}\n`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const words = "the quick 棕色 fox jumps over the lazy 狗 while everybody talks";
    let typed = "";
    for (const key of words) {
      await ada.type(key);
      typed += key;
      // Each key is on the screen while messages go on arriving.
      const pattern = typed.trimEnd().split("").map((letter) => `\\s*${RegExp.escape(letter)}`);
      await ada.match(new RegExp(`Ada:${pattern.join("")}$`));
    }
    while (count < 200) {
      await ada.type("!");
      await ada.match(/!$/);
      await ada.press("BSpace");
      await ada.match(/talks$/);
    }
    isTyping = false;
    await flood;
    const last = `Bob: message ${count - 1}`;
    // The screen may be seen while it is drawn.
    const rows = await ada.match(new RegExp(`${last}\n.*\n.*talks$`));
    assertEquals(rows.slice(-3).map((row) => row.replace(/^\d\d:\d\d /, "")), [
      last,
      "Ada: the quick 棕色 fox jumps over the lazy 狗 while everybo",
      "     dy talks",
    ]);
    await ada.press("Enter");
    await bob.match(/Ada: the quick 棕色 fox jumps over the lazy 狗 while everybody talks\n/);
  },
});

Deno.test({
  name: "join: Ctrl-Z stops it, and when it goes on it comes back by itself, with its draft",
  ignore,
  async fn() {
    // The server misses a member after a second of silence.
    const { program: server, port } = await startServer("--lang", "en", "--grace", "1s");
    await using _ = server;
    await using ada = await Screen.start(
      ["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en"],
      { canStop: true },
    );
    await ada.match(/leaves\./);
    await ada.type("half a thought");
    await ada.match(/thought$/);
    await ada.press("C-z");
    await ada.match(/stopped/);
    await server.match(/Ada left the room \(connection lost\)/);
    await ada.press("Enter");
    await ada.match(/The connection is back[^]*half a thought$/);
    await ada.type(" more");
    await ada.press("Enter");
    await ada.match(/Ada: half a thought more\nAda:$/);
    await ada.press("C-c");
    await ada.match(/exit code 0$/);
  },
});

Deno.test({
  name: "join: Ctrl-S stops the screen, Ctrl-Q shows what came meanwhile; Ctrl-L clears it",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, { columns: 60, rows: 12 }, "--history", "0", "--lang", "en");
    await bob.send("C Bob one");
    await ada.match(/Bob: one/);
    await ada.press("C-s");
    await ada.type("typed");
    await ada.press("Enter");
    assertEquals([await bob.text(), await bob.text()], ["Ada entered the room", "Ada: typed"]);
    await bob.send("C Bob two");
    await ada.type("again");
    await ada.press("Enter");
    assertEquals(await bob.text(), "Ada: again");
    assertEquals((await ada.timelessRows()).slice(-2), ["HH:MM Bob: one", "Ada:"]);
    await ada.press("C-q");
    await ada.match(/typed\n.*two\n.*again\nAda:$/);
    await ada.type("draft");
    await ada.press("C-l");
    await ada.match(/^Ada: draft$/);
    assertEquals(await ada.rows(), ["Ada: draft"]);
  },
});

Deno.test({
  name: "join: --plain asks and tells in whole sentences, and draws nothing",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    const args = ["join", `127.0.0.1:${port}`, "--plain", "--history", "0", "--lang", "en"];
    await using ada = await Screen.start(args);
    await ada.match(/Your name:/);
    await ada.type("Ada");
    await ada.press("Enter");
    await ada.match(/leaves\./);
    await bob.send("C Bob hello");
    await ada.match(/hello/);
    await ada.type("half typx");
    await ada.match(/half typx$/);
    await bob.send("C Bob interrupting you");
    await ada.match(/interrupting you\nhalf typx$/);
    await ada.press("BSpace");
    await ada.type("ed 汉字");
    await ada.press("BSpace", "Enter");
    const heard = [await bob.text(), await bob.text()];
    assertEquals(heard, ["Ada entered the room", "Ada: half typed 汉"]);
    await bob.send("E Bob");
    await ada.match(/Bob left/);
    await ada.press("C-d");
    await ada.match(/exit code/);
    assertEquals((await rowsOf(ada, port)).map((row) => row.replace(/\d\d:\d\d/, "HH:MM")), [
      "Your name:",
      "Ada",
      "Connecting to 127.0.0.1:PPPPP …",
      "You are in the room at 127.0.0.1:PPPPP as Ada (reliable)",
      "Press Enter to send; /help lists commands; /exit or Ctrl-D leaves.",
      "A program here does not encrypt: what you say also goes out in the clear",
      "Bob says: hello",
      "half typx",
      "Bob says: interrupting you",
      "half typed 汉",
      "At HH:MM, Bob left the room",
      "You left the room",
      "exit code 0",
    ]);
  },
});

Deno.test({
  name: "join: commands ask the server, tell what came of it, and are kept apart from the talk",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    const size = { columns: 60, rows: 24 };
    await using ada = await join(port, size, "--lang", "en");
    await using bob = await Screen.start(
      ["join", `127.0.0.1:${port}`, "--name", "Bob", "--lang", "en"],
      size,
    );
    await bob.match(/leaves\./);
    await ada.match(/Bob entered/);
    /** Types lines one by one, each when the screen shows what came of the one before. */
    const talk = async (screen: Screen, lines: readonly [typed: string, shown: RegExp][]) => {
      for (const [typed, shown] of lines) {
        await screen.type(typed);
        await screen.press("Enter");
        await screen.match(shown);
      }
    };
    await talk(ada, [
      ["/me waves", /• Ada waves/],
      ["/msg Bob psst", /→ Bob: psst/],
      ["/topic tea", /set by Ada: tea/],
    ]);
    await bob.match(/psst[^]*set by Ada: tea/);
    await talk(bob, [
      ["/r what?", /: what\?/],
      ["/ignore Ada", /not shown/],
      ["/nick Rob", /now called Rob\nRob:$/],
    ]);
    await talk(ada, [
      ["not for Bob", /Ada: not for Bob\nAda:$/],
      ["/kick Rob", /only an operator/],
      ["/msg Bob where?", /no member has that name/],
      ["/ping", /answered after/],
      ["/who", /2 members/],
    ]);
    await bob.type("/topic");
    await bob.press("Enter");
    await bob.match(/Topic: tea/);
    const times = (rows: string[]) =>
      rows.map((row) => row.replace(/\d\d:\d\d +\d+s +[\d.]+ ms$/, "HH:MM Ns N ms"));
    assertEquals(
      times(await ada.timelessRows()).slice(4).map((row) => row.replace(/[\d.]+ ms/, "N ms")),
      [
        "HH:MM Bob entered the room",
        "HH:MM • Ada waves",
        "HH:MM [private] Ada → Bob: psst",
        "HH:MM New topic, set by Ada: tea",
        "HH:MM [private] Bob → Ada: what?",
        "HH:MM Bob is now called Rob",
        "HH:MM Ada: not for Bob",
        "HH:MM * Not done: only an operator can do that",
        "HH:MM * Not done: no member has that name",
        "HH:MM * The server answered after N ms",
        "HH:MM * Name  Dialect   Since  Idle  Round trip",
        "HH:MM * Ada   reliable  HH:MM Ns N ms",
        "HH:MM * Rob   reliable  HH:MM Ns N ms",
        "HH:MM * 2 members",
        "Ada:",
      ],
    );
    assertEquals(
      (await bob.timelessRows()).slice(-5),
      [
        "HH:MM [private] Bob → Ada: what?",
        "HH:MM * What Ada says is not shown; /unignore Ada shows it",
        "      again",
        "HH:MM Bob is now called Rob",
        "HH:MM * Topic: tea",
        "Rob:",
      ].slice(-5),
    );
  },
});
