import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { within } from "../support/deadline.ts";
import { Program, programCommand, ROOT, startServer } from "../support/program.ts";

Deno.test("chatroom --version and --help on every level", async () => {
  for (const version of ["--version", "-V", "version"]) {
    assertEquals((await Program.run([version])).stdout, `chatroom ${project.version}\n`);
  }
  for (
    const [args, word] of [
      [["--help"], "serve"],
      [["help"], "join"],
      [["help", "join"], "--dialect"],
      [["help", "exercise", "tickets"], "tickets"],
      [["serve", "--help"], "--max-members N"],
      [["join", "--help"], "--dialect"],
      [["join", "--help", "--lang", "zh"], "用法"],
    ] as const
  ) {
    const { code, stdout, stderr } = await Program.run(args);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, word);
  }
});

Deno.test("chatroom tells wrong use in one line, with exit code 2", async () => {
  for (
    const [args, line] of [
      [["serv"], "chatroom: Unknown command serv; did you mean serve?"],
      [["list"], "chatroom: Unknown command list; did you mean find?"],
      [["help", "serv"], "chatroom: Unknown command serv; did you mean serve?"],
      [["--hepl"], "chatroom: Unknown option --hepl; did you mean --help?"],
      [["serve", "--prot", "1"], "chatroom: Unknown option --prot; did you mean --port?"],
      [["serve", "--port", "65536"], /^chatroom: Invalid --port '65536': /],
      [["serve", "--port", "-1"], /^chatroom: Invalid --port '-1': /],
      [["serve", "--host", "999.1.1.1"], /^chatroom: Invalid --host '999.1.1.1': /],
      [["serve", "--idle", "30"], /^chatroom: Invalid --idle '30': /],
      [["serve", "--max-members", "0"], /^chatroom: Invalid --max-members '0': /],
      [["serve", "--lang", "fr"], /^chatroom: Invalid --lang 'fr': /],
      [["serve", "--web", "65536"], /^chatroom: Invalid --web '65536': .*off/],
      [["serve", "--web", "on"], /^chatroom: Invalid --web 'on': /],
      [["serve", "--cert", "a"], /^chatroom: Cannot take one of --cert and --cert-key /],
      [["host", "--cert-key=a"], /^chatroom: Cannot take one of --cert and --cert-key /],
      [["host", "--cert=a", "--cert-key=b", "--web=off"], /^chatroom: Cannot take --cert with /],
      [["serve", "extra"], "chatroom: Unexpected argument extra"],
      [["join", "1.2.3.4:x"], /^chatroom: Invalid ROOM\|HOST\[:PORT\] '1.2.3.4:x': /],
      [
        ["join", "--name", "a b"],
        "chatroom: Invalid --name 'a b': a name has no white space",
      ],
      [["join", "--name"], "chatroom: --name needs a value"],
      [["join", "--name", ""], "chatroom: --name needs a value"],
      [["join", "-n", "a b"], "chatroom: Invalid --name 'a b': a name has no white space"],
      [["join", "::1", "x"], "chatroom: Unexpected argument x"],
      [["join", "host:1", "2"], /^chatroom: Invalid ROOM\|HOST\[:PORT\] '\[host:1\]:2': /],
      [["join", "::1", "99999"], /^chatroom: Invalid ROOM\|HOST\[:PORT\] '\[::1\]:99999': /],
      [["join", "--lang=zh", "--nam"], "chatroom: 没有 --nam 这个选项；您是不是要输入 --name？"],
    ] as const
  ) {
    const { code, stdout, stderr } = await Program.run(args);
    assertEquals([code, stdout], [2, ""], stderr);
    if (typeof line === "string") assertEquals(stderr, `${line}\n`);
    else assertMatch(stderr, line);
    assertMatch(stderr, /^[^\n]+\n$/);
  }
});

Deno.test("join HOST PORT -n NAME is join HOST:PORT --name NAME", async () => {
  const { program, port } = await startServer("--lang", "en");
  await using _ = program;
  assertEquals((await Program.run(["join", "127.0.0.1", `${port}`, "-n", "Ada"], "hi\n")).code, 0);
  await program.match(/Ada entered the room/);
});

Deno.test("chatroom takes the name, the server and the language from the environment", async () => {
  const { program, port } = await startServer("--lang", "en");
  await using _ = program;
  const variables = {
    CHATROOM_NAME: "Ada",
    CHATROOM_SERVER: `127.0.0.1:${port}`,
    CHATROOM_LANG: "zh",
  };
  assertEquals((await Program.run(["join"], "hello\n", variables)).code, 0);
  await program.match(/Ada entered the room/);
  assertStringIncludes((await Program.run(["join", "--help"], "", variables)).stdout, "用法");
  assertMatch((await Program.run(["join", "--help"])).stdout, /; or set\s+CHATROOM_SERVER/);
  for (
    const [variable, value, line] of [
      ["CHATROOM_NAME", "a b", "Invalid CHATROOM_NAME 'a b': a name has no white space"],
      ["CHATROOM_SERVER", "1.2.3.4:x", /^chatroom: Invalid CHATROOM_SERVER '1.2.3.4:x': /],
      ["CHATROOM_LANG", "fr", "Invalid CHATROOM_LANG 'fr': a language is en or zh"],
    ] as const
  ) {
    const { code, stderr } = await Program.run(["join"], "", { [variable]: value });
    assertEquals(code, 2);
    if (typeof line === "string") assertEquals(stderr, `chatroom: ${line}\n`);
    else assertMatch(stderr, line);
  }
});

Deno.test("chatroom without a command shows the help, with exit code 2", async () => {
  const { code, stdout } = await Program.run([]);
  assertEquals(code, 2);
  assertStringIncludes(stdout, "serve");
});

Deno.test("chatroom serve tells what went wrong in one line, with exit code 1", async () => {
  const { program, port } = await startServer();
  await using _ = program;
  for (
    const [args, line] of [
      [["--host", "127.0.0.1", "--port", `${port}`], /: the port is in use\n$/],
      [["--host", "192.0.2.1", "--port", "0"], /: this machine has no such address\n$/],
    ] as const
  ) {
    const { code, stdout, stderr } = await Program.run(["serve", ...args]);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, line);
    assertMatch(stderr, /^chatroom: Cannot listen on [^\n]+\n$/);
  }
});

Deno.test("chatroom ends without a word when nobody reads its output", async () => {
  for (
    const args of [["exercise", "tickets", "--tickets=50", "--delay=0.01"], [
      "exercise",
      "primes",
      "--source",
    ]]
  ) {
    const [command, ...rest] = programCommand(args);
    const child = new Deno.Command(command, {
      args: rest,
      cwd: ROOT,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await child.stdout.cancel();
    const [status, stderr] = await within(
      Promise.all([child.status, new Response(child.stderr).text()]),
      "the end of a program without a reader",
    );
    assertEquals([status.code, stderr], [1, ""]);
  }
});

Deno.test({
  name: "serve that nohup started serves on after SIGHUP, and ends properly on SIGTERM",
  ignore: Deno.build.os === "windows",
  async fn() {
    const nohup = {
      command: (command: readonly string[]): [string, ...string[]] => ["nohup", ...command],
    };
    const args = ["serve", "--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
    await using server = Program.startOn(nohup, args);
    const [, port] = await server.match(/join (127\.0\.0\.1:\d+)\n/);
    server.kill("SIGHUP");
    assertEquals((await Program.run(["send", "--server", `${port}`, "-n", "Ada", "hi"])).code, 0);
    server.kill("SIGTERM");
    const { code, stdout } = await server.end();
    assertEquals(code, 0);
    assertMatch(stdout, /closed[^\n]*\n$/);
  },
});
