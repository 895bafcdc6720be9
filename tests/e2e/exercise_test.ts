import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXPECTED } from "../../src/exercises/alternate/lesson.ts";
import { LESSONS } from "../../src/exercises/mod.ts";
import { within } from "../support/deadline.ts";
import { childrenOf, gone } from "../support/processes.ts";
import { type Outcome, Program, programCommand } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

const ROOT = new URL("../../", import.meta.url);

/** Options with which a lesson is soon done. */
const QUICK: Readonly<Record<string, readonly string[]>> = {
  tickets: ["--tickets", "8", "--sellers", "2", "--delay", "0.001"],
  pool: ["--tasks", "3", "--workers", "2", "--seconds", "0.01"],
  queue: ["--values", "3", "--capacity", "1", "--delay", "0.001"],
  primes: ["--limit", "1000", "--workers", "2"],
  threads: ["--last", "10"],
};

function exercise(...args: string[]): Promise<Outcome> {
  return Program.run(["exercise", ...args]);
}

Deno.test("chatroom exercise lists the lessons, in both languages", async () => {
  const bare = await exercise();
  assertEquals([bare.code, bare.stderr], [0, ""]);
  for (const { name, summary } of LESSONS) {
    assertMatch(bare.stdout, new RegExp(`^  ${name} +[^ ]`, "m"));
    assertStringIncludes(bare.stdout, summary.en);
  }
  assertEquals((await exercise("list")).stdout, bare.stdout);
  const chinese = (await exercise("list", "--lang", "zh")).stdout;
  for (const { summary } of LESSONS) assertStringIncludes(chinese, summary.zh);
  const { lessons } = JSON.parse((await exercise("--json")).stdout);
  assertEquals(lessons.length, LESSONS.length);
});

Deno.test("chatroom exercise NAME --help and --explain, in both languages", async () => {
  const help = await exercise("tickets", "--help");
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--delay N");
  assertStringIncludes(help.stdout, "(default 500)");
  assertStringIncludes(help.stdout, "130 interrupted");
  assertStringIncludes(
    (await exercise("tickets", "--help", "--lang", "zh")).stdout,
    "（默认 500）",
  );
  const [first] = LESSONS;
  assert(first);
  const explained = await exercise(first.name, "--explain");
  assertEquals(explained, { code: 0, stdout: `${first.explanation.en}\n`, stderr: "" });
  const chinese = await exercise("--lang=zh", first.name, "--explain");
  assertEquals(chinese.stdout, `${first.explanation.zh}\n`);
});

Deno.test("chatroom exercise NAME --source shows the lesson's files", async () => {
  for (const { name, sources } of LESSONS) {
    const { code, stdout } = await exercise(name, "--source");
    assertEquals(code, 0);
    for (const source of sources) assertStringIncludes(stdout, await Deno.readTextFile(source));
  }
});

Deno.test("chatroom exercise NAME --json prints one object, verified", async () => {
  for (const { name } of LESSONS) {
    const { code, stdout, stderr } = await exercise(name, "--json", ...QUICK[name] ?? []);
    assertEquals([code, stderr, stdout.split("\n").length], [0, "", 2], `${name}: ${stdout}`);
    const { lesson, verified, facts, options, result } = JSON.parse(stdout);
    assertEquals([lesson, verified, typeof options, typeof result], [
      name,
      true,
      "object",
      "object",
    ]);
    assert(facts.length > 0);
  }
});

Deno.test("chatroom exercise tells wrong use in one line, with exit code 2", async () => {
  for (
    const [args, line] of [
      [["ticket"], "chatroom: Unknown lesson ticket; did you mean tickets?"],
      [["alternat", "--help"], "chatroom: Unknown lesson alternat; did you mean alternate?"],
      [["nonsense"], "chatroom: Unknown lesson nonsense"],
      [["--source"], "chatroom: A lesson is missing: write chatroom exercise NAME"],
      [["tickets", "--sellers", "0"], /^chatroom: Invalid --sellers '0': .*from 1 to 100$/],
      [["tickets", "--sellers", "-1"], /^chatroom: Invalid --sellers '-1': /],
      [["tickets", "--tickets", "abc"], /^chatroom: Invalid --tickets 'abc': /],
      [["tickets", "--tickets", "1.5"], /^chatroom: Invalid --tickets '1.5': /],
      [["tickets", "--delay", "11"], /^chatroom: Invalid --delay '11': .*from 0 to 10$/],
      [["tickets", "--delya", "1"], "chatroom: Unknown option --delya; did you mean --delay?"],
      [["tickets", "--unsafe=1"], "chatroom: --unsafe takes no value"],
      [["tickets", "now"], "chatroom: Unexpected argument now"],
      [
        ["pool", "--lang", "zh", "--workers", "0"],
        /^chatroom: --workers 不能是 0：应是 1 到 32 的整数$/,
      ],
    ] as const
  ) {
    const { code, stdout, stderr } = await exercise(...args);
    assertEquals([code, stdout], [2, ""], stderr);
    if (typeof line === "string") assertEquals(stderr, `${line}\n`);
    else assertMatch(stderr.trimEnd(), line);
  }
});

Deno.test("chatroom exercise alternate, with the lock and without", async () => {
  const right = await exercise("alternate");
  const verified = "verified: the output is exactly 12A34B56C...5152Z";
  assertEquals(right, { code: 0, stdout: `${EXPECTED}\n${verified}\n`, stderr: "" });
  const chinese = await exercise("alternate", "--lang", "zh");
  assertEquals(chinese.stdout, `${EXPECTED}\n已验证：输出正好是 12A34B56C...5152Z\n`);
  const wrong = await exercise("alternate", "--unsafe");
  assertEquals([wrong.code, wrong.stderr], [1, ""]);
  assertMatch(wrong.stdout, /^A[0-9A-Z]{120}\nIt should be: 12A.*\nwrong, this is not true: .*\n$/);
});

Deno.test("chatroom exercise tickets, with the lock and without", async () => {
  const few = ["tickets", "--tickets", "5", "--sellers", "3", "--delay", "0"];
  const right = await exercise(...few);
  assertEquals(right.code, 0);
  assertMatch(
    right.stdout,
    /^w\d --- T1\nw\d --- T2\nw\d --- T3\nw\d --- T4\nw\d --- T5\nSold by each:\n/,
  );
  assertMatch(
    right.stdout,
    /\nverified: there were as many sales as tickets: 5; each ticket was sold once; they were sold in order\n$/,
  );
  const wrong = await exercise(...few, "--unsafe", "--lang", "zh");
  assertEquals(wrong.code, 1);
  assertEquals(wrong.stdout.match(/ --- T1\n/g)?.length, 3);
  assertMatch(wrong.stdout, /没有锁：多卖了 \d+ 次，\d 张票卖了不止一次，\d+ 行乱序\n结果不对/);
});

Deno.test("chatroom exercise process-class, queue and pool, in Chinese", async () => {
  const processes = await exercise("process-class", "--lang", "zh");
  assertEquals([processes.code, processes.stderr], [0, ""]);
  assertMatch(processes.stdout, /^Tom 结束，退出码 1：RangeError: 我是奉命失败的$/m);
  assertMatch(processes.stdout, /^Eve 结束，退出码 0：4501500$/m);
  const queue = await exercise("queue", "--lang", "zh", ...QUICK["queue"] ?? []);
  assertMatch(queue.stdout, /^P\d 等着放入 P\d-\d：队列满了$/m);
  assertMatch(queue.stdout, /^已验证：6 个值都到了；每个一次；/m);
  const pool = await exercise("pool", "--lang", "zh", ...QUICK["pool"] ?? []);
  assertMatch(pool.stdout, /^ +进程 \d+ +\.*1/m);
  assertMatch(pool.stdout, /^已验证：两种方法都把 3 个任务各做了一次；/m);
});

Deno.test("a lesson ends quietly when nobody reads its output", async () => {
  const [command, ...args] = programCommand(["exercise", "tickets", "--delay", "0.01"]);
  const child = new Deno.Command(command, { args, cwd: ROOT, stdout: "piped", stderr: "piped" })
    .spawn();
  const output = child.stdout.getReader();
  await within(output.read(), "the first line");
  await output.cancel();
  const [{ code }, stderr] = await within(
    Promise.all([child.status, new Response(child.stderr).text()]),
    "the end of the lesson",
  );
  assertEquals([code, stderr], [1, ""]);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  Deno.test(`${signal} ends a lesson and leaves no process behind`, async () => {
    const args = ["exercise", "queue", "--delay", "10"];
    await using program = Program.start(args);
    // By then a producer waits, and every consumer is busy with a value for ten seconds.
    await program.match(/C1 got[^]*C2 got|C2 got[^]*C1 got/);
    const children = await childrenOf(program.pid);
    assertEquals(children.length, 4);
    program.kill(signal);
    const { code, stderr } = await program.end();
    assertEquals([code, stderr], [signal === "SIGKILL" ? 137 : 130, ""]);
    await within(Promise.all(children.map(gone)), "the end of the lesson's processes");
  });
}

Deno.test("a lesson of threads ends on SIGINT, also while they wait", async () => {
  await using program = Program.start(["exercise", "tickets", "--delay", "10"]);
  await program.match(/T10\n/);
  program.kill("SIGINT");
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [130, ""]);
});

Deno.test({
  name: "Ctrl-C at a terminal, which all processes of a lesson hear, ends it",
  ignore: !Screen.isAvailable(),
  async fn() {
    await using screen = await Screen.start(["exercise", "queue", "--delay", "10"]);
    await screen.match(/C\d got/);
    await screen.press("C-c");
    const rows = await screen.match(/exit code \d+/);
    assertMatch(rows.at(-1) ?? "", /exit code 130$/);
    assertEquals(rows.filter((row) => row.includes("chatroom:")), []);
  },
});
