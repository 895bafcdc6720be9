import { tool } from "../support.ts";
import { race, type Result, type Scenario, summary, timesAsFast } from "./contest.ts";
import { Fan } from "./fan.ts";
import { courseServer, ownClassic, packagedServers } from "./peers.ts";
import { plot } from "./plot.ts";
import { Reliable } from "./reliable.ts";
import type { System } from "./system.ts";
import { table } from "./table.ts";

const FAN_OUT: readonly Scenario[] = [10, 100, 1000].map((members) => {
  return { name: "fan-out", members, bytes: 40, window: 1000 };
});

const LATENCY: Scenario = { name: "latency", members: 100, bytes: 40, window: 1 };

/** Who takes part. */
interface Field {
  readonly peers: readonly System[];
  readonly ours: readonly System[];
  /** Who doesn't, and what to install for it. */
  readonly absent: readonly string[];
}

/** What the command line says: the files to write, and how many rounds there are. */
export interface Options {
  readonly json?: string;
  readonly svg?: string;
  readonly rounds?: string;
}

/** One member speaks to many: our servers against others, in turns. */
export async function benchFanout({ json, svg, rounds = "5" }: Options): Promise<string[]> {
  if (!(Number(rounds) >= 1)) throw new RangeError(`Cannot measure in ${rounds} rounds`);
  return await withFan(async (fan, signal) => {
    const { systems, missing } = await packagedServers(fan);
    const field = {
      peers: [courseServer(fan), ...systems],
      ours: [
        ownClassic(fan),
        new Reliable("chatroom, in memory", "--memory"),
        new Reliable("chatroom, on disk"),
      ],
      absent: missing.length === 0 ? [] : [`left out: apt-get install ${missing.join(" ")}`],
    };
    const results: Result[][] = [];
    for (const scenario of [...FAN_OUT, LATENCY]) {
      results.push(await race(scenario, [...field.peers, ...field.ours], Number(rounds), signal));
    }
    if (json !== undefined) await Deno.writeTextFile(json, asJson(results, field));
    if (svg !== undefined) await Deno.writeTextFile(svg, asPlot(results));
    return report(results, field);
  });
}

/** The course's server against ours in its own dialect, one message under way. */
export async function benchClassic(): Promise<string[]> {
  return await withFan(async (fan, signal) => {
    const field = { peers: [courseServer(fan)], ours: [ownClassic(fan)], absent: [] };
    const results = await race(LATENCY, [...field.peers, ...field.ours], 5, signal);
    return report([results], field);
  });
}

/** Runs `bench` with the load compiled, or says why that cannot be. Ctrl-C aborts the signal. */
async function withFan(
  bench: (fan: Fan, signal: AbortSignal) => Promise<string[]>,
): Promise<string[]> {
  const missing = [await tool("gcc"), await tool("python3")].flatMap((fault) => fault ?? []);
  if (missing.length > 0) {
    return [`one speaker, many members: left out, because ${missing.join(" and ")}`];
  }
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);
  const directory = await Deno.makeTempDir();
  try {
    return await bench(await Fan.compile(directory), interruption.signal);
  } finally {
    await Deno.remove(directory, { recursive: true });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.removeSignalListener(signal, interrupt);
    }
  }
}

function report(results: readonly Result[][], field: Field): string[] {
  const peers = field.peers.map(({ name }) => name);
  const lines = results.flatMap((ofScenario) => {
    const [first] = ofScenario;
    if (first === undefined) return [];
    const { name, members, bytes, window } = first.scenario;
    return [
      `${name}: ${members} members, ${bytes} bytes, window ${window}, median of ${first.runs.length} rounds`,
      ...table(ofScenario, peers),
      "",
    ];
  });
  return [...lines, ...field.absent];
}

function asJson(results: readonly Result[][], field: Field): string {
  const peers = field.peers.map(({ name }) => name);
  const rows = results.flatMap((ofScenario) =>
    ofScenario.map((result) => {
      const others = ofScenario.filter((one) => one !== result && peers.includes(one.system));
      const ratios = others.map((peer) => [peer.system, timesAsFast(result, peer)]);
      return {
        ...result,
        summary: summary(result.runs),
        timesAsFast: Object.fromEntries(ratios),
      };
    })
  );
  const machine = { deno: Deno.version.deno, target: Deno.build.target };
  return `${JSON.stringify({ machine, absent: field.absent, results: rows }, null, 2)}\n`;
}

/** The server's processor time for each delivery against the number of members, in the fan-out. */
function asPlot(results: readonly Result[][]): string {
  const fanOut = results.flat().filter(({ scenario }) => scenario.name === "fan-out");
  const series = Map.groupBy(fanOut, ({ system }) => system).entries().map(([name, own]) => {
    const points = own.map(({ scenario, runs }) => {
      return { x: scenario.members, y: summary(runs).cpuPerDelivery ?? 0 };
    });
    return { name, points: points.filter(({ y }) => y > 0) };
  });
  const shown = [...series].filter(({ points }) => points.length > 0);
  return plot("Server CPU per delivery, µs (lower is better)", "members", shown);
}
