import { assert, assertEquals } from "@std/assert";
import { LinkWorld } from "../support/link_world.ts";
import { LinkPair } from "../support/link_pair.ts";

/** A pair whose round trip has been measured: 50 ms, and whose member is quiet unless it has to speak. */
function measuredPair(): LinkPair {
  const pair = new LinkPair({ member: { keepAlive: Infinity } });
  for (let count = 0; count < 8; count++) {
    pair.member.requests.append(pair.random.bytes(10));
    pair.say(pair.random.bytes(10));
    pair.exchange(25);
    for (const machine of [pair.member, pair.server]) {
      if (machine.nextTimeout() < pair.now + 100) pair.wait(machine);
    }
    pair.exchange(25);
  }
  return pair;
}

Deno.test("`Connection` sends again what later acknowledgements show to be lost, before any timer", () => {
  const pair = measuredPair();
  pair.say(pair.random.bytes(8000));
  const [lost, ...others] = pair.fromServer();
  assert(lost !== undefined && others.length >= 5);
  pair.now += 25;
  pair.toMember(others);
  const acknowledgements = pair.fromMember();
  pair.now += 25;
  pair.toServer(acknowledgements);
  const again = pair.fromServer();
  assertEquals(again.length, 1);
  const ofRoom = (datagram: Uint8Array) =>
    pair.frames(datagram).filter(({ kind }) => kind === "stream");
  assertEquals(ofRoom(again[0]!), ofRoom(lost));
  pair.toMember(again);
  pair.member.room.assertIs(pair.server.room);
});

Deno.test("`Connection` takes a datagram that is a little late for late, not for lost", () => {
  const pair = measuredPair();
  pair.say(pair.random.bytes(2500));
  const [late, ...others] = pair.fromServer();
  pair.now += 25;
  pair.toMember(others);
  pair.toMember([late!]);
  const before = pair.seat.session.connection.quality.loss;
  pair.toServer(pair.fromMember());
  assertEquals(pair.fromServer(), []);
  assertEquals(pair.seat.session.connection.quality.loss, before);
  pair.member.room.assertIs(pair.server.room);
});

Deno.test("`Connection` asks with two datagrams after a probe timeout, then after twice the time, up to 2 s", () => {
  const pair = measuredPair();
  pair.member.requests.append(pair.random.bytes(100));
  const first = pair.fromMember();
  assertEquals(first.length, 1);
  const gaps: number[] = [];
  for (let count = 0; count < 8; count++) {
    const before = pair.now;
    pair.wait(pair.member);
    gaps.push(pair.now - before);
    const probes = pair.fromMember();
    assertEquals(probes.length, 2);
    // The first carries what is missing, and both want to be acknowledged at once.
    assert(pair.frames(probes[0]!).some((frame) => frame.kind === "stream" && frame.offset === 80));
  }
  assert(gaps[0]! > 50 && gaps[0]! < 250, `${gaps}`);
  for (let index = 1; index < gaps.length; index++) {
    assertEquals(gaps[index], Math.min(2000, 2 ** index * gaps[0]!));
  }
});

Deno.test("`Connection` learns what is missing after a blackout from one probe, and goes on", () => {
  const pair = measuredPair();
  pair.say(pair.random.bytes(5000));
  pair.fromServer();
  for (let count = 0; count < 3; count++) {
    pair.wait(pair.server);
    pair.fromServer();
  }
  pair.wait(pair.server);
  pair.exchange(25);
  pair.member.room.assertIs(pair.server.room);
});

Deno.test("`Connection` reaches through a blackout that ends a little more than a probe before the limit", () => {
  const limits = { window: 65_536, silence: 35_000 };
  const world = new LinkWorld(1, { loss: 0, duplication: 0, delay: [10, 10] }, {
    server: { limits },
    member: { limits },
  });
  world.network.conditions = { loss: 1, duplication: 0, delay: [10, 10] };
  world.ask(world.member, world.random.bytes(3000));
  world.say(world.random.bytes(3000));
  world.network.pass(30_000);
  world.network.conditions = { loss: 0, duplication: 0, delay: [10, 10] };
  assert(world.network.passUntil(() => world.isSettled, 2500));
  world.assertWhole();
  assertEquals([world.member.end, world.seat.end], [undefined, undefined]);
});

for (
  const [window, most] of [
    // Four doublings of the first window of 12,000 bytes, and the rest at 64 KiB a round trip of 50 ms.
    [65_536, 1200],
    // The same, and the rest at 100 kB: no more than a receive buffer takes.
    [1 << 20, 800],
  ] as const
) {
  Deno.test(`\`Connection\` sends 1 MB over a path of 50 ms within ${most} ms, with a window of ${window} bytes`, () => {
    const limits = { window, silence: 15_000 };
    const world = new LinkWorld(1, { loss: 0, duplication: 0, delay: [25, 25] }, {
      server: { limits },
      member: { limits },
    });
    const start = world.network.now;
    world.say(world.random.bytes(1_000_000));
    assert(world.network.passUntil(() => world.member.room.end === 1_000_000, 60_000));
    const time = world.network.now - start;
    assert(time <= most, `${time} ms`);
    world.assertWhole();
  });
}

Deno.test("`Connection` does not wait for acknowledgements that are held back where the receive buffer is the limit", () => {
  const limits = { window: 1 << 20, silence: 15_000 };
  const options = { server: { limits }, member: { limits }, host: "127.0.0.1" };
  const world = new LinkWorld(1, { loss: 0, duplication: 0, delay: [1, 1] }, options);
  const start = world.network.now;
  world.say(world.random.bytes(4_000_000));
  assert(world.network.passUntil(() => world.member.room.end === 4_000_000, 60_000));
  // 140 kB each round trip of 2 ms, or each 20 ms.
  const time = world.network.now - start;
  assert(time < 150, `${time} ms`);
});

Deno.test("`Connection` lets the congestion window grow again after a loss", () => {
  const limits = { window: 1 << 20, silence: 15_000 };
  const conditions = { loss: 0, duplication: 0, delay: [25, 25] } as const;
  const world = new LinkWorld(1, conditions, { server: { limits }, member: { limits } });
  world.say(world.random.bytes(200_000));
  world.network.conditions = { ...conditions, loss: 0.3 };
  assert(world.network.passUntil(() => world.isSettled, 60_000));
  world.network.conditions = conditions;
  const times: number[] = [];
  for (let count = 0; count < 2; count++) {
    const start = world.network.now;
    world.say(world.random.bytes(1_000_000));
    assert(world.network.passUntil(() => world.isSettled, 60_000));
    times.push(world.network.now - start);
  }
  // Congestion avoidance adds a datagram a round trip: the second million is faster, but not at once.
  assert(times[1]! < 0.75 * times[0]!, `${times} ms`);
});
