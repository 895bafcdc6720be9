// The program as its users run it: processes, pipes, signals and exit codes.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Peer } from "../support/peer.ts";
import { Program, programCommand, SERVE, startServer } from "../support/program.ts";
import { within } from "../support/deadline.ts";

/** `chatroom join` on loopback, once it is in the room. */
async function join(
  port: number,
  name: string,
  server: Program,
  ...args: string[]
): Promise<Program> {
  const program = Program.start(["join", `127.0.0.1:${port}`, "--name", name, ...args]);
  await server.match(new RegExp(`${name} (?:entered|进入)`));
  return program;
}

/** How one leaves a server of others: it ignores the words that it doesn't know. */
const LEAVE = ["E Ada", "Q Ada", "q Ada"];

/** `chatroom join` in the classic dialect. */
function joinClassic({ port }: Peer, ...args: string[]): Program {
  return Program.start(["join", `127.0.0.1:${port}`, "--dialect", "classic", ...args]);
}

Deno.test("join with piped input sends every line in order, then leaves; others see it all", async () => {
  const { program: server, port } = await startServer("--lang", "zh");
  await using _ = server;
  await using ada = await join(port, "Ada", server, "--lang", "zh");
  const lines = Array.from({ length: 500 }, (_, index) => `第 ${index} 行`);
  const bob = await Program.run(
    ["join", `127.0.0.1:${port}`, "--name", "Bob", "--lang", "zh"],
    lines.join("\n"),
  );
  assertEquals(bob, { code: 0, stdout: "Ada 进入了聊天室\n", stderr: "" });
  await ada.match(/Bob 退出了聊天室\n/);
  assertEquals(ada.stdout.split("\n"), [
    "Bob 进入了聊天室",
    ...lines.map((line) => `Bob ： ${line}`),
    "Bob 退出了聊天室",
    "",
  ]);
  await ada.write("bye\n/quit\n");
  assertEquals((await ada.end()).code, 0);
});

Deno.test("join: members see each other, nobody sees own words twice", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using ada = await join(port, "Ada", server);
  await using bob = await join(port, "Bob", server);
  await ada.match(/Bob entered the room\n/);
  await ada.write("hello\n");
  await bob.match(/Ada: hello\n/);
  await bob.write("hi Ada\n");
  await ada.match(/Bob: hi Ada\n/);
  await server.write("dinner\n");
  await ada.match(/Message from the operator: dinner\n/);
  await bob.closeInput();
  assertEquals((await bob.end()).code, 0);
  await ada.match(/Bob left the room\n/);
  await ada.closeInput();
  assertEquals((await ada.end()).stdout.split("\n"), [
    "Bob entered the room",
    "Bob: hi Ada",
    "Message from the operator: dinner",
    "Bob left the room",
    "",
  ]);
});

Deno.test("join with piped input and a taken name ends with one line and exit code 1", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using _ada = await join(port, "Ada", server);
  const outcome = await Program.run(["join", `127.0.0.1:${port}`, "--name", "ada"], "hello\n");
  assertEquals([outcome.code, outcome.stdout], [1, ""]);
  assertMatch(outcome.stderr, /^chatroom: The name ada was refused: [^\n]+\n$/);
});

Deno.test("join without --name takes the first piped line as the name", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using ada = await join(port, "Ada", server);
  const outcome = await Program.run(["join", `127.0.0.1:${port}`], "Bob\nhello\n");
  assertEquals(outcome, { code: 0, stdout: "Ada entered the room\n", stderr: "" });
  await ada.match(/Bob: hello\nBob left/);
  const nameless = await Program.run(["join", `127.0.0.1:${port}`]);
  assertEquals([nameless.code, nameless.stderr], [1, "chatroom: Cannot join: no name was given\n"]);
});

Deno.test("join without a server says so, with exit code 1", async () => {
  await using silent = new Peer();
  const outcome = await Program.run(
    ["join", `127.0.0.1:${silent.port}`, "--name", "Ada"],
    "hello\n",
  );
  assertEquals(outcome, {
    code: 1,
    stdout: "",
    stderr: `chatroom: Cannot join: 127.0.0.1:${silent.port} does not answer\n`,
  });
  const asked = ["L Ada", "L Ada", "LOGIN Ada", "LOGIN Ada", "LOGIN Ada"];
  const classic = [...asked, ...LEAVE, "EXIT Ada", "QUIT Ada"];
  const heard: string[] = [];
  for (let count = 0; count < 10 + classic.length; count++) heard.push(await silent.text());
  assertEquals(heard.filter((text) => !/^HELLO 00002 [0-9a-f]{16} \.+$/.test(text)), classic);
});

Deno.test("join tries again until the server answers, and shows its wording of a refusal", async () => {
  await using server = new Peer();
  await using refused = joinClassic(server, "--name", "Ada");
  assertEquals(await server.text(), "L Ada");
  assertEquals(await server.text(), "L Ada");
  await server.send("\u001b[31m名字已存在\n");
  assertEquals(await refused.end(), {
    code: 1,
    stdout: "",
    stderr: "chatroom: The name Ada was refused: ␛[31m名字已存在\n",
  });
});

Deno.test({
  name: "join leaves, and says why in one line, when its output cannot be written",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    const [command, ...args] = programCommand(["join", `127.0.0.1:${port}`, "--name", "Ada"]);
    const ada = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" >/dev/full', "sh", command, ...args],
      cwd: new URL("../../", import.meta.url),
      stdin: "piped",
      stderr: "piped",
    }).spawn();
    const ended = Promise.all([ada.status, new Response(ada.stderr).text()]);
    assertEquals(await bob.text(), "Ada entered the room");
    await bob.send("C Bob hi");
    assertEquals(await bob.text(), "Ada left the room");
    const [{ code }, stderr] = await within(ended, "the end of join");
    await ada.stdin.close();
    assertEquals(code, 1);
    assertMatch(stderr, /^chatroom: [^\n]*space[^\n]*\n$/);
  },
});

Deno.test("join shows what other servers send, and nothing of it raw", async () => {
  await using server = new Peer();
  await using ada = joinClassic(server, "--name", "Ada");
  assertEquals(await server.text(), "L Ada");
  await server.send("OK, welcome");
  await server.send("\nBob : hi");
  await server.send("Bob : \u001b[2J\u009b31m\u0007\u007f red\u202e txet\r\nAda : faked");
  await ada.match(/faked\n/);
  assertEquals(ada.stdout, "Bob : hi\nBob : ␛[2J\ufffd31m␇␡ red txet ⏎ Ada : faked\n");
  await ada.closeInput();
  for (const word of LEAVE) assertEquals(await server.text(), word);
  assertEquals(await ada.end(), { code: 0, stdout: ada.stdout, stderr: "" });
});

Deno.test("join leaves a server of others with E, Q and q, and waits for no EXIT", async () => {
  await using server = new Peer();
  await using ada = joinClassic(server, "--name=Ada");
  assertEquals(await server.text(), "L Ada");
  await server.send("ok");
  await ada.write("hello\nexit\nnever sent\n");
  assertEquals(await server.text(), "C Ada hello");
  for (const word of LEAVE) assertEquals(await server.text(), word);
  const { code, stderr } = await ada.end();
  assertEquals([code, stderr], [1, "chatroom: 1 line behind the exit was not said\n"]);
});

Deno.test("join tells that a server of others was killed, and that it did not leave it, with exit code 1", async () => {
  for (const isPiped of [true, false]) {
    const server = new Peer();
    await using ada = joinClassic(server, "--name", "Ada", "--lang", "en");
    assertEquals(await server.text(), "L Ada");
    await server.send("OK");
    await server.send("ready");
    await ada.match(/ready\n/);
    await server[Symbol.asyncDispose]();
    if (isPiped) await ada.closeInput();
    const { code, stderr } = await ada.end();
    const told = isPiped
      ? "You left the room: the connection was lost"
      : "chatroom: The server does not answer any more: not everything may have arrived";
    assertEquals([code, `${ada.stdout}${stderr}`], [1, `ready\n${told}\n`]);
  }
});

Deno.test("join leaves properly on SIGINT and SIGTERM, with exit code 0", async () => {
  await using server = new Peer();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using ada = joinClassic(server, "--name", "Ada");
    assertEquals(await server.text(), "L Ada");
    await server.send("OK");
    await server.send("ready");
    await ada.match(/ready\n/);
    ada.kill(signal);
    for (const word of LEAVE) assertEquals(await server.text(), word);
    assertEquals(await ada.end(), { code: 0, stdout: "ready\n", stderr: "" });
  }
});

Deno.test("join: a 2000-character Chinese message reaches a classic member whole", async () => {
  const { program: server, port } = await startServer("--lang", "zh");
  await using _ = server;
  await using bob = new Peer({ hostname: "127.0.0.1", port });
  await bob.ask("L Bob", "OK");
  const text = Array.from({ length: 2000 }, (_, index) => String.fromCodePoint(0x4e00 + index))
    .join("");
  const ada = await Program.run(["join", `127.0.0.1:${port}`, "--name", "Ada"], `${text}\n`);
  assertEquals(ada.code, 0);
  assertEquals(await bob.text(), "Ada 进入了聊天室");
  let whole = "";
  let pieces = 0;
  for (; whole.length < text.length; pieces++) {
    const bytes = await bob.bytes();
    assert(bytes.length <= 1024);
    const piece = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    assertStringIncludes(piece, "Ada ： ");
    whole += piece.slice("Ada ： ".length);
  }
  assertEquals(whole, text);
  assertEquals(pieces, Math.ceil(6000 / 1014));
  assertEquals(await bob.text(), "Ada 退出了聊天室");
});

Deno.test("serve tells its members on SIGTERM and SIGINT, with exit code 0", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await using peer = new Peer({ hostname: "127.0.0.1", port });
    await peer.ask("L Peer", "OK");
    await using ada = await join(port, "Ada", server);
    server.kill(signal);
    assertEquals(await peer.text(), "Ada entered the room");
    assertEquals(await peer.text(), "The room is closed");
    assertEquals((await ada.end()).code, 1);
    assertStringIncludes(ada.stdout, "The room is closed\n");
    const { code, stderr } = await server.end();
    assertEquals([code, stderr], [0, ""]);
  }
});

Deno.test("serve logs who enters, leaves and is refused, and obeys the operator's lines", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  await peer.ask("L Peer", "OK");
  await using other = new Peer({ hostname: "127.0.0.1", port });
  await other.ask("L PEER", "FAIL the name is taken");
  const stamp = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
  await server.match(
    new RegExp(`\n${stamp} Peer entered the room \\(127\\.0\\.0\\.1:${peer.port}\\)\n`),
  );
  await server.match(
    new RegExp(`\n${stamp} refused PEER: the name is taken \\(127\\.0\\.0\\.1:${other.port}\\)\n`),
  );
  await server.write("/who\n");
  await server.match(
    new RegExp(`\nPeer +classic +\\d\\d:\\d\\d +\\d+s +127\\.0\\.0\\.1:${peer.port}\n1 member\n`),
  );
  await server.write("/kik Peer\n");
  await server.match(/\nUnknown command \/kik; did you mean \/kick\?\n/);
  await server.write("/kick nobody\n");
  await server.match(/\nNot done: no member has that name\n/);
  await server.write("/kick peer\n");
  assertEquals(await peer.text(), "You were removed from the room by the operator");
  await server.match(new RegExp(`\n${stamp} Peer was removed by the operator`));
  await server.write("/help\n");
  await server.match(/\n {2}\/kick NAME +remove a member\n/);
  await server.closeInput();
  await peer.ask("L Again", "OK");
  await using last = await join(port, "Last", server);
  server.kill("SIGTERM");
  assertEquals((await server.end()).code, 0);
  assertEquals((await last.end()).code, 1);
});

Deno.test("serve keeps order as its console is told, and says what came of it", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using bob = await join(port, "Bob", server);
  /** Each line, and what the server shows of it. */
  const lines: [typed: string, shown: RegExp][] = [
    ["/topic", /\nThere is no topic\n$/],
    ["/topic tea", /New topic, set by the operator: tea\n$/],
    ["/topic", /\nTopic: tea\n$/],
    ["/op Bob", /Bob is now an operator \(set by the operator\) \(.*\n$/],
    ["/who", /\n@Bob +reliable .* 127\.0\.0\.1:\d+ .*%.*\n1 member\n$/],
    ["/deop bob", /Bob is no longer an operator \(set by the operator\) \(.*\n$/],
    ["/bans", /\nNobody is banned\n$/],
    ["/ban 10.0.0.7 2h", /\n10\.0\.0\.7, banned by the operator until .*\n$/],
    ["/unban 10.0.0.7", /\n10\.0\.0\.7 may enter again\n$/],
    ["/unban 10.0.0.7", /\nNot done: there is no such ban\n$/],
    ["/mute Bob 10m", /Bob was muted for 10m by the operator.*\n$/],
    ["/mute Bob soon", /\nUsage: \/mute NAME \[DURATION\]\n$/],
    ["/unmute Bob", /Bob may speak again.*\n$/],
    ["/msg Bob hi", /\n\/msg is for members in the room\n$/],
    ["?", /\/quit +close the room; so does Ctrl-C\n$/],
    ["/ban Bob", /Bob was removed and banned.*\nBob, banned by .*\n127\.0\.0\.1, banned by .*\n$/],
  ];
  for (const [typed, shown] of lines) {
    await server.write(`${typed}\n`);
    await server.match(shown);
  }
  assertEquals((await bob.end()).code, 1);
  const { code, stderr } = await Program.run(["join", `127.0.0.1:${port}`, "--name", "bob"], "x\n");
  assertEquals([code, stderr.includes("you are banned from this room")], [1, true]);
  await server.write("quit\n");
  assertEquals((await server.end()).code, 0);
});

Deno.test("serve /quit closes the room, with exit code 0", async () => {
  const { program: server, port } = await startServer("--lang", "zh");
  await using _ = server;
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  await peer.ask("L Peer", "OK");
  await server.write("/quit\n");
  assertEquals(await peer.text(), "聊天室关闭了");
  assertEquals((await server.end()).code, 0);
});

Deno.test("serve takes IPv6, and join takes it in brackets", async () => {
  await using server = Program.start([...SERVE, "--host", "::1", "--port", "0", "--lang", "en"]);
  const [, port] = await server.match(/join \[::1\]:(\d+)\n/);
  await using peer = new Peer({ hostname: "::1", port: Number(port) });
  await peer.ask("L Peer", "OK");
  const ada = await Program.run(["join", `[::1]:${port}`, "--name", "Ada"], "hello\n");
  assertEquals(ada, { code: 0, stdout: "Peer entered the room\n", stderr: "" });
  assertEquals(await peer.text(), "Ada entered the room");
  assertEquals(await peer.text(), "Ada: hello");
});

Deno.test("serve shows its own texts in the environment's language", async () => {
  await using server = Program.start([...SERVE, "--host", "127.0.0.1", "--port", "0"], {
    LC_ALL: "zh_CN.UTF-8",
  });
  await server.match(/聊天室开在 127\.0\.0\.1:\d+\n用下面任意一行进入/);
});
