// The program as scripts use it: `join --json` and `send`, with pipes and exit codes.

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { Peer } from "../support/peer.ts";
import { type Outcome, Program, startServer } from "../support/program.ts";

type Line = Readonly<Record<string, unknown>>;

function linesOf({ stdout }: { readonly stdout: string }): Line[] {
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** `chatroom join --json`, once it is in the room. */
async function joinJson(port: number, name: string): Promise<Program> {
  const program = Program.start(["join", "--json", `127.0.0.1:${port}`, "--name", name]);
  await program.match(/"kind":"entered"/);
  return program;
}

function send(port: number, args: readonly string[], input = "") {
  return Program.run(["send", "--server", `127.0.0.1:${port}`, ...args], input);
}

/** What was said, of lines of JSON. */
function textsOf(lines: readonly Line[], name: string): unknown[] {
  return lines.filter((line) => line["kind"] === "say" && line["name"] === name)
    .map(({ text }) => text);
}

Deno.test("join --json answers each line with one line, in order, and ends with the reason", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  const outcome = await Program.run(
    ["join", "--json", `127.0.0.1:${port}`, "--name", "Ada"],
    [
      "a plain line",
      '{"kind":"who","id":1}',
      "{no JSON",
      '{"kind":"fly","id":"two"}',
      '{"kind":"whisper","to":"Nobody","text":"psst","id":3}',
      '{"kind":"history","count":1,"id":4}',
      '{"kind":"ping","id":5}',
      '{"kind":"search","text":"ＰＬＡＩＮ","id":7}',
      '{"kind":"seen","id":8}',
      '{"kind":"leave"}',
      "never said",
      '{"kind":"who","id":6}',
    ].join("\n"),
  );
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  const lines = linesOf(outcome);
  assertEquals(lines[0], { kind: "entered", name: "Ada", dialect: "reliable", since: 0 });
  assertEquals(lines.at(-1), { kind: "ended", reason: "left" });
  const answers = lines.filter(({ kind }) => kind === "reply" || kind === "error");
  assertEquals(answers.map(({ kind, id, ok }) => [kind, id, ok]), [
    ["reply", undefined, true],
    ["reply", 1, true],
    ["error", undefined, undefined],
    ["error", "two", undefined],
    ["reply", 3, false],
    ["reply", 4, true],
    ["reply", 5, true],
    ["reply", 7, true],
    ["reply", 8, true],
    ["reply", undefined, false],
    ["reply", 6, false],
  ]);
  const [, who, bad, , refused, history, ping, search, seen] = answers;
  assertEquals(who?.["count"], 1);
  assertMatch(String(bad?.["why"]), /^Cannot read the line as JSON: /);
  assertEquals([refused?.["reason"], refused?.["why"]], ["nobody", "no member has that name"]);
  assertMatch(JSON.stringify(history), /"kind":"say","name":"Ada","text":"a plain line"/);
  assert(Number(ping?.["roundTrip"]) > 0);
  assertEquals(search?.["entries"], history?.["entries"]);
  assertMatch(JSON.stringify(seen), /"name":"Ada","dialect":"reliable","isAway":false,"behind":\d/);
});

Deno.test("join --json passes any text on to another join --json", async () => {
  const { program: server, port } = await startServer("--rate", "off");
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  await using bob = await joinJson(port, "Bob");
  // Any UTF-16 units in JSON, halves of pairs among them; and plain lines of any characters.
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes));
  const inJson = fc.oneof(units, fc.string({ unit: "binary" }), fc.constant("x".repeat(60_000)))
    .map((text) => ({ text, line: JSON.stringify({ kind: "say", text }) }));
  const plain = fc.string({ unit: "grapheme" })
    .filter((text) => !/[\0\r\n]|^\s*(?:\{|$)/.test(text))
    .map((text) => ({ text, line: text }));
  let round = 0;
  const passesAll = async (said: readonly { text: string; line: string }[]) => {
    const start = bob.stdout.length;
    const end = `round ${round++} is over`;
    await ada.write([...said.map(({ line }) => line), end, ""].join("\n"));
    await bob.match(new RegExp(`"${end}"}\n`));
    const lines = linesOf({ stdout: bob.stdout.slice(start) });
    assertEquals(textsOf(lines, "Ada"), [...said.map(({ text }) => text), end]);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(inJson, plain), { maxLength: 20 }), passesAll),
    { numRuns: 30 },
  );
});

Deno.test("join --json tells by its exit code and its last line why it ended", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  await using bob = await joinJson(port, "Bob");
  await using eve = await joinJson(port, "Eve");
  const taken = await Program.run(["join", "--json", `127.0.0.1:${port}`, "--name", "ada"]);
  assertEquals([taken.code, taken.stdout], [4, ""]);
  assertEquals(taken.stderr, "chatroom: The name ada was refused: the name is taken\n");
  const nameless = await Program.run(["join", "--json", `127.0.0.1:${port}`]);
  assertEquals(nameless.code, 2);
  ada.kill("SIGTERM");
  const left = await ada.end();
  assertEquals([left.code, linesOf(left).at(-1)], [0, { kind: "ended", reason: "left" }]);
  await server.write("/kick Bob\n");
  const kicked = await bob.end();
  assertEquals([kicked.code, linesOf(kicked).at(-1)?.["reason"]], [5, "kicked"]);
  assertEquals(kicked.stderr, "chatroom: You were removed from the room by the operator\n");
  server.kill("SIGINT");
  const closed = await eve.end();
  assertEquals([closed.code, linesOf(closed).at(-1)?.["reason"]], [5, "closed"]);
});

Deno.test("send says its words, or each line of its input, and ends when the server has it all", async () => {
  const { program: server, port } = await startServer("--rate", "off");
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  const done = { code: 0, stdout: "", stderr: "" };
  assertEquals(await send(port, ["--name", "Bob", "hello", "to all", "--", "-x"]), done);
  const lines = Array.from({ length: 1000 }, (_, index) => `第 ${index} 行`);
  assertEquals(await send(port, ["--name", "Eve"], lines.join("\n")), done);
  await ada.match(/"kind":"leave","name":"Eve"/);
  assertEquals(textsOf(linesOf(ada), "Bob"), ["hello to all -x"]);
  assertEquals(textsOf(linesOf(ada), "Eve"), lines);
});

Deno.test("send takes server and name from the environment", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  const env = { CHATROOM_SERVER: `127.0.0.1:${port}`, CHATROOM_NAME: "Cron" };
  assertEquals((await Program.run(["send", "hello"], "", env)).code, 0);
  await ada.match(/"name":"Cron","text":"hello"/);
});

Deno.test("send fails with one line and a code of its own for each kind of failure", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using _ada = await joinJson(port, "Ada");
  const nameless = await send(port, ["hello"]);
  assertEquals([nameless.code, nameless.stderr], [
    2,
    "chatroom: A name is missing: write --name NAME, or set CHATROOM_NAME\n",
  ]);
  const taken = await send(port, ["--name", "Ada", "hello"]);
  assertEquals([taken.code, taken.stderr], [
    4,
    "chatroom: The name Ada was refused: the name is taken\n",
  ]);
  const long = await send(port, ["--name", "Bob"], "x".repeat(70_000));
  assertEquals([long.code, long.stderr], [
    1,
    "chatroom: Not sent: the text is too long\n",
  ]);
  await using silent = new Peer();
  const unanswered = await send(silent.port, ["--name", "Bob", "hello"]);
  assertEquals([unanswered.code, unanswered.stderr], [
    3,
    `chatroom: Cannot join: 127.0.0.1:${silent.port} does not answer\n`,
  ]);
});

Deno.test("send that is removed while it waits for input ends at once, with exit code 5", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using bob = Program.start(["send", "--server", `127.0.0.1:${port}`, "--name", "Bob"]);
  await bob.write("hello\n");
  await server.match(/Bob entered/);
  await server.write("/kick Bob\n");
  const outcome = await bob.end();
  assertEquals([outcome.code, outcome.stderr], [
    5,
    "chatroom: You were removed from the room by the operator\n",
  ]);
});

/** Answers a classic login as a server that knows no other dialect. */
async function answerClassic(server: Peer): Promise<void> {
  while (await classicText(server) !== "L Bob");
  await server.send("OK");
}

/** The next text in the classic dialect: calls in the other one may come late. */
async function classicText(server: Peer): Promise<string> {
  for (;;) {
    const text = await server.text();
    if (!text.startsWith("HELLO ")) return text;
  }
}

Deno.test("send refuses a classic server, which confirms nothing, unless it is told to", async () => {
  await using server = new Peer();
  const sending = send(server.port, ["--name", "Bob", "hello"]);
  await answerClassic(server);
  assertEquals(await classicText(server), "E Bob");
  const { code, stderr } = await sending;
  assertEquals(code, 1);
  assertMatch(stderr, /^chatroom: Cannot send: [\d.:]+ speaks the classic dialect, [^\n]+\n$/);
  const told = send(server.port, ["--name", "Bob", "--dialect", "classic", "hello"]);
  await answerClassic(server);
  assertEquals(await server.text(), "C Bob hello");
  assertEquals(await server.text(), "E Bob");
  assertEquals(await told, { code: 0, stdout: "", stderr: "" });
});

/** The three commands that read a pipe. */
const READERS = [["join"], ["join", "--json"], ["send", "--server"]] as const;

/** Pipes bytes through each reader of lines, and gives what was heard of it and how it ended. */
async function pipeAll(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ texts: unknown[]; outcome: Outcome }[]> {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  const heard = [];
  for (const [index, reader] of READERS.entries()) {
    const name = `Bob${index}`;
    const outcome = await Program.run([...reader, `127.0.0.1:${port}`, "--name", name], bytes);
    await ada.match(new RegExp(`"kind":"leave","name":"${name}"`));
    heard.push({ texts: textsOf(linesOf(ada), name), outcome });
  }
  return heard;
}

Deno.test("join, join --json and send say bytes that are no UTF-8 as U+FFFD, and tell it once", async () => {
  for (const { texts, outcome } of await pipeAll(Uint8Array.of(97, 10, 98, 255, 10, 254, 10, 99))) {
    assertEquals(texts, ["a", "b\ufffd", "\ufffd", "c"]);
    assertEquals([outcome.code, outcome.stderr], [
      0,
      "chatroom: The input has bytes that are not UTF-8: they are said as \ufffd\n",
    ]);
  }
});

Deno.test("join, join --json and send end with one line where the input is UTF-16, after what came before", async () => {
  const why = "chatroom: Cannot read the input: it is UTF-16 or no text; it has to be UTF-8\n";
  for (const { texts, outcome } of await pipeAll(Uint8Array.of(255, 254, 97, 0, 10, 0))) {
    assertEquals([texts, outcome.code, outcome.stderr], [[], 1, why]);
  }
  for (const { texts, outcome } of await pipeAll(Uint8Array.of(97, 10, 98, 0, 10))) {
    assertEquals([texts, outcome.code, outcome.stderr], [["a"], 1, why]);
  }
});

Deno.test("join, join --json and send refuse a line without an end while it comes", async () => {
  const why = "chatroom: Cannot read the input: a line is longer than 512 KiB\n";
  for (const { texts, outcome } of await pipeAll(new Uint8Array(600_000).fill(120))) {
    assertEquals([texts, outcome.code, outcome.stderr], [[], 1, why]);
  }
});

Deno.test("join, join --json and send say no blank lines; send refuses a blank text", async () => {
  const input = Uint8Array.from(new TextEncoder().encode("\n \n\u3000\na\n\t\r\n"));
  for (const { texts, outcome } of await pipeAll(input)) {
    assertEquals([texts, outcome.code, outcome.stderr], [["a"], 0, ""]);
  }
  const blank = await Program.run(["send", "--name", "Bob", ""]);
  assertEquals([blank.code, blank.stderr], [
    2,
    "chatroom: There is nothing to say: the text is blank\n",
  ]);
});

Deno.test("join with a pipe that goes on behind exit leaves, and tells how much was not said", async () => {
  const { program: server, port } = await startServer();
  await using _ = server;
  await using ada = await joinJson(port, "Ada");
  const outcome = await Program.run(
    ["join", `127.0.0.1:${port}`, "--name", "Bob"],
    "a\nexit\nb\n\nc\n",
  );
  assertEquals([outcome.code, outcome.stderr], [
    1,
    "chatroom: 2 lines behind the exit were not said\n",
  ]);
  await ada.match(/"kind":"leave","name":"Bob"/);
  assertEquals(textsOf(linesOf(ada), "Bob"), ["a"]);
});
