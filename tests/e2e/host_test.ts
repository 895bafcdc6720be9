// A room in one command, and into it without an address.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { programName } from "../../src/cli/program_name.ts";
import { wrapLine } from "../../src/terminal/mod.ts";
import { type Namespaces, testInNamespaces, TWO_HOSTS } from "../support/namespace.ts";
import { Peer } from "../support/peer.ts";
import { Program, SERVE, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";
import { wrapRows } from "../support/rows.ts";

/** How the program calls itself. */
const PROGRAM = Deno.env.get("CHATROOM_EXECUTABLE") ?? programName();

/** `chatroom host` on a free port of loopback, which nobody finds who looks for rooms. */
async function startHost(...args: string[]): Promise<{ program: Program; port: number }> {
  const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0"];
  const program = Program.start(["host", ...where, "--name", "Ada", ...args]);
  const [, port] = await program.match(/join 127\.0\.0\.1:(\d+)\n/);
  return { program, port: Number(port) };
}

for (
  const [how, end] of [
    ["/quit", (host: Program) => host.write("/quit\n")],
    ["the end of the input", (host: Program) => host.closeInput()],
    ["SIGTERM", (host: Program) => host.kill("SIGTERM")],
  ] as const
) {
  Deno.test(`host serves a room and sits in it; ${how} closes it, and the others are told`, async () => {
    const { program: ada, port } = await startHost("--lang", "en");
    await using _ = ada;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await bob.send("C Bob hello");
    await ada.match(/Bob: hello\n/);
    await ada.match(/You run this room\n/);
    await ada.write("hi\n");
    // Others may come in before the host has.
    const before = ["Ada entered the room", "Ada is now an operator (set by the operator)"];
    let text = await bob.text();
    while (text === before.at(-1) || text === before[0]) text = await bob.text();
    assertEquals(text, "Ada: hi");
    await end(ada);
    assertEquals(await bob.text(), "Ada left the room");
    assertEquals(await bob.text(), "The room is closed");
    const { code, stderr } = await ada.end();
    assertEquals([code, stderr], [0, ""]);
  });
}

Deno.test({
  name: "host: whose room it is keeps order in it, under whatever name",
  ignore: !Screen.isAvailable(),
  async fn() {
    const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    await using host = await Screen.start(["host", ...where]);
    const shown = (await host.match(/^Your name:$/m)).join("\n");
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
    await using ada = new Peer({ hostname: "127.0.0.1", port });
    await ada.ask("L Ada", "OK");
    for (
      const [typed, answer] of [
        ["Ada", /the name is taken/],
        ["Bea", /You run this room\nBea:$/],
        ["/nick Cid", /Bea is now called Cid\nCid:$/],
        ["/kick Ada", /Ada was removed by Cid\nCid:$/],
      ] as const
    ) {
      await host.type(typed);
      await host.press("Enter");
      await host.match(answer);
    }
    const texts = ["Bea entered the room", "Bea is now an operator (set by the operator)"];
    for (const text of texts) assertEquals(await ada.text(), text);
    await using eve = Program.start(["join", `127.0.0.1:${port}`, "--name", "Eve", "--lang", "en"]);
    await host.match(/Eve entered the room/);
    await host.type("/kick Eve");
    await host.press("Enter");
    await eve.match(/You were removed from the room by Cid\n/);
  },
});

Deno.test({
  name:
    "host: Ctrl-C clears the draft, then asks before it closes the room for others; Ctrl-Z is refused",
  ignore: !Screen.isAvailable(),
  async fn() {
    const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    await using host = await Screen.start(["host", "--name", "Ada", ...where]);
    const shown = (await host.match(/You run this room\nAda:$/m)).join("\n");
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await host.type("half a thought");
    await host.match(/Ada: half a thought$/);
    await host.press("C-z");
    await host.match(/Ctrl-Z would stop the room for everybody; \/exit closes it\nAda: half/);
    await host.press("C-c");
    await host.match(/\nAda:$/);
    await host.press("C-c");
    await host.match(/Press Ctrl-C again to close the room for 1 other\nAda:$/);
    await bob.send("C Bob still here");
    await host.match(/Bob: still here\nAda:$/);
    await host.press("C-c");
    assertEquals(await bob.text(), "Ada left the room");
    await host.match(/The room is closed\nexit code 0$/);
  },
});

Deno.test("host refuses a name in one line, with exit code 1, and closes the room", async () => {
  const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0"];
  const { code, stdout, stderr } = await Program.run(["host", ...where], "a b\n");
  assertEquals(code, 1);
  assertMatch(stdout, /join 127\.0\.0\.1:\d+\n/);
  assertMatch(stderr, /^chatroom: The name a b was refused: [^\n]+\n$/);
});

Deno.test("host says how to get into the room that has its port, with exit code 1", async () => {
  const { program, port } = await startServer();
  await using _ = program;
  const where = ["--no-announce", "--host", "127.0.0.1", "--port", `${port}`];
  assertEquals(await Program.run(["host", "--name", "Ada", ...where], "hello\n"), {
    code: 1,
    stdout: "",
    stderr: `chatroom: Cannot listen on 127.0.0.1:${port}: the port is in use; ` +
      `if a room is there already, ${PROGRAM} join enters it\n`,
  });
});

Deno.test("serve says in one line that its room cannot be found, and goes on", async () => {
  await using server = Program.start(["serve", "--host", "::1", "--port", "0", "--lang", "en"]);
  const [, port] = await server.match(
    /join \[::1\]:(\d+)\nIt cannot be found on this network without its address: no network [^\n]+\n/,
  );
  await using peer = new Peer({ hostname: "::1", port: Number(port) });
  await peer.ask("L Peer", "OK");
});

/** The names and members of the rooms that are found from a host. */
async function roomsFrom(hosts: Namespaces, host: number): Promise<string[]> {
  const { stdout } = await Program.runOn(hosts, ["find", "--json"], "", host);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line)).map(({ name, members }) => `${name} ${members}`);
}

testInNamespaces(
  "join without an address enters the only room, on whichever host, until it ends",
  TWO_HOSTS,
  async (hosts) => {
    const join = async (host: number) =>
      await Program.runOn(
        hosts,
        ["join", "--name", "Bob", "--history", "0"],
        "hello\n",
        host,
      );
    await using ada = Program.startOn(hosts, [
      "host",
      "--name=Ada",
      "--room=Tea",
      "--names-for=off",
    ]);
    await ada.match(/found on this network as Tea\n/);
    const [near, far] = [await join(0), await join(1)];
    assertEquals(near, { ...near, code: 0, stderr: "chatroom: Entering Tea at 127.0.0.1:8888\n" });
    assertEquals(far, { ...far, code: 0, stderr: "chatroom: Entering Tea at 10.77.0.1:8888\n" });
    await ada.match(/(?:Bob: hello\n[^]*){2}/);
    assertEquals(await roomsFrom(hosts, 1), ["Tea 1"]);
    {
      await using stone = Program.startOn(hosts, ["serve", "--room=Stone", "--names-for=off"], 1);
      await stone.match(/found on this network as Stone\n/);
      assertEquals(await roomsFrom(hosts, 0), ["Stone 0", "Tea 1"]);
      assertEquals(await join(1), {
        code: 1,
        stdout: "",
        stderr: "chatroom: Cannot choose among 2 rooms, name one by its address: " +
          "Stone (127.0.0.1:8888), Tea (10.77.0.1:8888)\n",
      });
      stone.kill("SIGTERM");
      assertEquals((await stone.end()).code, 0);
    }
    assertEquals(await roomsFrom(hosts, 0), ["Tea 1"]);
    await using cid = Program.startOn(hosts, ["join", "--name=Cid"], 1);
    await ada.match(/Cid entered the room\n/);
    await ada.write("/quit\n");
    assertEquals((await ada.end()).code, 0);
    assertEquals((await cid.end()).code, 1);
    assertMatch(cid.stdout, /Ada left the room\nThe room is closed\n$/);
    assertEquals(await roomsFrom(hosts, 0), []);
  },
);

testInNamespaces(
  "join --json and send without an address find the room as join does",
  TWO_HOSTS,
  async (hosts) => {
    const all = async () => {
      const outcomes = [];
      for (const command of [["join", "--json"], ["send"]]) {
        const args = [...command, "--name=Bob", "--lang=en"];
        const { code, stderr } = await Program.runOn(hosts, args, "hello\n");
        outcomes.push([code, stderr]);
      }
      return outcomes;
    };
    await using ada = Program.startOn(hosts, [
      "host",
      "--name=Ada",
      "--room=Tea",
      "--names-for=off",
    ], 1);
    await ada.match(/found on this network as Tea\n/);
    const found = [0, "chatroom: Entering Tea at 10.77.0.2:8888\n"];
    assertEquals(await all(), [found, found]);
    await ada.match(/(?:Bob: hello\n[^]*){2}/);
    await using stone = Program.startOn(hosts, ["serve", "--room=Stone", "--names-for=off"]);
    await stone.match(/found on this network as Stone\n/);
    const several = [
      1,
      "chatroom: Cannot choose among 2 rooms, name one by its address: " +
      "Stone (127.0.0.1:8888), Tea (10.77.0.2:8888)\n",
    ];
    assertEquals(await all(), [several, several]);
  },
);

testInNamespaces(
  "join, join --json and send find a room by its name, before a host of that name",
  TWO_HOSTS,
  async (hosts) => {
    await using tea = Program.startOn(hosts, [
      "serve",
      "--room=Tea room",
      "--rate=off",
      "--names-for=off",
    ], 1);
    await tea.match(/found on this network as Tea room\n/);
    await using local = Program.startOn(hosts, [
      "serve",
      "--room=tea.local",
      "--port=8889",
      "--names-for=off",
    ]);
    await local.match(/found on this network as tea\.local\n/);
    const commands = (target: string) => [
      ["join", target],
      ["join", "--json", target],
      ["send", "--server", target],
    ];
    for (
      const [target, told, code] of [
        ["tea ROOM", "Entering Tea room at 10.77.0.2:8888", 0],
        ["tea.local", "Entering tea.local at 127.0.0.1:8889", 0],
        [
          "no room",
          `Cannot find a room named no room on this network; ${PROGRAM} doctor tells why`,
          1,
        ],
      ] as const
    ) {
      for (const command of commands(target)) {
        const args = [...command, "--name=Bob", "--lang=en"];
        const outcome = await Program.runOn(hosts, args, "hello\n");
        assertEquals([outcome.code, outcome.stderr], [code, `chatroom: ${told}\n`]);
      }
    }
    await tea.match(/(?:Bob entered[^]*){3}/);
    await local.match(/(?:Bob entered[^]*){3}/);
    for (const [index, command] of commands("no-such-host.invalid").entries()) {
      const args = [...command, "--name=Bob", "--lang=en"];
      const { code, stderr } = await Program.runOn(hosts, args, "hello\n");
      assertEquals(
        stderr,
        "chatroom: No room named no-such-host.invalid found on this network; " +
          "trying the host no-such-host.invalid\n" +
          "chatroom: Cannot find the host no-such-host.invalid\n",
      );
      assertEquals(code, index === 0 ? 1 : 3);
    }
  },
);

testInNamespaces(
  "join, join --json and send without an address try this machine where no room is announced",
  TWO_HOSTS,
  async (hosts) => {
    await using server = Program.startOn(hosts, SERVE);
    await server.match(/join 127\.0\.0\.1:8888\n/);
    for (const command of [["join"], ["join", "--json"], ["send"]]) {
      const args = [...command, "--name=Bob"];
      const { code, stderr } = await Program.runOn(hosts, args, "hello\n");
      assertEquals([code, stderr], [
        0,
        `chatroom: No rooms found on this network, ${PROGRAM} host opens one, ` +
        `${PROGRAM} doctor tells why none is found; trying 127.0.0.1:8888\n`,
      ]);
    }
    assertEquals(await roomsFrom(hosts, 1), []);
  },
);

const TEXTS = {
  en: {
    opened: [
      "The room is open on 0.0.0.0:8888",
      "Join it with one of:",
      `  ${PROGRAM} join`,
      `  ${PROGRAM} join 10.77.0.1:8888`,
      `  ${PROGRAM} join 127.0.0.1:8888`,
      "It can be found on this network as Tea",
      "Or by this link, which knows the room by its key:",
      "  chatroom://LINK",
      "Or in a browser, a phone's too:",
      "  http://10.77.0.1:8888/",
      "The room's words, for guests to compare:",
      "  W W W",
      "  W W W",
      "* When you leave, the room is closed",
    ],
    inside: [
      "* You are in the room at 127.0.0.1:8888 as Ada (reliable)",
      "* Press Enter to send; /help lists commands; /exit or Ctrl-D leaves.",
      "You run this room",
    ],
    said: "Ada:",
    table: [
      "   Room  Members  Address         Round trip",
      "1  Tea         1  10.77.0.1:8888 T",
      "2  二楼        0  127.0.0.1:8888 T",
    ],
    list: ["1 Tea, 1 member", "  10.77.0.1:8888 T", "2 二楼, 0 members", "  127.0.0.1:8888 T"],
    prompt: "Which room? 1 to 2:",
    again: "* Type a number from 1 to 2",
    entering: "* Entering Tea at 10.77.0.1:8888",
    entered: /Bob entered the room/,
    asked: /Ctrl-C again/,
    end: ["HH:MM * You left the room", "* The room is closed", "exit code 0"],
    closed: /The room is closed\nexit code 1$/,
  },
  zh: {
    opened: [
      "聊天室开在 0.0.0.0:8888",
      "用下面任意一行进入：",
      `  ${PROGRAM} join`,
      `  ${PROGRAM} join 10.77.0.1:8888`,
      `  ${PROGRAM} join 127.0.0.1:8888`,
      "在本网络里可以找到它，名称是 Tea",
      "或用这个链接，它凭密钥认出这个聊天室：",
      "  chatroom://LINK",
      "或用浏览器，手机也行：",
      "  http://10.77.0.1:8888/",
      "这个聊天室的词，供客人核对：",
      "  W W W",
      "  W W W",
      "* 您退出时，聊天室就关闭",
    ],
    inside: [
      "* 您以 Ada 进入了 127.0.0.1:8888 的聊天室（可靠）",
      "* 按回车发言；/help 列出命令；/exit 或 Ctrl-D 退出。",
      "您是这个聊天室的管理员",
    ],
    said: "Ada ：",
    table: [
      "   聊天室  人数  地址            往返时间",
      "1  Tea        1  10.77.0.1:8888 T",
      "2  二楼       0  127.0.0.1:8888 T",
    ],
    list: ["1 Tea, 1 个成员", "  10.77.0.1:8888 T", "2 二楼, 0 个成员", "  127.0.0.1:8888 T"],
    prompt: "进入哪一个？1 到 2：",
    again: "* 请输入 1 到 2 的数字",
    entering: "* 进入 10.77.0.1:8888 的聊天室 Tea",
    entered: /Bob 进入了聊天室/,
    asked: /再按一次 Ctrl-C/,
    end: ["HH:MM * 您退出了聊天室", "* 聊天室关闭了", "exit code 0"],
    closed: /聊天室关闭了\nexit code 1$/,
  },
} as const;

/** A pattern of a text to the letter. */
const escape = (text: string) => text.replace(/[*?.]/g, "\\$&");

/** What no two runs have in common: round trips. */
const steady = (rows: readonly string[]) => rows.map((row) => row.replace(/ +\d+\.\d ms$/, " T"));

for (
  const [language, columns, rows, leave] of [
    ["en", 80, 24, ["C-c", "C-c"]],
    ["en", 30, 10, ["C-d"]],
    ["zh", 80, 24, ["/quit", "Enter"]],
    ["zh", 30, 10, ["C-c", "C-c"]],
  ] as const
) {
  if (!Screen.isAvailable()) continue;
  testInNamespaces(
    `host and join at terminals of ${columns} x ${rows} in ${language}: a room is chosen of two`,
    TWO_HOSTS,
    async (hosts) => {
      const text = TEXTS[language];
      const size = { columns, rows };
      const lang = `--lang=${language}`;
      await using ada = await Screen.start(["host", "--room=Tea", "--memory", lang], {
        ...size,
        on: { hosts, host: 0 },
      });
      await ada.match(/(?:Your name:|请输入姓名：)$/);
      await ada.type("Ada");
      await ada.press("Enter");
      await ada.match(/(?:You run this room|您是这个聊天室的管理员)\nAda ?[:：]$/);
      const name = language === "en" ? "Your name: Ada" : "请输入姓名：Ada";
      const inside = text.inside.flatMap((line) =>
        wrapLine([{ text: "HH:MM " }], [{ text: line }], columns)
      );
      assertEquals(
        await ada.timelessRows(),
        [...wrapRows([...text.opened, name], columns), ...inside, text.said].slice(-rows),
      );

      await using upstairs = Program.startOn(hosts, ["serve", "--room=二楼", lang], 1);
      await upstairs.match(/二楼\n/);
      await using bob = await Screen.start(["join", "--name=Bob", "--history=0", lang], {
        ...size,
        on: { hosts, host: 1 },
      });
      const asked = new RegExp(`^${escape(text.prompt)}$`, "m");
      const menu = columns < 60 ? text.list : text.table;
      assertEquals(steady(await bob.match(asked)), [...menu, text.prompt]);
      await bob.type("3");
      await bob.press("Enter");
      await bob.match(new RegExp(escape(`${text.again}\n${text.prompt}`)));
      await bob.type("1");
      await bob.press("Enter");
      await ada.match(text.entered);
      await bob.match(/Bob ?[:：]$/m);
      // On a small screen, it is out of sight by now.
      if (rows > 10) assertStringIncludes((await bob.rows()).join(""), text.entering);

      for (const [index, key] of leave.entries()) {
        await ada.press(key);
        if (key === "C-c" && index === 0) await ada.match(text.asked);
      }
      await ada.match(/exit code/);
      assertEquals((await ada.timelessRows()).slice(-text.end.length), [...text.end]);
      await bob.match(text.closed);
      assertEquals(await roomsFrom(hosts, 0), ["二楼 0"]);
    },
  );
}

testInNamespaces(
  "join: a room on this network is entered by its name",
  TWO_HOSTS,
  async (hosts) => {
    await using one = Program.startOn(hosts, ["serve", "--room=Tea room", "--lang=en"]);
    await using two = Program.startOn(hosts, ["serve", "--room=二楼", "--lang=en"], 1);
    await Promise.all([one.match(/ as Tea room\n/), two.match(/ as 二楼\n/)]);
    for (const [name, server] of [["ＴＥＡ room", one], ["二楼", two]] as const) {
      const outcome = await Program.runOn(hosts, ["join", name, "--name", "Ada"], "hi\n");
      assertEquals(outcome.code, 0, outcome.stderr);
      await server.match(/Ada entered the room/);
    }
    const outcome = await Program.runOn(hosts, ["join", "nowhere", "--name", "Ada"], "hi\n");
    assertEquals([outcome.code, /nowhere/.test(outcome.stderr)], [1, true]);
  },
);

if (Screen.isAvailable()) {
  testInNamespaces(
    "join: whoever chooses no room leaves with exit code 0, by Ctrl-C as by Ctrl-D",
    TWO_HOSTS,
    async (hosts) => {
      await using one = Program.startOn(hosts, ["serve", "--room=one"]);
      await using two = Program.startOn(hosts, ["serve", "--room=two"], 1);
      await Promise.all([one.match(/ as one\n/), two.match(/ as two\n/)]);
      for (const key of ["C-c", "C-d"]) {
        await using screen = await Screen.start(["join"], { on: { hosts, host: 0 } });
        await screen.match(/^Which room\? 1 to 2:$/m);
        await screen.press(key);
        await screen.match(/exit code 0$/);
      }
    },
  );
}
