// A room of several servers, against one that a server serves alone: how much is said a second until all have it, how
// long one message takes, and how many members three servers hold.

import { alignTable } from "../../../src/terminal/mod.ts";
import { Crowd, type Guest } from "../../support/crowd.ts";
import { HAS_NATS } from "../../support/nats.ts";
import { startServer } from "../../support/program.ts";
import { RealCluster } from "../../support/real_cluster.ts";

const MEMBERS = 30;
const TEXTS = 5000;
const SINGLE = 50;

/** Members that are tried, one number after the other; so many share a socket. */
const CROWDS = [200, 500, 1000, 2000];
const GROUP = 50;

/** Milliseconds that a crowd may take to enter, or a text to come to all. */
const PATIENCE = 60_000;

const ROOM = ["--max-members", "10000", "--memory"];

/** Where members enter, and what ends it. */
interface Place extends AsyncDisposable {
  readonly ports: readonly number[];
}

interface Measured {
  readonly perSecond: number;
  /** Milliseconds until all have a text that is said alone: the median. */
  readonly latency: number;
}

/** Returns the lines of a table. */
export async function benchCluster(): Promise<string[]> {
  if (!HAS_NATS) return ["cluster: left out, since there is no nats-server"];
  const alone = await measure(serveAlone);
  const rows = [row("one server, no cluster", alone, alone)];
  for (const [servers, nodes] of [[1, 1], [1, 3], [2, 3], [3, 3]] as const) {
    const measured = await measure(() => serveTogether(servers, nodes));
    rows.push(row(`${servers} on ${nodes} of NATS`, measured, alone));
  }
  const headings = ["servers", "messages/s", "ratio", "one to all"];
  return [
    `${MEMBERS} members say ${TEXTS} messages until all have them all; then one at a time`,
    ...alignTable([headings, ...rows], ["left", "right", "right", "right"]),
    ...await crowds("one server, no cluster", serveAlone),
    ...await crowds("3 on 3 of NATS", () => serveTogether(3, 3)),
  ];
}

function row(name: string, { perSecond, latency }: Measured, alone: Measured): string[] {
  return [
    name,
    perSecond.toFixed(0),
    (perSecond / alone.perSecond).toFixed(2),
    `${latency.toFixed(1)} ms`,
  ];
}

async function serveAlone(): Promise<Place> {
  const { program, port } = await startServer(...ROOM);
  return { ports: [port], [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

async function serveTogether(servers: number, nodes: number): Promise<Place> {
  const cluster = await RealCluster.start({
    servers,
    nodes,
    file: false,
    args: ROOM,
  });
  return {
    ports: cluster.servers.map((server) => server!.port),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

async function measure(open: () => Promise<Place>): Promise<Measured> {
  await using place = await open();
  await using crowd = new Crowd(at(place.ports[0]!));
  const guests = await enter(crowd, place.ports, MEMBERS, "m");
  const start = performance.now();
  for (let count = 0; count < TEXTS; count++) guests[count % MEMBERS]!.say(`message ${count}`);
  await heard(crowd, guests, MEMBERS + TEXTS);
  const perSecond = TEXTS / (performance.now() - start) * 1000;
  const times: number[] = [];
  for (let count = 0; count < SINGLE; count++) {
    const said = performance.now();
    guests[count % MEMBERS]!.say("one");
    await heard(crowd, guests, MEMBERS + TEXTS + count + 1);
    times.push(performance.now() - said);
  }
  return { perSecond, latency: times.sort((a, b) => a - b)[SINGLE / 2]! };
}

/** How many members get in, and how long a text takes to all of them. */
async function crowds(name: string, open: () => Promise<Place>): Promise<string[]> {
  await using place = await open();
  await using crowds = new AsyncDisposableStack();
  const lines: string[] = [];
  const groups: { readonly crowd: Crowd; readonly guests: readonly Guest[] }[] = [];
  for (const size of CROWDS) {
    const start = performance.now();
    try {
      while (groups.length * GROUP < size) {
        const crowd = crowds.use(new Crowd(at(place.ports[0]!)));
        const guests = await enter(crowd, place.ports, GROUP, `c${groups.length}-`);
        groups.push({ crowd, guests });
      }
      const [inside, { guests: [speaker] }] = [performance.now(), groups[0]!];
      // The last one who entered is the last entry of all.
      await heard(groups[0]!.crowd, groups[0]!.guests, size);
      speaker!.say("one");
      for (const { crowd, guests } of groups) {
        await heard(crowd, guests, size + CROWDS.indexOf(size) + 1);
      }
      const [entering, saying] = [inside - start, performance.now() - inside];
      lines.push(
        `${name}, ${size} members: the last ones were in after ${
          (entering / 1000).toFixed(1)
        } s, one message was everywhere after ${saying.toFixed(0)} ms`,
      );
    } catch (error) {
      lines.push(`${name}, ${size} members: ${error instanceof Error ? error.message : error}`);
      break;
    }
  }
  return lines;
}

async function enter(
  crowd: Crowd,
  ports: readonly number[],
  count: number,
  prefix: string,
): Promise<Guest[]> {
  const guests = Array.from(
    { length: count },
    (_, index) => crowd.add(`${prefix}${index}`, 0, at(ports[index % ports.length]!)),
  );
  for (const guest of guests) guest.enter();
  await crowd.until(() => guests.every((guest) => guest.has("entered")), "all inside", PATIENCE);
  return guests;
}

/** Waits until all have the log up to an index. */
async function heard(crowd: Crowd, guests: readonly Guest[], next: number): Promise<void> {
  await crowd.until(
    () => guests.every((guest) => guest.next >= next),
    "all to have all",
    PATIENCE,
  );
}

function at(port: number): { readonly hostname: string; readonly port: number } {
  return { hostname: "127.0.0.1", port };
}
