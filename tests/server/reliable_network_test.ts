// Reliable members and the server, over a simulated network: whatever it does, nobody misses anything.

import { assert } from "@std/assert";
import { type Conditions, World } from "../support/world.ts";
import { forEachSeed } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

/** Least and most members of a talk, and messages in it. */
const MEMBERS = [2, 50] as const;
const MESSAGES = [200, 5000] as const;

/** Seeds of the long test; more by hand: TEST_SCALE=100 deno task test tests/server/reliable_network_test.ts */
const SEEDS = 25 * SCALE;
const FIRST_SEED = Number(Deno.env.get("FIRST_SEED") ?? 1);

/** Simulated milliseconds after which a talk that does not come to its end is stuck. */
const LONGEST = 30 * 60_000;

/** A network that a seed draws: up to 40 % loss, duplication, jitter that reorders. */
function draw(random: Random): Conditions {
  const least = random.next() * 40;
  return {
    loss: random.next() * 0.4,
    duplication: random.next() * 0.2,
    delay: [least, least + random.next() * 150],
  };
}

/** A number from the least to the most: each order of magnitude as often as any other. */
function between([least, most]: readonly [number, number], random: Random): number {
  return Math.round(least * (most / least) ** random.next());
}

/** A talk of all members over `seconds`, with or without a blackout of 30 s amid it. */
function talk(world: World, random: Random, messages: number, seconds: number): void {
  const step = seconds * 1000 * 10 / messages;
  const darkFrom = random.next() < 0.5 ? random.below(messages) : Infinity;
  for (let index = 0; index < messages; index++) {
    const member = random.pick(world.members);
    member.say(`${member.name} ${member.said.length} ${"x".repeat(random.below(60))}`);
    if (index % 10 === 9) world.network.pass(step);
    if (index === darkFrom) world.network.blackOut(30_000);
  }
}

Deno.test("reliable members all have the same log, whole and in order, whatever the network does", () => {
  let returns = 0;
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    using world = new World(seed, draw(random));
    world.enterAll(between(MEMBERS, random));
    talk(world, random, between(MESSAGES, random), 5 + random.below(30));
    const isDone = world.network.passUntil(() => world.isSettled, LONGEST);
    assert(isDone, `${world.describe()}`);
    returns += world.members.filter((member) => member.has("back")).length;
    world.assertSameLogs();
    world.assertEachSaidOnce();
    world.assertSilence();
  }, FIRST_SEED);
  assert(returns > SEEDS, `only ${returns} connections broke`);
});
