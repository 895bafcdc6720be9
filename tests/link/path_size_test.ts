// Paths that drop long datagrams without a word.

import { assert, assertEquals } from "@std/assert";
import { BASE_SIZE, PathSize } from "../../src/link/path_size.ts";
import { LinkWorld } from "../support/link_world.ts";
import { forEachSeed, PERFECT, ROUGH } from "../support/network.ts";

/** Drops datagrams that are longer; Infinity for none. Returns the longest that was sent, each time. */
function narrow(world: LinkWorld, limit: number): () => number {
  let longest = 0;
  world.network.onSend = (datagram) => {
    longest = Math.max(longest, datagram.length);
    return datagram.length > limit ? undefined : datagram;
  };
  return () => {
    const was = longest;
    longest = 0;
    return was;
  };
}

Deno.test("`Connection` gets everything over a path that drops long datagrams, both ways", () => {
  for (const limit of [1190, 1000, 600, BASE_SIZE]) {
    const world = new LinkWorld(1, PERFECT);
    narrow(world, limit);
    world.say(world.random.bytes(100_000));
    world.ask(world.member, world.random.bytes(50_000));
    assert(world.network.passUntil(() => world.isSettled, 20_000), `${limit} bytes`);
    world.assertWhole();
  }
});

Deno.test("`Connection` gets everything over a path that drops long datagrams, and loses others besides", () => {
  forEachSeed(20, (seed) => {
    const world = new LinkWorld(seed, ROUGH);
    narrow(world, 1000);
    world.say(world.random.bytes(50_000));
    world.ask(world.member, world.random.bytes(20_000));
    assert(world.network.passUntil(() => world.isSettled, 300_000), `seed ${seed}`);
    world.assertWhole();
  });
});

Deno.test("`Connection` sends long datagrams again once the path carries them", () => {
  const world = new LinkWorld(1, PERFECT);
  narrow(world, 1000);
  world.say(world.random.bytes(50_000));
  assert(world.network.passUntil(() => world.isSettled, 20_000));
  const longest = narrow(world, Infinity);
  world.network.pass(30_000);
  longest();
  world.say(world.random.bytes(5000));
  world.network.pass(1000);
  assert(longest() > 1100);
  world.say(world.random.bytes(50_000));
  assert(world.network.passUntil(() => world.isSettled, 1000));
  assert(longest() > 1100);
});

Deno.test("`Connection` over a path that carries hardly anything comes to an end, however much it has to send", () => {
  for (const bytes of [450, 500, 700, 900, 1300, 5000, 8000, 100_000]) {
    const world = new LinkWorld(1, PERFECT);
    narrow(world, 300);
    world.say(world.random.bytes(bytes));
    assert(world.network.passUntil(() => world.seat.end !== undefined, 150_000), `${bytes} bytes`);
  }
});

Deno.test("`PathSize` tries longer datagrams less and less often where they are missed", () => {
  const size = new PathSize();
  let [now, trials] = [0, 0];
  for (let count = 0; count < 3; count++) size.missed(1200, now);
  for (; now < 3_600_000; now += 1000) {
    const length = size.limit(now);
    size.sent(length);
    if (length === BASE_SIZE) size.arrived(length);
    else {
      trials++;
      size.missed(length, now);
    }
  }
  assert(trials >= 9 && trials <= 14, `${trials} trials in an hour`);
  size.sent(1200);
  size.arrived(1200);
  assertEquals(size.limit(now), 1200);
});
