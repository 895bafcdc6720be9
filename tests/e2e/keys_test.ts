// Keys, passwords and invitations, as people and scripts meet them.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Program, startServer } from "../support/program.ts";
import { Folder } from "../support/folder.ts";
import { Screen } from "../support/screen.ts";
import { Peer } from "../support/peer.ts";

/** What a server says of its room: the words, in a line, and the link. */
function shownBy({ stdout }: Program) {
  const [, first, second] = /compare:\n {2}(.*)\n {2}(.*)\n/.exec(stdout) ?? [];
  const [link] = /chatroom:\/\/\S+/.exec(stdout) ?? [];
  assert(first !== undefined && second !== undefined && link !== undefined, stdout);
  return { words: [`  ${first}`, `  ${second}`], link };
}

/** The rows of a screen in which a room's words are. */
const wordRows = (rows: readonly string[]) => {
  const at = rows.findIndex((row) => row.startsWith("* This room is new to you"));
  return at < 0 ? undefined : rows.slice(at + 1, at + 3);
};

Deno.test({
  name: "join shows the words of a room that is new, which the host sees too, and then nothing",
  ignore: !Screen.isAvailable(),
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    await server.match(/compare:\n.*\n.*\n/);
    const { words } = shownBy(server);
    await using home = await Folder.make();
    for (const expected of [words, undefined]) {
      await using ada = await Screen.start(["join", `127.0.0.1:${port}`, "--name", "Ada"], {
        env: { ...home.env, CHATROOM_LANG: "en" },
      });
      await ada.match(/^Ada:$/m);
      assertEquals(wordRows(await ada.rows()), expected);
      await ada.press("C-d");
      await ada.match(/exit code 0/);
    }
  },
});

Deno.test("send and join --json enter no room that has another key than before, with exit code 6", async () => {
  await using home = await Folder.make();
  await using elsewhere = await Folder.make();
  const { program: first, port } = await startServer("--lang", "en");
  const say = (name: string) =>
    Program.run(["send", "--server", `127.0.0.1:${port}`, "--name", name, "hi"], "", home.env);
  {
    await using _ = first;
    assertEquals(await say("Ada"), { code: 0, stdout: "", stderr: "" });
    // Also after the server was started again.
    first.kill("SIGTERM");
    await first.end();
  }
  await using second = await restart(port, first.home);
  assertEquals((await say("Bob")).code, 0);
  second.kill("SIGTERM");
  await second.end();
  await using third = await restart(port, elsewhere.env);
  const { code, stderr } = await say("Cid");
  assertEquals(code, 6);
  assertEquals(
    stderr,
    `chatroom: Cannot join: the room at 127.0.0.1:${port} has another key than it had before\n`,
  );
  assert(!third.stdout.includes("Cid"));
});

/** A server at a port that another one had. */
async function restart(port: number, env: Record<string, string>): Promise<Program> {
  const where = ["--host", "127.0.0.1", "--port", `${port}`, "--no-announce", "--lang", "en"];
  const program = Program.start(["serve", ...where, "--names-for", "off"], env);
  await program.match(/compare:\n.*\n.*\n/);
  return program;
}

Deno.test({
  name:
    "join asks a person before it enters a room with another key: both sets of words, and a typed yes",
  ignore: !Screen.isAvailable(),
  async fn() {
    await using home = await Folder.make();
    await using elsewhere = await Folder.make();
    const { program: first, port } = await startServer("--lang", "en");
    const join = () =>
      Screen.start(["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en"], {
        env: home.env,
      });
    await first.match(/compare:\n.*\n.*\n/);
    const before = shownBy(first).words;
    {
      await using _ = first;
      await using ada = await join();
      await ada.match(/^Ada:$/m);
      await ada.press("C-d");
      await ada.match(/exit code 0/);
    }
    await using second = await restart(port, elsewhere.env);
    const { words } = shownBy(second);
    for (const answer of ["no", "yes"]) {
      await using ada = await join();
      await ada.match(/Type yes to enter all the same:$/m);
      const rows = await ada.rows();
      const at = rows.indexOf("Its words before:");
      assertEquals(rows.slice(at, at + 6), [
        ...["Its words before:", ...before],
        ...["Its words now:", ...words],
      ]);
      await ada.type(answer);
      await ada.press("Enter");
      if (answer === "no") await ada.match(/has another key[^]*exit code 6$/);
      else await ada.match(/^Ada:$/m);
    }
  },
});

Deno.test("a room with a password takes it from a file, the environment or a link, and nobody without it", async () => {
  await using home = await Folder.make();
  const password = "三个 correct words";
  const file = await home.write("file", `${password}\nmore\n`);
  const { program: server, port } = await startServer("--lang", "en", "--password-file", file);
  await using _ = server;
  await server.match(/compare:\n.*\n.*\n/);
  const { link } = shownBy(server);
  const send = (args: readonly string[], env: Record<string, string> = {}) =>
    Program.run(["send", "--name", "Ada", ...args, "hi"], "", { ...home.env, ...env });
  const where = ["--server", `127.0.0.1:${port}`];
  assertEquals((await send([...where, "--password-file", file])).code, 0);
  assertEquals((await send(where, { CHATROOM_PASSWORD: password })).code, 0);
  assertEquals((await send(["--server", link])).code, 0);
  const without = await send(where);
  assertEquals(without.code, 4);
  assertMatch(without.stderr, /^chatroom: Cannot join: the room takes a password: give [^\n]+\n$/);
  const wrong = await send(where, { CHATROOM_PASSWORD: "wrong" });
  assertEquals(wrong.code, 4);
  assertMatch(wrong.stderr, /^chatroom: Cannot join: the password of the room at [^\n]+\n$/);
  // Nor is anybody let in who speaks the classic dialect.
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  await peer.ask("L Eve", "FAIL this room takes only programs that encrypt");
  assert(!server.stdout.includes("Eve"));
});

Deno.test("a link enters the room that it names, and no other one", async () => {
  await using elsewhere = await Folder.make();
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  await server.match(/compare:\n.*\n.*\n/);
  const { link } = shownBy(server);
  assertEquals((await Program.run(["join", link, "--name", "Ada"], "hi\n")).code, 0);
  server.kill("SIGTERM");
  await server.end();
  await using other = await restart(port, elsewhere.env);
  const { code, stderr } = await Program.run(["join", link, "--name", "Ada"], "hi\n");
  assertEquals(code, 6);
  assertMatch(stderr, /^chatroom: Cannot join: another room answers at [^\n]+\n$/);
  assert(!other.stdout.includes("Ada"));
  assertEquals((await Program.run(["join", "chatroom://x/y", "--name", "Ada"])).code, 2);
});

Deno.test({
  name: "join asks for a password without showing it; serve --password makes three words",
  ignore: !Screen.isAvailable(),
  async fn() {
    const args = ["serve", "--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    await using server = await Screen.start([...args, "--password"], { columns: 100 });
    await server.match(/New password \(empty to have one made\):$/m);
    await server.press("Enter");
    await server.match(/compare:\n.*\n.*\n/);
    const shown = (await server.rows()).join("\n");
    const [, password = ""] = /The password is: ([a-z]+ [a-z]+ [a-z]+)/.exec(shown) ?? [];
    const [, port] = /join 127\.0\.0\.1:(\d+)/.exec(shown) ?? [];
    assert(password !== "" && port !== undefined, shown);
    await using home = await Folder.make();
    for (const typed of ["wrong", password]) {
      await using ada = await Screen.start(
        ["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en"],
        { env: home.env },
      );
      await ada.match(/Password:$/m);
      await ada.type(typed);
      await ada.press("Enter");
      if (typed === "wrong") await ada.match(/the password of the room[^]*exit code 1$/);
      else await ada.match(/^Ada:$/m);
      assert(!(await ada.rows()).join("\n").includes(typed === "wrong" ? "wrong\n" : typed));
    }
  },
});

Deno.test("join: a client that was killed and starts again is back on its seat at once, and nobody is told", async () => {
  await using home = await Folder.make();
  const { program: server, port } = await startServer("--lang", "en");
  await using _ = server;
  const join = () =>
    Program.start(["join", "--json", `127.0.0.1:${port}`, "--name", "Ada"], home.env);
  await using first = join();
  await first.match(/"kind":"entered"/);
  await first.crash();
  await using second = join();
  await second.match(/"kind":"entered"/);
  await second.write("back\n");
  await second.match(/"text":"back"/);
  await second.closeInput();
  assertEquals((await second.end()).code, 0);
  await server.match(/Ada left the room/);
  assertEquals(server.stdout.match(/Ada (?:entered|left)/g), ["Ada entered", "Ada left"]);
});

Deno.test("chatroom rooms lists the rooms that were entered, with their words, and forgets them", async () => {
  await using home = await Folder.make();
  await using elsewhere = await Folder.make();
  const rooms = (...args: string[]) =>
    Program.run(["rooms", "--lang", "en", ...args], "", home.env);
  assertEquals(await rooms(), {
    code: 1,
    stdout: "",
    stderr: "chatroom: You have entered no rooms yet\n",
  });
  const { program: first, port } = await startServer("--lang", "en");
  await using _first = first;
  const address = `127.0.0.1:${port}`;
  const say = () => Program.run(["send", "--server", address, "--name", "Ada", "hi"], "", home.env);
  assertEquals((await say()).code, 0);
  await first.match(/compare:\n.*\n.*\n/);
  const words = shownBy(first).words.map((line) => line.trim()).join(" ");
  const { code, stdout } = await rooms();
  assertEquals(code, 0);
  const [heading, row] = stdout.split("\n");
  assertMatch(heading ?? "", /^Room +Address +Last seen +Words$/);
  assertMatch(row ?? "", new RegExp(`^${address} +${address} +\\d\\d/\\d\\d/\\d{4} +${words}$`));
  first.kill("SIGTERM");
  await first.end();
  await using _ = await restart(port, elsewhere.env);
  assertEquals((await say()).code, 6);
  assertEquals(await rooms("forget", address), { code: 0, stdout: "", stderr: "" });
  assertEquals((await say()).code, 0);
  assertEquals((await rooms("forget", "Tea")).stderr, "chatroom: No room is known as Tea\n");
  assertEquals((await rooms("remember")).code, 2);
});

Deno.test("a name is its owner's also after the server was started again", async () => {
  await using servers = await Folder.make();
  await using ada = await Folder.make();
  const send = (port: number, env: Record<string, string> = {}) =>
    Program.run(["send", "--server", `127.0.0.1:${port}`, "--name", "Ada", "hi"], "", env);
  const open = async () => {
    const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    const program = Program.start(["serve", ...where], servers.env);
    const [, port] = await program.match(/join 127\.0\.0\.1:(\d+)\n/);
    return { program, port: Number(port) };
  };
  const { program: first, port } = await open();
  await using _first = first;
  assertEquals((await send(port, ada.env)).code, 0);
  first.kill("SIGTERM");
  assertEquals((await first.end()).code, 0);
  const { program: second, port: again } = await open();
  await using _ = second;
  const { code, stderr } = await send(again);
  assertEquals(code, 4);
  assertMatch(stderr, /the name belongs to somebody else, who is not here\n$/);
  assertEquals((await send(again, ada.env)).code, 0);
});
