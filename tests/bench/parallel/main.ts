/**
 * Measures threads, processes, queues, locks and pools, and prints a table:
 * `deno run --allow-all tests/bench/parallel/main.ts [rounds]`.
 */
import { medians } from "./measure.ts";
import { pools, WAYS } from "./pools.ts";
import { mutexes, queues, starts } from "./primitives.ts";

/** Measures in so many rounds; gives the lines of a table of medians. */
export async function run(rounds = 5): Promise<string[]> {
  const lines = ["microseconds per operation, and operations a second"];
  const primitives = [...starts(), ...queues(20_000), ...mutexes(200_000)];
  for (const [name, value] of await medians(primitives, rounds)) lines.push(row(name, value));
  lines.push("", "microseconds per task in a pool of 2, and how many times that of our threads");
  await using contest = await pools(20_000);
  const results = await medians(contest.measurements, rounds);
  for (const way of WAYS) {
    const own = results.get(`Pool of threads, ${way}`) ?? NaN;
    for (const [name, value] of results) {
      if (name.endsWith(way)) lines.push(row(name, value, value / own));
    }
  }
  return [...lines, ...contest.notes];
}

function row(name: string, value: number, ratio?: number): string {
  const last = ratio === undefined
    ? Math.round(1e6 / value).toLocaleString("en")
    : ratio.toFixed(2);
  return `${name.padEnd(44)}${value.toFixed(value < 100 ? 2 : 0).padStart(10)}${last.padStart(14)}`;
}

if (import.meta.main) {
  const lines = await run(Number(Deno.args[0] ?? 5));
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
