// Several real servers that are one room, on a real cluster of NATS, of which parts are killed.

import { assertEquals } from "@std/assert";
import { Crowd } from "../support/crowd.ts";
import { HAS_NATS, urlsOf } from "../support/nats.ts";
import { RealCluster, STREAM } from "../support/real_cluster.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";
import { StallingRelay } from "../support/stalling_relay.ts";

if (!HAS_NATS) {
  // deno-lint-ignore no-console -- a test that is left out has to be seen
  console.error("The tests of several servers of one room are left out: there is no nats-server");
}

function clusterTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !HAS_NATS, fn });
}

/** Milliseconds in which everybody has everything, whatever was killed. */
const LONGEST = 120_000;

const TEXTS = Math.min(20_000, 2500 * SCALE);
const MEMBERS = SCALE === 1 ? 30 : 60;

clusterTest(
  "three servers on a cluster of three have one order of everything, each once",
  async () => {
    await using cluster = await RealCluster.start({ servers: 3, nodes: 3 });
    await cluster.enter(MEMBERS);
    for (let count = 0; count < TEXTS; count++) {
      cluster.say(cluster.guests[count % MEMBERS]!);
      if (count % 500 === 499) await pause(10);
    }
    await cluster.settled(LONGEST);
    cluster.assertOneOrder();
  },
);

/** What is done to a cluster while its members speak. */
type Harm = (cluster: RealCluster) => Promise<void>;

const killServer: Harm = async (cluster) => {
  await cluster.kill(0);
  await pause(1000);
  await cluster.serve(0);
};

const killNode: Harm = async ({ nats }) => {
  const leader = await nats.leaderOf(STREAM) ?? 0;
  await reviveLater(nats, [(leader + 1) % 3]);
};

const killLeader: Harm = async ({ nats }) => {
  await reviveLater(nats, [await nats.leaderOf(STREAM) ?? 0]);
};

const killAllNodes: Harm = async ({ nats }) => await reviveLater(nats, [0, 1, 2]);

const stopServer: Harm = async (cluster) => {
  const { program } = cluster.servers[1]!;
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
  await program[Symbol.asyncDispose]();
  await cluster.serve(1);
};

async function reviveLater(nats: RealCluster["nats"], nodes: readonly number[]): Promise<void> {
  for (const node of nodes) await nats.kill(node);
  await pause(1500);
  for (const node of nodes) nats.revive(node);
}

/** Members speak while something is done to the cluster; then all have one order, in which each text is once. */
async function speakThrough(cluster: RealCluster, harm: Harm, random: Random): Promise<void> {
  let isDone = false;
  const speaking = (async () => {
    while (!isDone) {
      for (let count = 0; count < 5; count++) cluster.say(random.pick(cluster.guests));
      await pause(20);
    }
  })();
  try {
    await pause(500);
    await harm(cluster);
  } finally {
    isDone = true;
    await speaking;
  }
  await cluster.settled(LONGEST);
  cluster.assertOneOrder();
}

/** Server 2 hears nothing of NATS for a while, and nobody tells it so. */
function cutOff(relays: readonly StallingRelay[], time: number): Harm {
  return async () => {
    for (const relay of relays) relay.isCut = true;
    await pause(time);
    for (const relay of relays) relay.isCut = false;
  };
}

clusterTest(
  "members of three servers lose nothing and double nothing, whatever is killed",
  async () => {
    const random = new Random(Math.floor(Math.random() * 2 ** 31));
    const relays: StallingRelay[] = [];
    await using _ = { [Symbol.asyncDispose]: () => endAll(relays) };
    await using cluster = await RealCluster.start({
      servers: 3,
      nodes: 3,
      args: ["--grace", "30s"],
      // Server 2 gets there by ways that can be cut.
      urls(server, { ports, urls }) {
        if (server !== 2) return urls;
        while (relays.length < ports.length) relays.push(new StallingRelay(ports[relays.length]!));
        return urlsOf(relays.map(({ port }) => port));
      },
    });
    await cluster.enter(12);
    const harms: Readonly<Record<string, Harm>> = {
      "a server was killed": killServer,
      "a server was stopped": stopServer,
      ...SCALE > 1 && { "a node of NATS was killed": killNode },
      "the leader was killed": killLeader,
      // Only by hand: what then may go wrong is among the limits in src/server/cluster/README.md.
      ...SCALE > 8 && { "all nodes were killed": killAllNodes },
      ...SCALE > 1 && { "a server was cut off": cutOff(relays, 30_000) },
    };
    for (let round = 0; round < Math.min(SCALE, 3); round++) {
      for (const [name, harm] of Object.entries(harms)) {
        try {
          await speakThrough(cluster, harm, random);
        } catch (error) {
          throw new Error(`After ${name}: ${error instanceof Error ? error.message : error}`, {
            cause: error,
          });
        }
      }
    }
  },
);

clusterTest(
  "of two members who take one name at one instant at two servers, one gets it",
  async () => {
    await using cluster = await RealCluster.start({ servers: 2, nodes: 1 });
    const [one, two] = cluster.servers.map((server) => ({
      hostname: "127.0.0.1",
      port: server!.port,
    }));
    await using crowd = new Crowd(one!);
    for (let count = 0; count < (SCALE === 1 ? 40 : 1000); count++) {
      const rivals = [crowd.add("Ada", 0, one), crowd.add("Ada", 0, two)];
      for (const rival of rivals) rival.enter();
      const isDecided = () => rivals.every((rival) => rival.has("entered") || rival.has("refused"));
      await crowd.until(isDecided, "both to know");
      const winners = rivals.filter((rival) => rival.has("entered"));
      assertEquals(winners.length, 1);
      for (const rival of rivals) rival.leave();
      await crowd.until(() => winners[0]!.ending === "left", "the winner to leave");
      for (const rival of rivals) crowd.vanish(rival);
    }
  },
);

async function endAll(relays: readonly StallingRelay[]): Promise<void> {
  for (const relay of relays) await relay[Symbol.asyncDispose]();
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}
