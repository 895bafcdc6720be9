// Paths that drop long datagrams without a word, and such whose length changes.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BASE_SIZE, LEAST_SIZE, longestTo, PathSize } from "../../src/link/path_size.ts";
import { DATAGRAM_LIMIT } from "../../src/wire/mod.ts";
import { LinkWorld } from "../support/link_world.ts";
import { forEachSeed, PERFECT, ROUGH } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

const LOOPBACK = "127.0.0.1";

/** Fails unless datagrams of a size were filled: some bytes are free, since a frame's head may be shorter. */
function assertFull(longest: number, size: number, what = ""): void {
  assert(longest <= size && longest > size - 16, `${longest}, not ${size} bytes ${what}`);
}

/** Says much, and waits until everybody has it. Returns the longest datagram that was carried of the second half. */
function sayMuch(world: LinkWorld, carries: number, most = 20_000): number {
  const longest = world.carry(carries);
  for (const _ of "12") {
    longest();
    world.say(world.random.bytes(400_000));
    assert(world.network.passUntil(() => world.isSettled, most), `${carries} bytes`);
  }
  world.assertWhole();
  return longest();
}

Deno.test("`Connection` gets everything over a path that drops long datagrams, both ways", () => {
  for (const limit of [1190, 1000, 600, LEAST_SIZE]) {
    const world = new LinkWorld(1, PERFECT);
    world.carry(limit);
    world.say(world.random.bytes(100_000));
    world.ask(world.member, world.random.bytes(50_000));
    assert(world.network.passUntil(() => world.isSettled, 20_000), `${limit} bytes`);
    world.assertWhole();
  }
});

Deno.test("`Connection` is opened over a path that carries only what every path does", () => {
  const world = new LinkWorld(1, PERFECT, { carries: LEAST_SIZE });
  world.say(world.random.bytes(10_000));
  world.ask(world.member, world.random.bytes(10_000));
  assert(world.network.passUntil(() => world.isSettled, 20_000));
  world.assertWhole();
});

Deno.test("`Connection` gets everything over a path that drops long datagrams, and loses others besides", () => {
  forEachSeed(20, (seed) => {
    const world = new LinkWorld(seed, ROUGH);
    world.carry(1000);
    world.say(world.random.bytes(50_000));
    world.ask(world.member, world.random.bytes(20_000));
    assert(world.network.passUntil(() => world.isSettled, 300_000), `seed ${seed}`);
    world.assertWhole();
  });
});

Deno.test("`Connection` finds the longest datagrams that a path carries, without losing any that hold something", () => {
  const paths: [host: string, carries: number, found: number][] = [
    ["10.0.0.1", Infinity, 1472],
    ["10.0.0.1", 1465, 1452],
    ["10.0.0.1", 1400, 1392],
    ["10.0.0.1", 1300, BASE_SIZE],
    ["fd00::1", Infinity, 1452],
    [LOOPBACK, Infinity, DATAGRAM_LIMIT],
    [LOOPBACK, 5000, 1472],
    [LOOPBACK, 1200, BASE_SIZE],
  ];
  for (const [host, carries, found] of paths) {
    const world = new LinkWorld(1, PERFECT, { host });
    assertFull(sayMuch(world, carries), found, `where ${host} carries ${carries}`);
    assertEquals(world.seat.session.connection.quality.loss, 0, `${host} carries ${carries}`);
  }
});

Deno.test("`Connection` is as fast where its probes are lost: they are no sign of congestion", () => {
  const time = (carries: number) => {
    const world = new LinkWorld(1, { ...PERFECT, delay: [20, 20] });
    world.carry(carries);
    const start = world.network.now;
    world.say(world.random.bytes(500_000));
    assert(world.network.passUntil(() => world.isSettled, 20_000));
    return world.network.now - start;
  };
  assert(time(BASE_SIZE) < 1.3 * time(Infinity), `${time(BASE_SIZE)} and ${time(Infinity)} ms`);
});

Deno.test("`Connection` sends no probes where short datagrams do", () => {
  const world = new LinkWorld(1, PERFECT, { host: LOOPBACK });
  const longest = world.carry(Infinity);
  for (let count = 0; count < 100; count++) {
    world.say(world.random.bytes(100));
    world.ask(world.member, world.random.bytes(100));
    world.network.pass(50);
  }
  assert(longest() < 300);
});

Deno.test("`Connection` notices that a path carries less, and later that it carries more", () => {
  const world = new LinkWorld(1, PERFECT, { host: LOOPBACK });
  assertFull(sayMuch(world, Infinity), DATAGRAM_LIMIT);
  assertFull(sayMuch(world, 1300), LEAST_SIZE);
  world.network.pass(5000);
  assertFull(sayMuch(world, 1300), BASE_SIZE);
  assertFull(sayMuch(world, 1000), LEAST_SIZE);
  world.network.pass(5000);
  sayMuch(world, 1000);
  assertFull(sayMuch(world, 1000), 960);
  // The next search comes after ten minutes.
  world.network.pass(500_000);
  assertFull(sayMuch(world, Infinity), 960);
  world.network.pass(110_000);
  assertFull(sayMuch(world, Infinity), DATAGRAM_LIMIT);
});

Deno.test("`Connection` gets everything over a path whose length changes, whatever else the network does", () => {
  forEachSeed(15 * SCALE, (seed) => {
    const random = new Random(seed);
    const conditions = {
      loss: random.pick([0, 0.01, 0.1, 0.25]),
      duplication: random.pick([0, 0.2]),
      delay: [1, 1 + random.pick([0, 20, 200])],
    } as const;
    const world = new LinkWorld(seed, conditions, { host: random.pick([LOOPBACK, "10.0.0.1"]) });
    for (let step = 0; step < 20; step++) {
      world.carry(LEAST_SIZE + random.below(random.pick([100, 1000, 10_000])));
      world.say(random.bytes(random.pick([10, 5000, 50_000])));
      world.ask(world.member, random.bytes(random.pick([10, 5000])));
      world.network.pass(random.pick([0, 10, 1000, 20_000]));
    }
    assert(world.network.passUntil(() => world.isSettled, 600_000));
    world.assertWhole();
    assertEquals([world.member.end, world.seat.end], [undefined, undefined]);
  });
});

Deno.test("`Connection` over a path that carries hardly anything comes to an end, however much it has to send", () => {
  for (const bytes of [450, 500, 700, 900, 1300, 5000, 8000, 100_000]) {
    const world = new LinkWorld(1, PERFECT);
    world.carry(300);
    world.say(world.random.bytes(bytes));
    assert(world.network.passUntil(() => world.seat.end !== undefined, 150_000), `${bytes} bytes`);
  }
});

Deno.test("`PathSize` grows by a probe that has arrived alone, and is never longer than what is worth trying", () => {
  const happening = fc.oneof(
    fc.constant({ kind: "probe" as const }),
    fc.record({ kind: fc.constant("missed" as const), size: fc.integer({ min: 30, max: 7800 }) }),
    fc.record({ kind: fc.constant("arrived" as const), size: fc.integer({ min: 30, max: 7800 }) }),
    fc.record({ kind: fc.constant("wait" as const), time: fc.integer({ min: 0, max: 700_000 }) }),
  );
  const longest = fc.constantFrom(1452, 1472, DATAGRAM_LIMIT);
  const carries = fc.integer({ min: LEAST_SIZE, max: 10_000 });
  fc.assert(fc.property(longest, carries, fc.array(happening), (longest, carries, happenings) => {
    const path = new PathSize(longest);
    let now = 0;
    for (const one of happenings) {
      const before = path.limit;
      if (one.kind === "wait") now += one.time;
      if (one.kind === "missed") path.missed(one.size, now);
      if (one.kind === "arrived") path.arrived(one.size);
      if (one.kind !== "probe") {
        assert(path.limit <= before);
        continue;
      }
      const size = path.probe(now);
      if (size === undefined) continue;
      assert(size > before && size <= longest);
      path.probed();
      assertEquals(path.probe(now), undefined, "two probes");
      if (size <= carries) path.probeArrived(size, now);
      else path.probeLost(now);
      assertEquals(path.limit, size <= carries ? size : before);
    }
  }));
});

Deno.test("`PathSize` tries three times each, then again after ten minutes", () => {
  const path = new PathSize(longestTo({ hostname: "10.0.0.1" }));
  const tried: [number, number][] = [];
  for (let now = 0; now < 700_000; now += 1000) {
    const size = path.probe(now);
    if (size === undefined) continue;
    tried.push([now / 1000, size]);
    path.probed();
    path.probeLost(now);
  }
  const sizes = [1472, 1472, 1472, 1452, 1452, 1452, 1392, 1392, 1392];
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(tried, [
    ...sizes.map((size, index): [number, number] => [times[index]!, size]),
    ...sizes.map((size, index): [number, number] => [608 + times[index]!, size]),
  ]);
});
