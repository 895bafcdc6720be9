import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { oneAtATime, pool } from "../../src/exercises/pool/lesson.ts";
import { type Run, timeLine } from "../../src/exercises/pool/time_line.ts";
import { processClass } from "../../src/exercises/process_class/lesson.ts";
import { inOrder, queue } from "../../src/exercises/queue/lesson.ts";
import { perform } from "./stage.ts";

Deno.test("`process-class` tells pids and exit codes, also of the one that fails", async () => {
  const { data, lines, verified } = await perform(processClass, { last: 10 });
  assert(verified);
  const processes = data["processes"] as { sum?: number; exitCode: number; error?: string }[];
  assertEquals(processes.map(({ exitCode }) => exitCode), [0, 0, 0, 1]);
  assertEquals(processes.map(({ sum }) => sum), [55, 210, 465, undefined]);
  assertEquals(processes[3]?.error, "RangeError: I was told to fail");
  assertMatch(lines.at(-1) ?? "", /^Tom ended with exit code 1: RangeError: I was told to fail$/);
});

Deno.test("`queue` loses and doubles nothing, and a full queue makes producers wait", async () => {
  const { data, lines, verified } = await perform(queue, { values: 8, capacity: 2, delay: 0.001 });
  assert(verified);
  assertGreater(data["waits"] as number, 0);
  const received = (data["received"] as unknown[][]).flat();
  assertEquals(received.length, 16);
  assertEquals(new Set(received.map(String)).size, 16);
  const firstWait = lines.findIndex((line) => line.includes("waits"));
  const firstGot = lines.findIndex((line) => line.includes("got"));
  assert(firstWait >= 0 && firstWait < firstGot, lines.join("\n"));
});

Deno.test("`queue` with room for everything makes nobody wait", async () => {
  const { data, verified } = await perform(queue, { consumers: 1, capacity: 12, delay: 0 });
  assertEquals([verified, data["waits"]], [true, 0]);
});

Deno.test("`inOrder()` finds values that overtook others", () => {
  assert(inOrder([[["P1", 1], ["P2", 1], ["P1", 3]], [["P1", 2]], []]));
  assert(!inOrder([[["P1", 2], ["P2", 1], ["P1", 1]]]));
  assert(!inOrder([[["P1", 1], ["P1", 1]]]));
});

Deno.test("`pool` does every task once with few processes", async () => {
  const { data, verified } = await perform(pool, { tasks: 5, workers: 2, seconds: 0.01 });
  assert(verified);
  const { runs } = data["pool"] as { runs: Run[] };
  assertEquals(runs.map(({ number }) => number), [1, 2, 3, 4, 5]);
  const each = (data["processEach"] as { runs: Run[] }).runs;
  assertEquals(new Set(each.map(({ pid }) => pid)).size, 5);
});

Deno.test("`oneAtATime()` finds a process that did two tasks at once", () => {
  const run = (pid: number, start: number, end: number) => ({ number: 1, pid, start, end });
  assert(oneAtATime([run(1, 5, 9), run(2, 0, 9), run(1, 0, 5)]));
  assert(!oneAtATime([run(1, 4, 9), run(1, 0, 5)]));
});

Deno.test("`timeLine()` draws who did what when", () => {
  const runs = [
    { number: 1, pid: 7, start: 10, end: 30 },
    { number: 2, pid: 8, start: 0, end: 20 },
    { number: 3, pid: 7, start: 30, end: 40 },
  ];
  const drawing = { began: 0, span: 40, columns: 31, label: (pid: number) => `p${pid}` };
  assertEquals(timeLine(runs, { ...drawing, columns: 47 }), [
    "  p7  ..........1===================3=========",
    "  p8  2===================....................",
  ]);
});

Deno.test("`timeLine()` fits into its columns, whatever it draws", () => {
  const run = fc.record({
    number: fc.integer({ min: 1, max: 200 }),
    pid: fc.integer({ min: 1, max: 4_000_000 }),
    start: fc.nat(1000),
    end: fc.nat(1000),
  });
  const lists = fc.array(run, { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(lists, fc.nat(1000), (runs, span) => {
    const label = (pid: number) => `进程 ${pid}`;
    for (const line of timeLine(runs, { began: 0, span, columns: 80, label })) {
      assert(stringWidth(line) < 80, line);
    }
  }));
});
