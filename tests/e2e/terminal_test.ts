// The program in a real terminal, driven key by key, its screen compared whole.

import { assertEquals } from "@std/assert";
import { Peer } from "../support/peer.ts";
import { SERVE, startServer } from "../support/program.ts";
import { Screen, withoutKeys } from "../support/screen.ts";

const ignore = !Screen.isAvailable();
if (ignore) {
  // deno-lint-ignore no-console -- a test that is left out has to be seen
  console.error("The tests with a real terminal are left out: there is no tmux");
}

/** `join` at a terminal, in the room. */
async function join(port: number, columns: number, ...args: string[]): Promise<Screen> {
  const screen = await Screen.start(["join", `127.0.0.1:${port}`, "--name", "Ada", ...args], {
    columns,
  });
  await screen.match(/Ctrl-D\s+(leaves\.|退出。)/);
  return screen;
}

Deno.test({
  name: "join: a line of Chinese text stays whole while messages arrive above it",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "zh");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, 40, "--lang", "zh");
    assertEquals(await bob.text(), "Ada 进入了聊天室");
    // Longer than a row of 40 columns, typed in parts, with a message after each part.
    const parts = [
      "你好，",
      "我正在写一条很长的中文消息，",
      "它比一行宽，",
      "还有 English 混在里面。",
    ];
    for (const [index, part] of parts.entries()) {
      await ada.type(part);
      await bob.send(`C Bob 第 ${index} 条，也是一条超过四十列宽度的比较长的消息`);
      await ada.match(new RegExp(`第 ${index} 条`));
    }
    // The cursor can go back into the line: a character is added in its middle.
    await ada.press("Home");
    await ada.press("Right", "Right");
    await bob.send("C Bob 最后");
    await ada.match(/最后/);
    await ada.type("们");
    await ada.match(/你好们/);
    const rows = await ada.timelessRows();
    const wrapped = [
      ...[0, 1, 2, 3].flatMap((index) => [
        `HH:MM Bob ： 第 ${index} 条，也是一条超过四十列`,
        "             宽度的比较长的消息",
      ]),
      "HH:MM Bob ： 最后",
      "Ada ： 你好们，我正在写一条很长的中文消",
      "       息，它比一行宽，还有 English 混在",
      "       里面。",
    ];
    assertEquals(rows.slice(-wrapped.length), wrapped);
    // So does a wide character that has to begin a new row, and what is deleted before it.
    await ada.press("End");
    await ada.type("再长一点，直到第三行。");
    await ada.press("BSpace", "BSpace");
    await ada.match(/再长一点，直到第\s*三$/);
    const typed = `你好们，${parts.slice(1).join("")}再长一点，直到第三`;
    assertEquals((await ada.rows()).slice(-3), [
      "Ada ： 你好们，我正在写一条很长的中文消",
      "       息，它比一行宽，还有 English 混在",
      "       里面。再长一点，直到第三",
    ]);
    await ada.press("Enter");
    assertEquals(await bob.text(), `Ada ： ${typed}`);
    await ada.press("C-d");
    await ada.match(/您退出了聊天室\nexit code 0$/);
    assertEquals(await bob.text(), "Ada 退出了聊天室");
  },
});

Deno.test({
  name: "join: a refused name is asked for again; the screen shows the talk, each line once",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await Screen.start([
      "join",
      `127.0.0.1:${port}`,
      "--lang",
      "en",
      "--history",
      "0",
    ], {
      columns: 100,
    });
    await ada.match(/^Your name:$/m);
    await ada.type("bob");
    await ada.press("Enter");
    await ada.match(/refused[^]*^Your name:$/m);
    await ada.type("Ada");
    await ada.press("Enter");
    await ada.match(/^Ada:$/m);
    await ada.type("hello");
    await ada.press("Enter");
    assertEquals(await bob.text(), "Ada entered the room");
    assertEquals(await bob.text(), "Ada: hello");
    await bob.send("C Bob two\nlines");
    await ada.match(/lines/);
    // An empty line says nothing and leaves nothing; the arrow brings the last line back.
    await ada.press("Enter", "Up");
    await ada.match(/lines\nAda: hello$/);
    await ada.press("Enter");
    assertEquals(await bob.text(), "Ada: hello");
    await ada.match(/lines\n\S+ Ada: hello\nAda:$/);
    await ada.press("C-c");
    await ada.match(/exit code/);
    assertEquals(await ada.timelessRows(), [
      "Your name: bob",
      "* The name bob was refused: the name is taken",
      "Your name: Ada",
      `HH:MM * You are in the room at 127.0.0.1:${port} as Ada (reliable)`,
      "HH:MM * Press Enter to send; /help lists commands; /exit or Ctrl-D leaves.",
      "HH:MM * A program here does not encrypt: what you say also goes out in the clear",
      "HH:MM Ada: hello",
      "HH:MM Bob: two",
      "           lines",
      "HH:MM Ada: hello",
      "HH:MM * You left the room",
      "exit code 0",
    ]);
    assertEquals(await bob.text(), "Ada left the room");
  },
});

Deno.test({
  name: "join: lines that come at once are said one by one, and the rest stays to be edited",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, 80, "--lang", "en");
    assertEquals(await bob.text(), "Ada entered the room");
    await ada.type("one\n二\n\nthr");
    assertEquals([await bob.text(), await bob.text()], ["Ada: one", "Ada: 二"]);
    await bob.send("C Bob hi");
    await ada.match(/Bob: hi/);
    await ada.type("ee");
    await ada.match(/three$/);
    assertEquals((await ada.timelessRows()).slice(-4), [
      "HH:MM Ada: one",
      "HH:MM Ada: 二",
      "HH:MM Bob: hi",
      "Ada: three",
    ]);
  },
});

Deno.test({
  name: "join: a line that is being typed is drawn once when the terminal gets narrower",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using ada = await join(port, 40, "--lang", "en");
    const text = "a line that takes most of a row";
    await ada.type(text);
    await ada.match(/most of a row$/);
    await ada.resize(20);
    await ada.type("!");
    await ada.match(/w!$/);
    assertEquals((await ada.rows()).slice(-3), [
      "Ada: a line that tak",
      "     es most of a ro",
      "     w!",
    ]);
  },
});

Deno.test({
  name: "join: whoever closes the terminal leaves, and does not say what was being typed",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await using ada = await join(port, 80, "--lang", "en");
    await ada.type("half a thought");
    await ada.match(/half a thought$/);
    await ada.hangUp();
    assertEquals(await bob.text(), "Ada entered the room");
    assertEquals(await bob.text(), "Ada left the room");
  },
});

Deno.test({
  name:
    "join: at a keyboard, with the output in a file, prompts are shown and commands are no words",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    const output = await Deno.makeTempFile();
    try {
      const where = ["join", `127.0.0.1:${port}`, "--dialect", "reliable", "--lang", "en"];
      await using ada = await Screen.start(where, { output });
      await ada.match(/^Your name:$/m);
      await ada.type("Bob");
      await ada.press("Enter");
      await ada.match(/the name is taken/);
      await ada.type("Ada");
      await ada.press("Enter");
      await ada.match(/You are in the room at/);
      assertEquals(await bob.text(), "Ada entered the room");
      for (const line of ["/who", "hello"]) {
        await ada.type(line);
        await ada.press("Enter");
      }
      assertEquals(await bob.text(), "Ada: hello");
      await ada.match(/^2 members$/m);
      await bob.send("C Bob hi");
      await ada.type("/exit");
      await ada.press("Enter");
      await ada.match(/exit code 0/);
      const written = await Deno.readTextFile(output);
      assertEquals(/members|Your name|taken/.exec(written), null, written);
    } finally {
      await Deno.remove(output);
    }
  },
});

Deno.test({
  name: "serve in a shell's background serves without a console, and ends by a signal",
  ignore,
  async fn() {
    const args = [...SERVE, "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    await using screen = await Screen.start(args, { inBackground: true, columns: 120 });
    const shown = (await screen.match(/runs in the background/)).join("\n");
    const port = Number(/open on 127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await screen.match(/Bob entered the room/);
    await screen.press("Enter");
    assertEquals(await bob.text(), "The room is closed");
    await screen.match(/exit code 0$/);
  },
});

Deno.test({
  name:
    "serve: the operator reads the talk and speaks; Ctrl-Z is refused, Ctrl-D leaves the room open, Ctrl-C closes it when pressed twice",
  ignore,
  async fn() {
    await using operator = await Screen.start(
      [...SERVE, "--host", "127.0.0.1", "--port", "0", "--lang", "zh"],
      { columns: 80 },
    );
    const shown = (await operator.match(/管理员>$/)).join("\n");
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await operator.match(/Bob 进入了聊天室/);
    await operator.type("开饭了");
    await bob.send("C Bob 饿了");
    await operator.match(/^Bob ： 饿了\n管理员> 开饭了$/m);
    await operator.press("Enter");
    assertEquals(await bob.text(), "管理员消息 ： 开饭了");
    await operator.press("C-z");
    await operator.match(/Ctrl-Z 会让聊天室对所有人停住/);
    await operator.press("C-d");
    await bob.send("C Bob 还在");
    await operator.match(/^Bob ： 还在$/m);
    await operator.press("C-c");
    await operator.match(/再按一次 Ctrl-C 就会关闭聊天室，里面还有 1 个人/);
    await operator.press("C-c");
    assertEquals(await bob.text(), "聊天室关闭了");
    await operator.match(/聊天室关闭了\nexit code 0$/);
  },
});

const CONSOLES = [
  {
    language: "en",
    size: { columns: 80, rows: 24 },
    prompt: "operator>",
    rows: [
      "What you type goes to everybody; /help lists commands; /quit closes the room.",
      "* TIME 小明 entered the room (127.0.0.1:PPPPP)",
      "operator> /mute 小明",
      "* TIME 小明 was muted by the operator (127.0.0.1:PPPPP)",
      "operator> /who",
      "Name  Dialect  Since  Idle  Round trip  Address          Loss  Lag",
      "小明  classic  HH:MM    Ns              127.0.0.1:PPPPP",
      "1 member",
      "operator> /hlep",
      "Unknown command /hlep; did you mean /help?",
      "operator>",
    ],
  },
  {
    language: "zh",
    size: { columns: 30, rows: 10 },
    prompt: "管理员>",
    rows: [
      "管理员> /who",
      "小明",
      "  协议 经典",
      "  进入 HH:MM",
      "  空闲 Ns",
      "  地址 127.0.0.1:PPPPP",
      "1 个成员",
      "管理员> /hlep",
      "没有 /hlep 这个命令；您是不是",
      "要输入 /help？",
      "管理员>",
    ].slice(-9),
  },
  {
    language: "en",
    size: { columns: 30, rows: 10 },
    prompt: "operator>",
    rows: [
      "  Dialect classic",
      "  Since HH:MM",
      "  Idle Ns",
      "  Address 127.0.0.1:PPPPP",
      "1 member",
      "operator> /hlep",
      "Unknown command /hlep; did you",
      "mean /help?",
      "operator>",
    ],
  },
  {
    language: "zh",
    size: { columns: 80, rows: 24 },
    prompt: "管理员>",
    rows: [
      "输入的话发给所有人；/help 列出命令；/quit 关闭聊天室。",
      "* TIME 小明 进入了聊天室 (127.0.0.1:PPPPP)",
      "管理员> /mute 小明",
      "* TIME 小明 被 管理员 禁言 (127.0.0.1:PPPPP)",
      "管理员> /who",
      "姓名  协议   进入  空闲  往返时间  地址             丢失  落后",
      "小明  经典  HH:MM    Ns            127.0.0.1:PPPPP",
      "1 个成员",
      "管理员> /hlep",
      "没有 /hlep 这个命令；您是不是要输入 /help？",
      "管理员>",
    ],
  },
];

/** What no two runs have in common: ports, times, and how long somebody has not spoken. */
function steady(rows: readonly string[], port: number): string[] {
  return rows.map((row) =>
    withoutKeys(row).replace(`:${port}`, ":PPPPP")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, "TIME")
      .replace(/\b\d\d:\d\d\b/, "HH:MM")
      .replace(/\b\ds\b/, "Ns")
  );
}

for (const { language, size, prompt, rows } of CONSOLES) {
  Deno.test({
    name: `serve: the console at ${size.columns}x${size.rows}, language ${language}`,
    ignore,
    async fn() {
      // On a small screen, what says the port is out of sight.
      const port = freePort();
      await using server = await Screen.start(
        [...SERVE, "--host", "127.0.0.1", "--port", `${port}`, "--lang", language],
        size,
      );
      await server.match(new RegExp(`${prompt}$`));
      await using ming = new Peer({ hostname: "127.0.0.1", port });
      await ming.ask("L 小明", "OK");
      await server.match(/小明/);
      // Tab completes the command, and then the name.
      await server.type("/mu");
      await server.press("Tab");
      await server.type("小");
      await server.press("Tab");
      await server.match(new RegExp(`${prompt} /mute 小明$`));
      for (const line of ["", "/who", "/hlep"]) {
        await server.type(line);
        await server.press("Enter");
        await server.match(new RegExp(`${line || "/mute 小明"}\n[^]+\n${prompt}$`));
      }
      assertEquals(steady(await server.rows(), ming.port).slice(-rows.length), rows);
      await server.type("quit");
      await server.press("Enter");
      await server.match(/exit code 0$/);
    },
  });
}

/** A port of loopback that nobody has now. */
function freePort(): number {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  socket.close();
  return (socket.addr as Deno.NetAddr).port;
}
