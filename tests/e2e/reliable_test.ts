// The reliable dialect as people meet it: both dialects in one room, history, servers and members that crash.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, ConnectError } from "../../src/client/mod.ts";
import { lossyHost, testInNamespaces } from "../support/namespace.ts";
import { Peer } from "../support/peer.ts";
import { Program, SERVE, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

const ignore = !Screen.isAvailable();

const LOCAL = [...SERVE, "--host", "127.0.0.1", "--rate", "off", "--lang", "en"];

/** `chatroom join` on loopback. */
function join(port: number, name: string, ...args: string[]): Program {
  return Program.start(["join", `127.0.0.1:${port}`, "--name", name, ...args]);
}

/** `chatroom join` on loopback, once the server has let it in. */
async function enter(server: Program, port: number, name: string, ...args: string[]) {
  const program = join(port, name, ...args);
  await server.match(new RegExp(`${name} entered the room`));
  return program;
}

/** Another `chatroom serve` on the port of one that has crashed, with the same room. */
async function restart(port: number, { home }: Program, ...args: string[]): Promise<Program> {
  const server = Program.start([...LOCAL, "--port", `${port}`, ...args], home);
  await server.match(/join 127\.0\.0\.1:\d+\n/);
  return server;
}

function lines({ stdout }: { readonly stdout: string }): string[] {
  return stdout.trimEnd().split("\n");
}

Deno.test("join: classic and reliable members share a room, and each sees everything once", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  await peer.ask("L Peer", "OK");
  await using ada = await enter(server, port, "Ada", "--history", "0");
  await using bob = await enter(server, port, "Bob", "--dialect", "classic");
  await ada.match(/Bob entered/);
  await server.write("/who\n");
  await server.match(/\nPeer +classic .*\nAda +reliable .*\nBob +classic .*\n3 members\n/);
  await ada.write("from Ada\n");
  await bob.match(/Ada: from Ada\n/);
  await bob.write("from Bob\n");
  await ada.match(/Bob: from Bob\n/);
  await peer.send("C Peer from Peer");
  await ada.match(/Peer: from Peer\n/);
  await bob.match(/Peer: from Peer\n/);
  await bob.closeInput();
  await ada.match(/Bob left the room\n/);
  await ada.closeInput();
  assertEquals(lines(await bob.end()), ["Ada: from Ada", "Peer: from Peer"]);
  assertEquals(lines(await ada.end()), [
    "Bob entered the room",
    "Bob: from Bob",
    "Peer: from Peer",
    "Bob left the room",
  ]);
  const heard = ["Ada entered the room", "Bob entered the room", "Ada: from Ada", "Bob: from Bob"];
  for (const text of [...heard, "Bob left the room", "Ada left the room"]) {
    assertEquals(await peer.text(), text);
  }
  await peer.ask("PING - Peer", "OK");
});

Deno.test("join --history shows as many entries of before as it says, 20 if it says nothing", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  await peer.ask("L Peer", "OK");
  for (let index = 0; index < 30; index++) await peer.ask(`C Peer line ${index}`);
  // Its answer shows that what was sent before it has been handled.
  await peer.ask("PING - Peer", "OK");
  for (
    const [args, count] of [[[], 20], [["--history", "3"], 3], [["--history", "0"], 0]] as const
  ) {
    const { code, stdout } = await Program.run(
      ["join", `127.0.0.1:${port}`, "--name", `Last${count}`, ...args],
    );
    assertEquals(code, 0);
    const said = stdout.split("\n").filter((line) => line.startsWith("Peer: line"));
    // What stands behind them is that others came and went.
    const others = stdout.split("\n").filter((line) => line.startsWith("Last"));
    assertEquals(said.length + others.length, count, stdout);
    if (count === 20) {
      assertEquals(said, Array.from({ length: 20 }, (_, at) => `Peer: line ${at + 10}`));
    }
  }
});

Deno.test("join --dialect reliable says that a classic server does not speak it, with exit code 1", async () => {
  await using server = new Peer();
  const outcome = await Program.run([
    ...["join", `127.0.0.1:${server.port}`, "--name", "Ada", "--dialect", "reliable"],
  ]);
  assertEquals(outcome, {
    code: 1,
    stdout: "",
    stderr:
      `chatroom: Cannot join: 127.0.0.1:${server.port} does not answer in the reliable dialect; ` +
      "try --dialect classic\n",
  });
});

Deno.test({
  name: "join speaks the classic dialect with a server that knows no other, and says so",
  ignore,
  async fn() {
    await using server = new Peer();
    await using ada = await Screen.start(
      ["join", `127.0.0.1:${server.port}`, "--name", "Ada", "--lang", "en"],
      { columns: 100 },
    );
    for (;;) {
      const text = await server.text();
      if (text === "L Ada") break;
      assertMatch(text, /^HELLO /);
    }
    await server.send("OK");
    await ada.match(/exit.*\nAda:$/);
    assertEquals((await ada.timelessRows()).slice(0, 2), [
      `HH:MM * You are in the room at 127.0.0.1:${server.port} as Ada (classic)`,
      "HH:MM * In the classic dialect, messages can get lost",
    ]);
  },
});

Deno.test("join refuses a message of more than 64 KiB in one line, after all that was said before it", async () => {
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await using bob = await enter(server, port, "Bob");
  const longest = "x".repeat(65_000);
  const input = `first\n${longest}\n${"y".repeat(70_000)}\nnever said\n`;
  const ada = await Program.run(["join", `127.0.0.1:${port}`, "--name", "Ada"], input);
  assertEquals([ada.code, ada.stderr], [
    1,
    "chatroom: Not sent: the message is longer than 64 KiB\n",
  ]);
  await bob.match(/Ada left the room\n/);
  await bob.closeInput();
  const said = lines(await bob.end()).filter((line) => line.startsWith("Ada: "));
  assertEquals(said, ["Ada: first", `Ada: ${longest}`]);
});

Deno.test("join with piped input outlives a crash of the server: each line is in the room once", async () => {
  const { program: first, port } = await startServer("--lang", "en");
  await using _first = first;
  await using ada = await enter(first, port, "Ada");
  await using bob = await enter(first, port, "Bob");
  await ada.write("old\n");
  await bob.match(/Ada: old\n/);
  await first.crash();
  const typed = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  await ada.write(`${typed.join("\n")}\n`);
  await ada.closeInput();
  await using second = await restart(port, first);
  assertEquals((await ada.end()).code, 0);
  await second.match(/Ada left the room/);
  await bob.match(/Ada left the room\n/);
  await bob.closeInput();
  const heard = lines(await bob.end()).filter((line) => line.startsWith("Ada: "));
  assertEquals(heard, ["Ada: old", ...typed.map((line) => `Ada: ${line}`)]);
});

Deno.test({
  name:
    "join: who is in a room whose server crashes comes back by itself, and what was typed meanwhile arrives once",
  ignore,
  async fn() {
    const { program: first, port } = await startServer("--lang", "en");
    await using _first = first;
    await using ada = await Screen.start(
      ["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en", "--history", "0"],
      { columns: 100 },
    );
    await ada.match(/^Ada:$/m);
    await first.crash();
    await ada.type("typed meanwhile");
    await ada.press("Enter");
    await ada.match(/^Ada: typed meanwhile …\nAda:$/m);
    await using second = await restart(port, first);
    await ada.match(/The connection is back/);
    await using bob = await enter(second, port, "Bob");
    await ada.type("and now");
    await ada.press("Enter");
    await bob.match(/Ada: and now\n/);
    await bob.closeInput();
    const said = lines(await bob.end()).filter((line) => line.startsWith("Ada: "));
    assertEquals(said, ["Ada: typed meanwhile", "Ada: and now"]);
    await ada.match(/Bob left the room/);
    await ada.press("C-d");
    await ada.match(/exit code/);
    assertEquals((await ada.timelessRows()).slice(2), [
      "HH:MM * The connection is broken; what you type is kept and sent when it is back",
      "HH:MM * The connection is back",
      "HH:MM Ada: typed meanwhile",
      "HH:MM Bob entered the room",
      "HH:MM Ada: and now",
      "HH:MM Bob left the room",
      "HH:MM * You left the room",
      "exit code 0",
    ]);
  },
});

Deno.test({
  name: "join: what was typed stays on the screen while the name is refused on coming back",
  ignore,
  async fn() {
    const { program: first, port } = await startServer("--lang", "en");
    await using _first = first;
    await using ada = await Screen.start(
      ["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en", "--history", "0"],
      { columns: 100, canStop: true },
    );
    await ada.match(/^Ada:$/m);
    await first.crash();
    await ada.type("typed meanwhile");
    await ada.press("Enter");
    await ada.match(/^Ada: typed meanwhile …\nAda:$/m);
    // Stopped, so that somebody else can take the name first.
    await ada.press("C-z");
    await ada.match(/^stopped$/m);
    await using second = await restart(port, first, "--grace", "1s");
    await second.match(/Ada (?:left|lost)/);
    await using other = new Peer({ hostname: "127.0.0.1", port });
    await other.ask("L Ada", "OK");
    await ada.press("Enter");
    await ada.match(/The name Ada was refused: the name is taken\nAda: typed meanwhile …\nAda:$/m);
    await other.send("E Ada");
    await ada.match(/^\d\d:\d\d Ada: typed meanwhile\n(.*\n)*Ada:$/m);
  },
});

Deno.test("join: any address of a server that listens on every address is right, in both dialects", async () => {
  const { program: server, port } = await startServer("--lang", "en", "--host", "0.0.0.0");
  await using _ = server;
  for (const [dialect, name] of [["reliable", "Ada"], ["classic", "Bob"]] as const) {
    const where = ["join", `127.0.0.2:${port}`, "--name", name, "--dialect", dialect];
    await using member = Program.start([...where, "--history", "0"]);
    await server.match(new RegExp(`${name} entered the room`));
    await server.write("dinner\n");
    await member.match(/Message from the operator: dinner\n/);
    await member.closeInput();
    assertEquals((await member.end()).code, 0);
    await server.match(new RegExp(`${name} left the room`));
  }
});

Deno.test("join and send: each address of a host name is tried", async () => {
  const { program: server, port } = await startServer("--lang", "en", "--host", "::1");
  await using _ = server;
  await using bob = Program.start(["join", `localhost:${port}`, "--name", "Bob", "--history", "0"]);
  await server.match(/Bob entered the room/);
  await using ada = Program.start(["send", "--server", `localhost:${port}`, "--name", "Ada", "hi"]);
  assertEquals((await ada.end()).code, 0);
  await bob.match(/Ada: hi\n/);
  await bob.closeInput();
  assertEquals((await bob.end()).code, 0);
});

Deno.test("join: a member who crashed has the name again after the time of --grace", async () => {
  const { program: server, port } = await startServer("--lang", "en", "--grace", "2s");
  await using _ = server;
  await using bob = await enter(server, port, "Bob");
  await using ada = await enter(server, port, "Ada");
  await ada.crash();
  const crashed = performance.now();
  // Not by a program: until that has started, the time could be over.
  const address = `127.0.0.1:${port}`;
  await assertRejects(() => connect({ server: address, name: "Ada" }), ConnectError, "is taken");
  await server.match(/Ada left the room \(connection lost\)/);
  // From the last word that was heard of her, at most half a second before.
  const grace = performance.now() - crashed;
  assert(grace > 1400 && grace < 10_000, `${grace} ms`);
  const again = await Program.run(["join", `127.0.0.1:${port}`, "--name", "Ada"], "I am back\n");
  assertEquals(again.code, 0);
  await bob.match(
    /^Ada entered the room\nAda left the room \(connection lost\)\nAda entered the room\nAda: I am back\n/m,
  );
});

testInNamespaces(
  "join loses nothing on a host whose loopback loses a tenth of all datagrams",
  lossyHost(0.1),
  async (hosts) => {
    await using server = Program.startOn(hosts, [...LOCAL, "--port", "0"]);
    const [, port] = await server.match(/join 127\.0\.0\.1:(\d+)\n/);
    const names = ["Ada", "Bob", "Cid"];
    const typed = names.map((name) => Array.from({ length: 200 }, (_, at) => `${name} says ${at}`));
    const members = names.map((name) =>
      Program.startOn(hosts, ["join", `127.0.0.1:${port}`, "--name", name, "--history", "1000"])
    );
    await using stack = new AsyncDisposableStack();
    for (const member of members) stack.use(member);
    for (const name of names) await server.match(new RegExp(`${name} entered the room`));
    await Promise.all(members.map((member, at) => member.write(`${typed[at]!.join("\n")}\n`)));
    for (const [at, member] of members.entries()) {
      const others = names.filter((name) => name !== names[at]);
      for (const name of others) await member.match(new RegExp(`^${name}: ${name} says 199$`, "m"));
    }
    for (const member of members) {
      await member.closeInput();
      assertEquals((await member.end()).code, 0);
    }
    for (const [at, member] of members.entries()) {
      for (const [other, name] of names.entries()) {
        const heard = lines(member).filter((line) => line.startsWith(`${name}: `));
        const said = typed[other]!.map((line) => `${name}: ${line}`);
        assertEquals(heard, other === at ? [] : said);
      }
    }
  },
);
