import { median } from "../support.ts";
import type { Load, Measurement, System } from "./system.ts";

/** A load whose number of messages is still to be found. */
export interface Scenario extends Omit<Load, "messages"> {
  readonly name: string;
}

/** What a system did in a scenario: `runs[i]` is of round `i`, as are the other systems'. */
export interface Result {
  readonly scenario: Scenario;
  readonly system: string;
  /** Messages in each run. */
  readonly messages: number;
  readonly runs: readonly Measurement[];
}

/** Seconds that a run should take. */
const SECONDS = 3;

/** Deliveries of the run by which the number of messages is found. */
const TRIAL = 50_000;

/** Most messages of a run: InspIRCd as it is set up throws a speaker out who says 100,000 in a second. */
const MOST_MESSAGES = 90_000;

/**
 * Lets the systems take turns, round after round, so that all share the noise of the machine. A run ahead
 * of the rounds tells how many messages each needs.
 */
export async function race(
  scenario: Scenario,
  systems: readonly System[],
  rounds: number,
  signal: AbortSignal,
): Promise<Result[]> {
  const others = scenario.members - 1;
  const messagesFor = (deliveries: number) =>
    Math.min(MOST_MESSAGES, Math.max(1, Math.round(deliveries / others)));
  const entrants = [];
  for (const system of systems) {
    const load = { ...scenario, messages: messagesFor(TRIAL) };
    const { deliveriesPerSecond } = await runOnce(system, load, signal);
    const runs: Measurement[] = [];
    entrants.push({ system, messages: messagesFor(deliveriesPerSecond * SECONDS), runs });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { system, messages, runs } of entrants) {
      runs.push(await runOnce(system, { ...scenario, messages }, signal));
    }
  }
  return entrants.map(({ system, ...entrant }) => ({ scenario, system: system.name, ...entrant }));
}

async function runOnce(system: System, load: Load, signal: AbortSignal): Promise<Measurement> {
  signal.throwIfAborted();
  try {
    await system.start();
    signal.throwIfAborted();
    return await system.run(load, signal);
  } finally {
    await system.stop();
  }
}

/** Every number of the runs at its median, but the share delivered at its least. */
export function summary(runs: readonly Measurement[]): Measurement {
  type Name = Exclude<keyof Measurement, "allHaveIt">;
  const middle = (value: (run: Measurement) => number | undefined): number | undefined => {
    const values = runs.flatMap((run) => value(run) ?? []);
    return values.length > 0 ? median(values) : undefined;
  };
  const optional = (name: Name) => {
    const value = middle((run) => run[name]);
    return value !== undefined && { [name]: value };
  };
  const p50 = middle((run) => run.allHaveIt?.p50);
  const p99 = middle((run) => run.allHaveIt?.p99);
  return {
    deliveriesPerSecond: median(runs.map((run) => run.deliveriesPerSecond)),
    share: Math.min(...runs.map((run) => run.share)),
    ...(p50 !== undefined && p99 !== undefined && { allHaveIt: { p50, p99 } }),
    ...optional("datagramsPerSecond"),
    ...optional("bytesPerDatagram"),
    ...optional("cpuPerDelivery"),
    ...optional("memoryPerMember"),
  };
}

/**
 * How many times as fast `own` is as `peer`: the median of the ratios within each round, of the time until
 * all have a message where that was measured (window 1), else of the deliveries a second.
 */
export function timesAsFast(own: Result, peer: Result): number {
  const speed = ({ allHaveIt, deliveriesPerSecond }: Measurement) =>
    own.scenario.window === 1 ? 1 / (allHaveIt?.p50 ?? NaN) : deliveriesPerSecond;
  return median(own.runs.map((run, round) => {
    const other = peer.runs[round];
    return other === undefined ? NaN : speed(run) / speed(other);
  }));
}
