import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { ALGORITHMS } from "../../src/exercises/primes/algorithms.ts";
import { add, NOTHING } from "../../src/exercises/primes/prime_sum.ts";
import { ProgressMeter } from "../../src/exercises/primes/progress.ts";
import { equalRanges, schedule, Stepper } from "../../src/exercises/primes/split.ts";
import { bar, chart } from "../../src/exercises/primes/table.ts";
import type { Plan, Run } from "../../src/exercises/primes/measure.ts";
import { TEXTS } from "../../src/exercises/primes/texts.ts";
import { verify } from "../../src/exercises/primes/verify.ts";
import { LIMIT, within } from "../support/deadline.ts";
import { childrenOf, gone, isAlive } from "../support/processes.ts";
import { Program } from "../support/program.ts";

const lesson = (...args: string[]) => Program.run(["exercise", "primes", ...args]);

Deno.test("`equalRanges()` covers every integer once, in ranges of the same length", () => {
  const limits = fc.oneof(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 2, max: 1e12 }));
  fc.assert(fc.property(limits, fc.integer({ min: 1, max: 64 }), (limit, count) => {
    const ranges = equalRanges(limit, count);
    assertEquals(ranges.length, count);
    assertEquals([ranges[0]?.from, ranges.at(-1)?.to], [0, limit]);
    assertEquals(ranges.slice(1).map(({ from }) => from), ranges.slice(0, -1).map(({ to }) => to));
    const lengths = ranges.map(({ from, to }) => to - from);
    assertEquals(Math.max(...lengths) - Math.min(...lengths) <= 1, true);
  }));
});

Deno.test("`schedule()` hands out every integer once, however the workers take turns", () => {
  const splits = fc.constantFrom("blocks" as const, "dynamic" as const);
  const turns = fc.array(fc.nat(3), { maxLength: 200 });
  fc.assert(fc.property(fc.integer({ min: 2, max: 1000 }), splits, turns, (limit, split, order) => {
    const next = schedule(limit, 4, split);
    const given: number[] = [];
    const take = (worker: number) => {
      const range = next(worker);
      for (let n = range?.from ?? 0; n < (range?.to ?? 0); n++) given.push(n);
      return range !== undefined;
    };
    order.forEach(take);
    for (const worker of [0, 1, 2, 3]) while (take(worker));
    assertEquals(given.toSorted((a, b) => a - b), Array.from({ length: limit }, (_, n) => n));
  }));
});

Deno.test("`Stepper.steps()` sums a range in steps that follow each other", () => {
  const stepper = new Stepper(ALGORITHMS.sieve);
  for (const range of [{ from: 0, to: 5e6 }, { from: 7, to: 7 }, { from: 999, to: 123_456 }]) {
    const steps = [...stepper.steps(range)];
    assertEquals([steps[0]?.from, steps.at(-1)?.to], [range.from, range.to]);
    assertEquals(steps.slice(1).map(({ from }) => from), steps.slice(0, -1).map(({ to }) => to));
    assertEquals(steps.reduce(add, NOTHING), ALGORITHMS.sieve(range.from, range.to));
  }
});

Deno.test("`ProgressMeter` says nothing of a short run", () => {
  const meter = new ProgressMeter({ algorithm: "trial", limit: 10 }, 1, () => {
    throw new Error("said something");
  });
  meter.add({ from: 0, to: 10 });
});

Deno.test("`verify()` notices a part, and a sum, that is wrong", () => {
  const plan: Plan = { limit: 100, workers: 2, algorithm: "trial", split: "blocks" };
  const right = { sum: 1060n, count: 25 };
  const part = { ...right, ranges: [{ from: 0, to: 100 }], time: 1 };
  const run: Run = { way: "single", ...right, parts: [part], time: 1, timeWithStart: 1 };
  const holding = (...runs: Run[]) => verify(runs, plan, TEXTS.en).map(({ holds }) => holds);
  assertEquals(holding(run, run), [true, true, true]);
  assertEquals(holding(run, { ...run, parts: [part, part] }), [false, true, true]);
  const wrong = { ...run, sum: 1061n, parts: [{ ...part, sum: 1061n }] };
  assertEquals(holding(run, wrong), [true, false, true]);
  assertEquals(holding(wrong, wrong), [true, true, false]);
});

Deno.test("`chart()` aligns wide characters, and gives the bars what room there is", () => {
  const rows = [["单进程", "1"], ["ab", "23"]];
  const draw = (width: number) => bar(0.5, width);
  assertEquals(chart(rows, [draw, undefined], 30), ["单进程   1  █████████", "ab      23"]);
  assertEquals(chart(rows, [draw, undefined], 10), ["单进程   1  ██▌", "ab      23"]);
});

Deno.test("`bar()` shows nothing, a part and no more than all", () => {
  assertEquals([NaN, -1, 0, 0.25, 0.5, 2].map((share) => bar(share, 2)), [
    "",
    "",
    "",
    "▌",
    "█",
    "██",
  ]);
});

Deno.test("`chatroom exercise primes` shows the three ways and what each worker did", async () => {
  const { code, stdout, stderr } = await lesson();
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  for (const way of ["one process", "4 processes", "4 threads"]) {
    assertEquals(new RegExp(`^${way} +454396537 +[\\d.]+ s +[\\d.]+x`, "m").test(stdout), true);
  }
  const parts = [
    "1                0 – 24999    2762   32405717",
    "2            25000 – 49999    2371   88607591",
    "3            50000 – 74999    2260  141060794",
    "4            75000 – 99999    2199  192322435",
    "sum                           9592  454396537",
  ];
  for (const part of parts) assertStringIncludes(stdout, part);
  for (const time of ["15.1 s", "8.5 s", "15.0 s", `Deno ${Deno.version.deno}`]) {
    assertStringIncludes(stdout, time);
  }
  assertStringIncludes(stdout, "\nverified: the workers' parts add up to the sum; ");
});

Deno.test("`chatroom exercise primes --lang zh` says it in Chinese", async () => {
  const { code, stdout } = await lesson("--lang", "zh", "--limit", "1_000", "--workers", "2");
  assertEquals(code, 0);
  for (const text of ["单进程", "2 个进程", "2 个线程", "76127", "已验证：", "15.1 秒"]) {
    assertStringIncludes(stdout, text);
  }
});

Deno.test("`chatroom exercise primes --json` gives every part of every run", async () => {
  const options = ["--algorithm", "sieve", "--split", "dynamic", "--repeat", "2"];
  const { code, stdout } = await lesson("--json", "--limit", "1e7", "--workers", "3", ...options);
  assertEquals(code, 0);
  const { verified, result } = JSON.parse(stdout);
  assertEquals([verified, result.sum, result.count], [true, "3203324994356", 664579]);
  assertEquals(result.runs.map(({ way }: { way: string }) => way), [
    "single",
    "processes",
    "threads",
  ]);
  for (const { parts, sum } of result.runs) {
    const sums: bigint[] = parts.map((part: { sum: string }) => BigInt(part.sum));
    assertEquals(String(sums.reduce((total, part) => total + part, 0n)), sum);
  }
});

Deno.test("`chatroom exercise primes` refuses options that make no sense", async () => {
  const cases = [
    ["--limit", "0"],
    ["--limit", "abc"],
    ["--limit", "1e13"],
    ["--workers", "-1"],
    ["--workers", "0"],
    ["--repeat", "0"],
    ["--algorithm", "seive"],
    ["--split", "evenly"],
  ] as const;
  await Promise.all(cases.map(async ([option, value]) => {
    const { code, stdout, stderr } = await lesson(option, value);
    assertEquals([code, stdout], [2, ""]);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
    assertStringIncludes(stderr, `Invalid ${option} '${value}': `);
  }));
});

Deno.test("`chatroom exercise primes` ends its processes when it is interrupted", async () => {
  await using program = Program.start(["exercise", "primes", "--limit", "200000"]);
  const children = await untilChildren(program.pid, 4);
  program.kill("SIGINT");
  const { code, stdout } = await program.end();
  assertEquals(code, 130);
  assertEquals(stdout.includes("verified"), false);
  await within(Promise.all(children.map(gone)), "the end of the lesson's processes");
});

/** Numbers of the processes that a process has started, once there are so many. */
async function untilChildren(pid: number, count: number): Promise<number[]> {
  const start = performance.now();
  while (await isAlive(pid) && performance.now() - start < LIMIT) {
    const children = await childrenOf(pid);
    if (children.length === count) return children;
  }
  throw new Error(`Ended, or took too long, before it had ${count} children`);
}
