import { assert, assertEquals } from "@std/assert";
import { LinkWorld } from "../support/link_world.ts";
import { type Conditions, forEachSeed, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

/** Seeds that are tried. */
const SEEDS = 25 * SCALE;

/** So long that a blackout of half of it leaves time to be heard where 40 % are lost. */
const LIMITS = { window: 65_536, silence: 30_000 };

/** Simulated milliseconds in which everything has to arrive. */
const PATIENCE = 20 * 60_000;

const OPTIONS = { server: { limits: LIMITS }, member: { limits: LIMITS } };

/** Conditions of any kind: from a perfect network to one that loses 40 %. */
function draw(random: Random): Conditions {
  const least = random.pick([0, 1, 20, 100]);
  return {
    loss: random.pick([0, 0.01, 0.1, 0.25, 0.4]),
    duplication: random.pick([0, 0.1, 0.5]),
    delay: [least, least + random.pick([0, 5, 60, 300])],
  };
}

/** Sends all kinds of parts on all streams for some seconds, with a blackout amid them. */
function talk(world: LinkWorld, random: Random, conditions: Conditions): void {
  const blackout = random.below(40);
  for (let step = 0; step < 40; step++) {
    const size = random.pick([1, 40, 40, 200, 3000, 10_000]);
    const member = random.pick(world.members);
    const bytes = random.bytes(size);
    random.pick([
      () => world.say(bytes),
      () => world.tell(member, bytes),
      () => world.ask(member, bytes),
    ])();
    if (step === blackout) {
      world.network.conditions = { ...conditions, loss: 1 };
      world.network.pass(random.below(LIMITS.silence / 2));
      world.network.conditions = conditions;
    }
    world.network.pass(random.pick([0, 0, 3, 50, 400]));
  }
}

Deno.test("`Connection` brings all streams whole and in order, whatever the network does, then falls silent", () => {
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    const conditions = draw(random);
    const world = new LinkWorld(seed, conditions, OPTIONS, 1 + random.below(3));
    talk(world, random, conditions);
    assert(world.network.passUntil(() => world.isSettled, PATIENCE), "something is missing");
    world.assertWhole();
    world.network.conditions = PERFECT;
    // A session whose opening the member was never told of is waited for that long.
    world.network.pass(2 * LIMITS.silence);
    const before = world.sent;
    world.network.pass(60_000);
    // A keep-alive and its answer for each member, every four seconds.
    const most = world.members.length * 2 * 15;
    assert(world.sent - before <= most, `${world.sent - before} datagrams, of ${most}`);
    for (const { end } of world.members) assertEquals(end, undefined);
  });
});
