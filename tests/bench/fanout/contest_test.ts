import { assertEquals, assertRejects } from "@std/assert";
import { race, type Result, summary, timesAsFast } from "./contest.ts";
import { plot } from "./plot.ts";
import type { Load, Measurement, System } from "./system.ts";
import { table } from "./table.ts";
import { parseUsage } from "./usage.ts";

const SCENARIO = { name: "fan-out", members: 11, bytes: 40, window: 1000 };

/** A system that takes down what is asked of it, and measures what it is told to. */
class Fake implements System {
  readonly #rates: number[];

  constructor(readonly name: string, readonly calls: string[], ...rates: number[]) {
    this.#rates = rates;
  }

  start(): Promise<void> {
    this.calls.push(`${this.name} starts`);
    return Promise.resolve();
  }

  run({ messages }: Load): Promise<Measurement> {
    this.calls.push(`${this.name} runs ${messages}`);
    const deliveriesPerSecond = this.#rates.shift();
    if (deliveriesPerSecond === undefined) return Promise.reject(new Error("No more rates"));
    return Promise.resolve({ deliveriesPerSecond, share: 1 });
  }

  stop(): Promise<void> {
    this.calls.push(`${this.name} stops`);
    return Promise.resolve();
  }
}

function result(system: string, rates: number[], more: Partial<Measurement> = {}): Result {
  const runs = rates.map((deliveriesPerSecond) => ({ deliveriesPerSecond, share: 1, ...more }));
  return { scenario: SCENARIO, system, messages: 1, runs };
}

Deno.test("`race()` lets systems take turns, each with as many messages as it handles in three seconds", async () => {
  const calls: string[] = [];
  const systems = [new Fake("a", calls, 200, 210, 220), new Fake("b", calls, 900, 910, 920)];
  const results = await race(SCENARIO, systems, 2, new AbortController().signal);
  assertEquals(calls.filter((call) => call.includes("runs")), [
    ...["a runs 5000", "b runs 5000"],
    ...["a runs 60", "b runs 270"],
    ...["a runs 60", "b runs 270"],
  ]);
  assertEquals(results.map(({ runs }) => runs.map((run) => run.deliveriesPerSecond)), [
    [210, 220],
    [910, 920],
  ]);
});

Deno.test("`race()` keeps below the messages that a peer takes for a flood", async () => {
  const calls: string[] = [];
  await race(SCENARIO, [new Fake("a", calls, 1e7, 1)], 1, new AbortController().signal);
  assertEquals(calls.filter((call) => call.includes("runs")), ["a runs 5000", "a runs 90000"]);
});

Deno.test("`race()` stops a system that fails", async () => {
  const calls: string[] = [];
  const racing = race(SCENARIO, [new Fake("a", calls)], 1, new AbortController().signal);
  await assertRejects(() => racing, Error, "No more rates");
  assertEquals(calls, ["a starts", "a runs 5000", "a stops"]);
});

Deno.test("`race()` starts nothing once it is aborted", async () => {
  const calls: string[] = [];
  const systems = [new Fake("a", calls, 1, 1)];
  await assertRejects(() => race(SCENARIO, systems, 1, AbortSignal.abort()), DOMException);
  assertEquals(calls, []);
});

Deno.test("`summary()` takes medians of what was measured, and the least share", () => {
  const runs = [
    { deliveriesPerSecond: 3, share: 1, cpuPerDelivery: 7 },
    { deliveriesPerSecond: 1, share: 0.5, allHaveIt: { p50: 10, p99: 20 } },
    { deliveriesPerSecond: 2, share: 0.8, cpuPerDelivery: 9 },
  ];
  assertEquals(summary(runs), {
    deliveriesPerSecond: 2,
    share: 0.5,
    allHaveIt: { p50: 10, p99: 20 },
    cpuPerDelivery: 8,
  });
});

Deno.test("`timesAsFast()` compares within rounds", () => {
  // The ratios are 2, 2 and 10; that of the medians would be 5.
  const ratio = timesAsFast(result("own", [2, 20, 10]), result("peer", [1, 10, 1]));
  assertEquals(ratio, 2);
});

Deno.test("`timesAsFast()` compares times with a window of 1", () => {
  const scenario = { ...SCENARIO, window: 1 };
  const own = { ...result("own", [1], { allHaveIt: { p50: 50, p99: 90 } }), scenario };
  const peer = { ...result("peer", [9], { allHaveIt: { p50: 150, p99: 160 } }), scenario };
  assertEquals(timesAsFast(own, peer), 3);
});

Deno.test("`table()` leaves out the columns that nothing was measured for", () => {
  const results = [result("peer", [1000]), result("own", [2000], { cpuPerDelivery: 0.5 })];
  assertEquals(table(results, ["peer"]), [
    "        deliveries/s  delivered  CPU µs/delivery  × peer",
    "  peer         1,000    100.0 %                         ",
    "  own          2,000    100.0 %             0.50    2.00",
  ]);
});

Deno.test("`parseUsage()` reads the numbers after a name of any form", () => {
  const stat = `7 (a b) (c) S 1 7 7 0 -1 4194304 99 0 0 0 250 50 0 0 20 0 1 0 1 2 3\n`;
  const status = "Name:\ta\nVmHWM:\t  900 kB\nVmRSS:\t    300 kB\n";
  assertEquals(parseUsage(stat + status), { cpu: 3_000_000, memory: 307_200 });
});

Deno.test("`plot()` draws a line for each series, with names escaped and apart", () => {
  const points = [{ x: 10, y: 2 }, { x: 1000, y: 0.3 }];
  const svg = plot("CPU", "members", [{ name: "a<b", points }, { name: "c", points }]);
  assertEquals(svg.match(/class="line"/g)?.length, 2);
  assertEquals(svg.match(/<circle/g)?.length, 4);
  // The ends are at 0.3, between the ticks 0.2 and 2: the second name goes below the first.
  const names = [...svg.matchAll(/y="([\d.]+)" text-anchor="start">([^<]*)</g)];
  assertEquals(names.map(([, , name]) => name), ["a&lt;b", "c"]);
  assertEquals(Number(names[1]?.[1]) - Number(names[0]?.[1]), 17);
  assertEquals(/NaN|Infinity/.test(svg), false);
});
