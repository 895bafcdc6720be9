// The talk read back on a real screen: what it shows, and that it is as it was afterwards.

import { assert, assertEquals } from "@std/assert";
import { Program, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

const ignore = !Screen.isAvailable();

/** A room in which 小明 has said so many messages, and says more. */
async function talkOf(count: number) {
  const { program: server, port } = await startServer("--lang", "en");
  const ming = Program.start(["join", "--json", `127.0.0.1:${port}`, "--name", "小明"]);
  let said = 0;
  /** Says lines; fulfilled when the room has them. */
  const say = async (...lines: readonly string[]) => {
    for (const text of lines) {
      await ming.write(`${JSON.stringify({ kind: "say", text, id: ++said })}\n`);
    }
    await ming.match(new RegExp(`"kind":"reply","id":${said},"ok":true`));
  };
  await say(...Array.from({ length: count }, (_, index) => `第 ${index} 条消息，不长也不短`));
  const join = async (size: { columns: number; rows: number; canStop?: boolean }) => {
    const screen = await Screen.start(
      ["join", `127.0.0.1:${port}`, "--name", "Ada", "--lang", "en"],
      size,
    );
    await screen.match(/You entered ──\nAda:$/);
    return screen;
  };
  return {
    server,
    ming,
    say,
    join,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await ming[Symbol.asyncDispose]();
    },
  };
}

/** The rows without their times. */
const timeless = (rows: readonly string[]) => rows.map((row) => row.replace(/^\d\d:\d\d /, ""));

const KEYS = "Esc: back to the talk · PgUp, PgDn · Ctrl-R: search";
const MARK = "── New since you left off reading ──";

Deno.test({
  name:
    "join: PgUp reads back past what was loaded, while the talk goes on, and PgDn leads back to it",
  ignore,
  async fn() {
    await using talk = await talkOf(200);
    await using ada = await talk.join({ columns: 60, rows: 12 });
    await ada.type("草稿 draft");
    await ada.match(/draft$/);
    const before = await ada.rows();
    await ada.press("PPage");
    await ada.match(/PgUp, PgDn/);
    await talk.say("one", "Ada, two");
    const rows = await ada.match(/2 new · Esc/);
    assertEquals(rows.length, 12);
    assert(/第 1[89]\d 条消息/.test(rows[0]!), rows[0]);
    assertEquals(rows.at(-1), `2 new · ${KEYS}`.slice(0, 60).trimEnd());
    // While the room is asked for more, a key has no page to turn.
    for (let page = 0; page < 300; page++) {
      await ada.press("PPage");
      if ((await ada.rows()).some((row) => row.includes("The beginning"))) break;
    }
    const first = await ada.match(/2 new · The beginning/);
    assert(first.some((row) => row.endsWith("小明: 第 0 条消息，不长也不短")), first.join("\n"));
    await ada.press(...Array(30).fill("NPage"));
    const after = await ada.match(/two\nAda: 草稿 draft$/);
    assertEquals(timeless(after.slice(-4)), [
      MARK,
      "小明: one",
      "小明: Ada, two",
      "Ada: 草稿 draft",
    ]);
    assertEquals(after.slice(0, 8), before.slice(3, 11));
    await talk.say("three");
    await ada.match(/two\n.*three\nAda: 草稿 draft$/);
  },
});

Deno.test({
  name: "join: Ctrl-R finds a text however far back, then the next older one",
  ignore,
  async fn() {
    await using talk = await talkOf(150);
    await using ada = await talk.join({ columns: 60, rows: 12 });
    await ada.press("C-r");
    await ada.match(/Search back:$/);
    await ada.type("第 4");
    await ada.press("Enter");
    const rows = await ada.match(/Ctrl-R for older: 第 4$/);
    assertEquals(timeless(rows)[3], "小明: 第 49 条消息，不长也不短");
    await ada.press("C-r");
    await ada.match(/第 48 条[^]*第 5[5-9] 条/);
    // While it searches, another press is lost: each is waited for.
    for (const found of [47, 46, 45, 44, 43, 42, 41, 40, 4]) {
      await ada.press("C-r");
      await ada.match(new RegExp(`^(?:.*\n){3}.*第 ${found} 条[^]*Ctrl-R for older`));
    }
    await ada.press("C-r");
    await ada.match(/Nothing older: 第 4$/);
    await ada.press("Escape");
    await ada.match(/PgUp, PgDn/);
    await ada.press("NPage");
    await ada.match(/第 20 条/);
    // What is typed is for the talk.
    await ada.type("好");
    await ada.match(/You entered ──\nAda: 好$/);
    await ada.press("Enter");
    await talk.ming.match(/"name":"Ada","text":"好"/);
  },
});

Deno.test({
  name: "join: a narrow screen reads back too, and is whole after it was made wider meanwhile",
  ignore,
  async fn() {
    await using talk = await talkOf(60);
    await using ada = await talk.join({ columns: 30, rows: 10 });
    await ada.press("PPage");
    const narrow = await ada.match(/Esc: back to the talk · PgUp,$/);
    assertEquals([narrow.length, narrow.filter((row) => /条消息，/.test(row)).length >= 4], [
      10,
      true,
    ]);
    await talk.say("https://example.org/which/is/longer/than/thirty/columns");
    await ada.match(/1 new/);
    await ada.resize(70, 14);
    await ada.match(/1 new · Esc: back to the talk · PgUp, PgDn · Ctrl-R: search$/);
    await ada.resize(40, 8);
    await ada.press("PPage");
    await ada.match(/1 new · Esc: back to the talk · PgUp, Pg$/);
    await ada.resize(70, 14);
    await ada.match(/PgUp, PgDn · Ctrl-R: search$/);
    await ada.press("End");
    const rows = timeless(await ada.match(/columns\nAda:$/));
    assertEquals(rows.slice(-4), [
      "── You entered ──",
      MARK,
      "小明: https://example.org/which/is/longer/than/thirty/columns",
      "Ada:",
    ]);
    const numbers = rows.flatMap((row) => /^小明: 第 (\d+)/.exec(row)?.[1] ?? []).map(Number);
    assertEquals(numbers, numbers.map((_, index) => 60 - numbers.length + index));
  },
});

Deno.test({
  name:
    "join: while it reads back, Ctrl-C and Ctrl-Z lead to the talk; the end of the room leaves the screen as usual",
  ignore,
  async fn() {
    await using talk = await talkOf(60);
    await using ada = await talk.join({ columns: 60, rows: 12, canStop: true });
    for (const key of ["C-c", "C-z", "C-d", "End", "Enter"]) {
      await ada.press("PPage");
      await ada.match(/PgUp, PgDn/);
      await ada.press(key);
      await ada.match(/You entered ──\nAda:$/);
    }
    await ada.type("draft");
    await ada.match(/draft$/);
    await ada.press("C-z");
    await ada.match(/stopped/);
    await talk.say("while it stood still", "Ada, are you there?");
    // It has to stand still for so long that it notices.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await ada.press("Enter");
    const rows = timeless(await ada.match(/there\?\nAda: draft$/));
    assertEquals(rows.slice(-4), [
      MARK,
      "小明: while it stood still",
      "小明: Ada, are you there?",
      "Ada: draft",
    ]);
    await ada.press("PPage");
    await ada.match(/PgUp, PgDn/);
    talk.server.kill("SIGTERM");
    await ada.match(/The room is closed\nexit code 1$/);
  },
});
