// Members whose address changes.

import { assert, assertEquals } from "@std/assert";
import { LinkPair, MEMBER } from "../support/link_pair.ts";
import { LinkWorld } from "../support/link_world.ts";
import { address, PERFECT } from "../support/network.ts";

const ELSEWHERE = address(2000, "10.9.9.9");

Deno.test("`Listener` goes on with a member at another address, within a round trip after a challenge", () => {
  const world = new LinkWorld(1, { ...PERFECT, delay: [20, 20] });
  const { network, member, seat } = world;
  world.say(world.random.bytes(3000));
  network.pass(1000);
  network.detach(address(1000));
  network.attach(ELSEWHERE, member);
  world.ask(member, world.random.bytes(100));
  // There, challenge, response.
  network.pass(3 * 20);
  assertEquals(seat.session.address, ELSEWHERE);
  assertEquals(seat.moves, 1);
  world.say(world.random.bytes(20_000));
  assert(network.passUntil(() => world.isSettled, 2000));
  world.assertWhole();
  assertEquals([member.end, seat.end], [undefined, undefined]);
});

Deno.test("`Listener` sends a member's data nowhere that has not answered a challenge, and gives up asking", () => {
  const pair = new LinkPair();
  pair.member.requests.append(pair.random.bytes(10));
  pair.toServer(pair.fromMember(), ELSEWHERE);
  pair.say(pair.random.bytes(50_000));
  const sent = { there: 0, here: 0 };
  for (let round = 0; round < 200; round++) {
    pair.now += 50;
    if (pair.server.nextTimeout() <= pair.now) pair.server.timeout(pair.now);
    for (let next = pair.server.transmit(pair.now); next; next = pair.server.transmit(pair.now)) {
      const isThere = next.to[0]!.port === ELSEWHERE.port;
      if (isThere) {
        assertEquals(pair.frames(next.datagram.slice()).map(({ kind }) => kind), ["challenge"]);
        sent.there++;
      } else sent.here++;
    }
  }
  assertEquals(sent.there, 5);
  assert(sent.here > 5);
  assertEquals(pair.seat.session.address, MEMBER);
});

Deno.test("`Listener` is not moved by a late datagram, a repeated one, or one that others have read", () => {
  const pair = new LinkPair();
  pair.member.requests.append(pair.random.bytes(10));
  const [late] = pair.fromMember();
  pair.member.requests.append(pair.random.bytes(10));
  const [probe] = pair.fromMember();
  pair.toServer([probe!]);
  pair.fromServer();
  // The older one is new, but not the newest; the newest was there before.
  pair.toServer([late!, probe!], ELSEWHERE);
  for (const datagram of pair.fromServer()) {
    assert(pair.frames(datagram).every(({ kind }) => kind !== "challenge"));
  }
  assertEquals(pair.seat.session.address, MEMBER);
});
