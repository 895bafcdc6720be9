// `chatroom log`, with files that a server might have kept.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { RoomFile, roomFilePath, type Row } from "../../src/store/mod.ts";
import { Folder } from "../support/folder.ts";
import { Program, programCommand, ROOT, SERVE, startServer } from "../support/program.ts";
import { entryRow, entryRows, hiddenRow, makeTea, TEA, teaPath } from "../support/room_rows.ts";

const [MINUTE, DAY] = [60_000, 86_400_000];
/** Two in the afternoon. */
const START = Date.UTC(2026, 10, 24, 14);

/** What happens in a room, with the minutes after the start. */
function talk(...happenings: [minutes: number, kind: string, fields: Row["fields"]][]): Row[] {
  return happenings.map(([minutes, kind, fields], entry) => ({
    number: entry + 1,
    entry,
    at: START + minutes * MINUTE,
    kind,
    fields,
  }));
}

const TALK = talk(
  [0, "enter", { name: "Ada" }],
  [1, "say", { name: "Ada", text: "*Green* <b>tea</b>\nor black?" }],
  [2, "act", { name: "小红", text: "喝茶" }],
  [3, "topic", { text: "Tea & cake", by: "Ada" }],
  [3, "dance", { name: "Ada", steps: 3 }],
  [1440, "announce", { text: "Closing\u001b[2J soon" }],
  [1441, "leave", { name: "小红", reason: "kicked", by: "Ada" }],
  [1442, "close", {}],
);

/** A day as people write it: versions of Unicode's data differ in the comma. */
const dayOf = (at: number) =>
  alike(new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" }).format(at));

/** A text whose days are written alike: whether they have a comma depends on the Deno that runs the program. */
function alike(text: string): string {
  return text.replaceAll(/day, (?=\d)/g, "day ");
}
const [FIRST, SECOND] = [dayOf(START), dayOf(START + DAY)];

/** The room's file, with that talk. */
function keepTalk(folder: Folder): string {
  using file = makeTea(folder);
  file.append([...TALK, hiddenRow(TALK.length + 1)]);
  return teaPath(folder);
}

const run = (folder: Folder, ...args: string[]) =>
  Program.run(["log", ...args], "", { ...folder.env, TZ: "UTC", CHATROOM_LANG: "en" });

/** What the command prints where all goes well. */
async function printed(folder: Folder, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(folder, ...args);
  assertEquals([code, stderr], [0, ""]);
  return alike(stdout);
}

Deno.test("log prints a kept room day by day, as people read it", async () => {
  await using folder = await Folder.make();
  const path = keepTalk(folder);
  assertEquals(
    await printed(folder, path),
    `── ${FIRST} ──
14:00 Ada entered the room
14:01 Ada: *Green* <b>tea</b>
      or black?
14:02 • 小红 喝茶
14:03 New topic, set by Ada: Tea & cake

── ${SECOND} ──
14:00 Message from the operator: Closing␛[2J soon
14:01 小红 was removed by Ada
14:02 The room is closed
`,
  );
  const chinese = await printed(folder, path, "--lang", "zh");
  assertMatch(chinese, /^── 2026年11月24日星期二 ──\n14:00 Ada .*\n14:01 Ada ： \*Green\*/);
});

Deno.test("log --format markdown prints the minutes of a meeting", async () => {
  await using folder = await Folder.make();
  assertEquals(
    await printed(folder, keepTalk(folder), "--format", "markdown"),
    `# Tea

## ${FIRST}

- 14:00 *Ada entered the room*
- 14:01 **Ada:** \\*Green\\* \\<b\\>tea\\</b\\>\\
  or black?
- 14:02 **• 小红** 喝茶

### 14:03 New topic, set by Ada: Tea \\& cake

## ${SECOND}

- 14:00 **Message from the operator:** Closing␛\\[2J soon
- 14:01 *小红 was removed by Ada*
- 14:02 *The room is closed*
`,
  );
});

Deno.test("log --format json prints every entry with all its fields, and nothing that only servers see", async () => {
  await using folder = await Folder.make();
  const lines = (await printed(folder, keepTalk(folder), "--format", "json")).trimEnd().split("\n");
  assertEquals(
    lines.map((line) => JSON.parse(line)),
    TALK.map(({ entry, at, kind, fields }) => ({ index: entry, at, kind, ...fields })),
  );
  assertEquals(lines[0], `{"index":0,"at":${START},"kind":"enter","name":"Ada"}`);
});

Deno.test("log --format html prints one page, in which what was said is text and nothing else", async () => {
  await using folder = await Folder.make();
  const page = await printed(folder, keepTalk(folder), "--format", "html");
  assertMatch(page, /^<!DOCTYPE html>\n<html lang="en">[^]*<title>Tea<\/title>[^]*<\/html>\n$/);
  assertMatch(page, /<bdi>\*Green\* &lt;b&gt;tea&lt;\/b&gt;\nor black\?<\/bdi>/);
  assertMatch(page, /@media print/);
  assert(!/<script|<link|<img|https?:/.test(page));
  assertEquals(page.match(/<(p|h2|h3)[ >]/g)?.length, 9);
});

Deno.test("log prints what is asked for: by text, time and member", async () => {
  await using folder = await Folder.make();
  const path = keepTalk(folder);
  const indexes = async (...args: string[]) => {
    const lines = await printed(folder, path, "--format", "json", ...args);
    return lines.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line).index);
  };
  assertEquals(await indexes("--search", "ＴＥＡ"), [1, 3]);
  assertEquals(await indexes("--search", "茶"), [2]);
  assertEquals(await indexes("--search", "coffee"), []);
  assertEquals(await indexes("--from", "ada"), [0, 1, 4]);
  assertEquals(await indexes("--from", "小红", "--search", "茶"), [2]);
  assertEquals(await indexes("--since", "2026-11-25"), [5, 6, 7]);
  assertEquals(await indexes("--until", "2026-11-24"), [0, 1, 2, 3, 4]);
  const since = ["--since", "2026-11-24 14:02"];
  assertEquals(await indexes(...since, "--until", "2026-11-24T14:03"), [2, 3, 4]);
});

Deno.test("log --since and --until count durations from now", async () => {
  await using folder = await Folder.make();
  {
    using file = makeTea(folder);
    const rows = [3 * DAY, DAY, 0].map((ago, entry) => ({
      ...entryRow(entry),
      at: Date.now() - ago,
    }));
    file.append(rows);
  }
  const path = teaPath(folder);
  assertEquals((await printed(folder, path, "--since", "2d")).match(/text \d/g), [
    "text 1",
    "text 2",
  ]);
  assertEquals((await printed(folder, path, "--until", "2d")).match(/text \d/g), ["text 0"]);
});

Deno.test("log finds a room by its name among those that are kept, or the only one", async () => {
  await using folder = await Folder.make();
  const data = `${folder.path}/chatroom`;
  const none = await run(folder);
  assertEquals([none.code, none.stdout], [1, ""]);
  assertMatch(none.stderr, /^chatroom: No room is kept here: [^\n]+\n$/);
  await Deno.mkdir(`${data}/rooms`, { recursive: true });
  const keep = (name: string) => {
    using file = RoomFile.open(roomFilePath(data, name), { ...TEA, name });
    file.append([entryRow(0, 1, { text: `in ${name}` })]);
  };
  keep("Ada's room");
  assertMatch(await printed(folder), /in Ada's room\n$/);
  keep("二楼");
  for (const name of ["Ada's room", "ＡＤＡ's Room"]) {
    assertMatch(await printed(folder, name), /in Ada's room\n$/);
  }
  assertMatch(await printed(folder, "二楼"), /in 二楼\n$/);
  assertEquals(await run(folder), {
    code: 1,
    stdout: "",
    stderr: "chatroom: Cannot choose among 2 kept rooms, name one: Ada's room, 二楼\n",
  });
  assertEquals(await run(folder, "Cake"), {
    code: 1,
    stdout: "",
    stderr: "chatroom: No room named Cake is kept here, but Ada's room, 二楼\n",
  });
});

Deno.test("log reads a room while it is being served, and leaves it as it is", async () => {
  await using folder = await Folder.make();
  using file = makeTea(folder);
  file.append(entryRows(2));
  assertMatch(await printed(folder, teaPath(folder)), /Ada: text 0\n.*Ada: text 1\n$/);
  file.append([entryRow(2)]);
  assertMatch(await printed(folder, teaPath(folder)), /Ada: text 2\n$/);
  assertEquals(await printed(folder, teaPath(folder), "--verify"), "whole: 3 entries\n");
  assertEquals([file.last, file.verify()], [3, []]);
});

Deno.test("log --verify tells each fault in a line, with exit code 1", async () => {
  await using folder = await Folder.make();
  const path = keepTalk(folder);
  assertEquals(await printed(folder, path, "--verify"), "whole: 8 entries\n");
  const database = new DatabaseSync(path);
  database.exec(
    "DELETE FROM record WHERE number = 3; UPDATE record SET more = '{' WHERE number = 5",
  );
  database.close();
  assertEquals(await run(folder, path, "--verify"), {
    code: 1,
    stdout: "record 4 follows record 2\nentry 3 follows entry 1\nrecord 5 cannot be read\n",
    stderr: "",
  });
  const { code, stderr } = await run(folder, path);
  assertEquals([code, stderr], [1, `chatroom: Cannot use ${path}: record 5 is damaged\n`]);
});

Deno.test("log tells what cannot be used in one line", async () => {
  await using folder = await Folder.make();
  const damaged = await folder.write("damaged.db", "x".repeat(5000));
  const missing = `${folder.path}/missing.db`;
  const rows: [string[], number, RegExp][] = [
    [[damaged], 1, /^chatroom: Cannot use \S+: it is damaged; move it away to start anew\n$/],
    [[damaged, "--verify"], 1, /^chatroom: Cannot use \S+: it is damaged; [^\n]+\n$/],
    [[missing], 1, /^chatroom: Cannot use \S+: No such file or directory[^\n]*\n$/],
    [["a", "b"], 2, /^chatroom: Unexpected argument b\n$/],
    [["--since", "soon"], 2, /^chatroom: Invalid --since 'soon': a time is such as [^\n]+\n$/],
    [["--format", "pdf"], 2, /^chatroom: Invalid --format 'pdf': it is one of text, [^\n]+\n$/],
    [["--search", ""], 2, /^chatroom: --search needs a value\n$/],
  ];
  for (const [args, expected, line] of rows) {
    const { code, stdout, stderr } = await run(folder, ...args);
    assertEquals([code, stdout], [expected, ""], args.join(" "));
    assertMatch(stderr, line);
  }
  assertEquals((await Array.fromAsync(Deno.readDir(folder.path))).length, 1);
});

Deno.test("log ends quietly when nobody reads its output any more", async () => {
  await using folder = await Folder.make();
  {
    using file = makeTea(folder);
    file.append(entryRows(20_000));
  }
  const command = new Deno.Command("sh", {
    args: [
      "-c",
      '"$@" | head -2',
      "sh",
      ...programCommand(["log", teaPath(folder), "--lang", "en"]),
    ],
    cwd: ROOT,
    env: { TZ: "UTC" },
  });
  const { stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(
    [alike(decode(stdout)), decode(stderr)],
    [`── ${dayOf(TEA.now)} ──\n22:13 Ada: text 0\n`, ""],
  );
});

Deno.test("serve --transcript writes the talk behind what the file has, and its console does not", async () => {
  await using folder = await Folder.make();
  const path = await folder.write("talk", "before\n");
  const { program: server, port } = await startServer("--lang", "en", "--transcript", path);
  await using _ = server;
  const where = ["--server", `127.0.0.1:${port}`, "--name", "Ada"];
  assertEquals((await Program.run(["send", ...where, "茶?\nyes"])).code, 0);
  await server.match(/Ada left/);
  server.kill("SIGTERM");
  await server.end();
  const lines = (await Deno.readTextFile(path)).split("\n");
  assertMatch(lines[1] ?? "", /^── .+ ──$/);
  assertEquals(lines.toSpliced(1, 1).map((line) => line.replace(/^\d\d:\d\d /, "")), [
    ...["before", "Ada entered the room", "Ada: 茶?", "      yes", "Ada left the room"],
    ...["The room is closed", ""],
  ]);
  assert(!server.stdout.includes("茶"));
  const { code, stderr } = await Program.run([
    ...SERVE,
    "--port",
    "0",
    "--transcript",
    folder.path,
  ]);
  assertEquals([code, stderr], [1, `chatroom: Cannot write ${folder.path}\n`]);
});
