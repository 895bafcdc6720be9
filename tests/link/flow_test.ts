import { assert, assertEquals } from "@std/assert";
import { STREAMS } from "../../src/wire/mod.ts";
import { LIMITS, SERVER } from "../support/link.ts";
import { LinkWorld } from "../support/link_world.ts";
import { LinkPair } from "../support/link_pair.ts";
import { PERFECT } from "../support/network.ts";

Deno.test("`Connection` sends no more than the window to one who takes nothing, and resumes", () => {
  const world = new LinkWorld(1, PERFECT);
  world.member.isTaking = false;
  world.server.isTaking = false;
  world.say(world.random.bytes(300_000));
  world.ask(world.member, world.random.bytes(200_000));
  world.network.pass(60_000);
  assertEquals(world.member.room.end, LIMITS.window);
  assertEquals(world.seat.requests.end, LIMITS.window);
  world.member.isTaking = true;
  world.server.isTaking = true;
  world.network.act(() => {
    world.member.connection!.take(STREAMS.room, LIMITS.window);
    world.seat.session.connection.take(STREAMS.request, LIMITS.window);
    world.server.listener.wake(world.seat.session);
  });
  assert(world.network.passUntil(() => world.isSettled, 10_000));
  world.assertWhole();
});

Deno.test("`Connection` keeps one stream's flow apart from the others'", () => {
  const world = new LinkWorld(1, PERFECT);
  world.member.isTaking = false;
  world.say(world.random.bytes(300_000));
  world.network.pass(1000);
  world.tell(world.member, world.random.bytes(5000));
  world.network.pass(1000);
  assertEquals(world.member.direct.end, 5000);
});

Deno.test("`Connection` tells a window again where the word was lost", () => {
  const world = new LinkWorld(1, PERFECT);
  world.member.isTaking = false;
  world.say(world.random.bytes(2 * LIMITS.window));
  world.network.pass(5000);
  world.network.conditions = { ...PERFECT, loss: 1 };
  world.member.isTaking = true;
  world.network.act(() => world.member.connection!.take(STREAMS.room, LIMITS.window));
  world.network.pass(3000);
  assertEquals(world.member.room.end, LIMITS.window);
  world.network.conditions = PERFECT;
  assert(world.network.passUntil(() => world.isSettled, 3000));
  world.assertWhole();
});

Deno.test("`Connection` holds an acknowledgement back for 20 ms, and says several with one", () => {
  const pair = new LinkPair();
  for (let count = 0; count < 10; count++) {
    pair.say(pair.random.bytes(40));
    pair.toMember(pair.fromServer());
  }
  assertEquals(pair.fromMember(), []);
  const before = pair.now;
  pair.wait(pair.member);
  assertEquals(pair.now - before, 20);
  const datagrams = pair.fromMember();
  assertEquals(datagrams.length, 1);
  const [frame] = pair.frames(datagrams[0]!);
  assertEquals(frame, { kind: "ack", delay: 20, ranges: [[0, 9]] });
});

Deno.test("`Connection` acknowledges at once what comes out of order", () => {
  const pair = new LinkPair();
  const datagrams: Uint8Array[] = [];
  for (let count = 0; count < 3; count++) {
    pair.say(pair.random.bytes(40));
    datagrams.push(...pair.fromServer());
  }
  pair.toMember([datagrams[0]!, datagrams[2]!]);
  const [answer] = pair.fromMember();
  assertEquals(pair.frames(answer!), [{ kind: "ack", delay: 0, ranges: [[2, 2], [0, 0]] }]);
});

Deno.test("`Connection` sends an acknowledgement along with what it has to say", () => {
  const pair = new LinkPair();
  pair.say(pair.random.bytes(40));
  pair.toMember(pair.fromServer());
  pair.member.requests.append(pair.random.bytes(10));
  const datagrams = pair.fromMember();
  assertEquals(datagrams.length, 1);
  assertEquals(pair.frames(datagrams[0]!).map(({ kind }) => kind), ["ack", "stream"]);
});

Deno.test("`Connection` asks for an acknowledgement a few times a window, not for each datagram", () => {
  const world = new LinkWorld(1, { loss: 0, duplication: 0, delay: [25, 25] });
  world.say(world.random.bytes(1_000_000));
  const [fromServer, fromMember] = [world.server.sent, world.member.sent];
  assert(world.network.passUntil(() => world.isSettled, 60_000));
  const [datagrams, answers] = [world.server.sent - fromServer, world.member.sent - fromMember];
  assert(datagrams < 1_000_000 / 1100, `${datagrams} datagrams`);
  assert(answers < datagrams / 5, `${answers} answers to ${datagrams} datagrams`);
});

Deno.test("`Listener.transmit()` sends a datagram of each session in turn, so that none waits for another's many", () => {
  const world = new LinkWorld(1, PERFECT, {}, 3);
  const ports: number[] = [];
  world.network.onSend = (datagram, from, to) => {
    if (from.port === SERVER.port) ports.push(to.port);
    return datagram;
  };
  world.say(world.random.bytes(5000));
  assertEquals(ports.slice(0, 12), [
    1000,
    1001,
    1002,
    1000,
    1001,
    1002,
    1000,
    1001,
    1002,
    1000,
    1001,
    1002,
  ]);
});
