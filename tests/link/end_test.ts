import { assert, assertEquals } from "@std/assert";
import { STREAMS } from "../../src/wire/mod.ts";
import { LIMITS, LinkServer, SERVER } from "../support/link.ts";
import { LinkWorld } from "../support/link_world.ts";
import { LinkPair } from "../support/link_pair.ts";
import { address, type Conditions, forEachSeed, PERFECT } from "../support/network.ts";

const LOSSY: Conditions = { loss: 0.25, duplication: 0.1, delay: [5, 60] };

Deno.test("`Connection` stays while nothing is said, with a question every few seconds", () => {
  const world = new LinkWorld(1, PERFECT);
  world.network.pass(10_000);
  const before = world.sent;
  world.network.pass(3_600_000);
  assertEquals([world.member.end, world.seat.end], [undefined, undefined]);
  const datagrams = world.sent - before;
  assert(datagrams > 1700 && datagrams <= 1800, `${datagrams} datagrams in an hour`);
});

Deno.test("`Connection` says that the other end is silent once the limit is over, and sends nothing more", () => {
  const world = new LinkWorld(1, PERFECT);
  world.network.pass(5000);
  world.network.detach(SERVER);
  const { heard } = world.member.connection!;
  world.network.pass(heard + LIMITS.silence - world.network.now - 1);
  assertEquals(world.member.end, undefined);
  world.network.pass(1);
  assertEquals(world.member.end, { by: "silence", reason: "" });
  assertEquals(world.member.nextTimeout(), Infinity);
  const { sent } = world.member;
  world.network.act(() => world.member.requests.append(new Uint8Array(10)));
  world.network.pass(60_000);
  assertEquals(world.member.sent, sent);
});

Deno.test("`Listener` forgets a member that is silent for too long", () => {
  const world = new LinkWorld(1, PERFECT, {}, 3);
  world.network.pass(5000);
  world.network.detach(address(1001));
  world.network.pass(LIMITS.silence);
  const ends = world.members.map((member) => world.seatOf(member).end);
  assertEquals(ends, [undefined, { by: "silence", reason: "" }, undefined]);
  assertEquals(world.server.listener.size, 2);
});

/** A world whose ends know their round trip. */
function acquainted(seed: number): LinkWorld {
  const world = new LinkWorld(seed, LOSSY);
  world.say(world.random.bytes(100));
  world.ask(world.member, world.random.bytes(100));
  assert(world.network.passUntil(() => world.isSettled, 60_000));
  return world;
}

Deno.test("`Connection.close()` brings what was said before and then its reason, from the server", () => {
  forEachSeed(100, (seed) => {
    const world = acquainted(seed);
    world.say(world.random.bytes(5000));
    const { seat } = world;
    world.network.act((now) => {
      seat.session.connection.close("closed", now);
      world.server.listener.wake(seat.session);
    });
    // What comes later is not sent any more.
    const { end } = world.server.room;
    world.say(world.random.bytes(100));
    assert(world.network.passUntil(() => world.member.end !== undefined, 30_000));
    assertEquals(world.member.end, { by: "peer", reason: "closed" });
    assertEquals(world.member.room.end, end);
    assert(world.network.passUntil(() => seat.end !== undefined, 5000));
    assertEquals(seat.end, { by: "us", reason: "closed" });
    world.network.pass(2 * LIMITS.silence);
    assertEquals(world.server.listener.size, 0);
  });
});

Deno.test("`Connection.close()` brings what was said before and then its reason, from the member", () => {
  forEachSeed(100, (seed) => {
    const world = acquainted(seed);
    world.ask(world.member, world.random.bytes(5000));
    world.network.act((now) => world.member.connection!.close("left", now));
    const { seat } = world;
    assert(world.network.passUntil(() => seat.end !== undefined, 30_000));
    assertEquals(seat.end, { by: "peer", reason: "left" });
    seat.requests.assertIs(world.member.requests);
    assert(world.network.passUntil(() => world.member.end !== undefined, 5000));
    assertEquals(world.member.end, { by: "us", reason: "left" });
  });
});

Deno.test("`Connection.close()` ends after three seconds where nobody answers", () => {
  const world = new LinkWorld(1, PERFECT);
  world.network.pass(1000);
  world.network.detach(SERVER);
  world.ask(world.member, world.random.bytes(100));
  const start = world.network.now;
  world.network.act((now) => world.member.connection!.close("left", now));
  assert(world.network.passUntil(() => world.member.end !== undefined, 30_000));
  assertEquals(world.network.now - start, 3000);
  assertEquals(world.member.end, { by: "us", reason: "left" });
});

Deno.test("`Connection.abort()` ends at once, tells the other end once, and nothing happens any more", () => {
  const pair = new LinkPair();
  pair.say(pair.random.bytes(3000));
  pair.member.connection!.abort("gone");
  assertEquals(pair.member.end, { by: "us", reason: "gone" });
  const datagrams = pair.fromMember();
  assertEquals(datagrams.length, 1);
  assertEquals(pair.member.nextTimeout(), Infinity);
  pair.toServer(datagrams);
  assertEquals(pair.seat.end, { by: "peer", reason: "gone" });
  pair.toMember(pair.fromServer());
  assertEquals(pair.server.listener.size, 0);
  pair.member.connection!.abort("again");
  assertEquals(pair.fromMember(), []);
});

Deno.test("`Connection.abort()` within `data` stops what was stored from being delivered", () => {
  const pair = new LinkPair();
  pair.say(pair.random.bytes(5000));
  const datagrams = pair.fromServer();
  assert(datagrams.length > 3);
  let calls = 0;
  const connection = pair.member.connection!;
  connection.events = {
    data() {
      calls++;
      connection.abort("enough");
    },
    ended() {},
    responded() {},
  };
  pair.toMember(datagrams.reverse());
  assertEquals(calls, 1);
});

Deno.test("`Listener` that does not know a session says so, and the member learns it within a round trip", () => {
  const world = new LinkWorld(1, { loss: 0, duplication: 0, delay: [20, 20] });
  world.network.pass(1000);
  world.network.attach(SERVER, new LinkServer(world.random));
  world.ask(world.member, world.random.bytes(10));
  world.network.pass(40);
  assertEquals(world.member.end, { by: "reset", reason: "" });
});

Deno.test("`Connection` ends where the source has lost what is missing, and says why", () => {
  const world = new LinkWorld(1, PERFECT);
  world.network.pass(1000);
  world.network.conditions = { ...PERFECT, loss: 1 };
  world.say(world.random.bytes(5000));
  world.network.act(() => world.server.room.first = 4000);
  world.network.conditions = PERFECT;
  world.network.pass(5000);
  assertEquals(world.seat.end, { by: "overrun", reason: "overrun" });
  assertEquals(world.member.end, { by: "peer", reason: "overrun" });
  assertEquals(world.server.listener.size, 0);
});

Deno.test("`Connection` does not mind a source that gives up what has arrived", () => {
  const world = new LinkWorld(1, PERFECT);
  for (let count = 0; count < 100; count++) {
    world.say(world.random.bytes(5000));
    assert(world.network.passUntil(() => world.isSettled, 1000));
    world.server.room.first = world.server.room.end;
  }
  assertEquals(world.member.end, undefined);
  world.assertWhole();
});

Deno.test("`Connection.take()` of a stream that is not received is of no effect", () => {
  const pair = new LinkPair();
  pair.member.connection!.take(STREAMS.request, 100);
  assertEquals(pair.fromMember(), []);
});
