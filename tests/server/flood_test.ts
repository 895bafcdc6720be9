// What the room does with those who ask for too much, over a simulated network.

import { assert, assertEquals } from "@std/assert";
import { ClassicPeer } from "../support/classic_peer.ts";
import { address, forEachSeed, PERFECT, ROUGH } from "../support/network.ts";
import { membersOf } from "../support/room.ts";
import { SERVER, SimulatedMember, World } from "../support/world.ts";

const RATE = { perSecond: 10, burst: 20 };

function said(world: World): number {
  return world.log.filter(({ kind }) => kind === "say").length;
}

/** Members who all come from one host. */
function neighbours(world: World, count: number): SimulatedMember[] {
  const members = Array.from(
    { length: count },
    (_, index) => new SimulatedMember(world, `n${index}`, address(3000 + index, "10.0.3.1"), index),
  );
  world.members.push(...members);
  return members;
}

Deno.test("a reliable member over the rate is slowed and told once; nothing that it says is lost", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  world.enterAll(2);
  const [ann, bob] = world.members;
  assert(ann && bob);
  const start = world.network.now;
  for (let index = 0; index < 200; index++) ann.say(`${index}`);
  world.network.pass(50);
  assertEquals(said(world), 20);
  bob.say("am I slowed?");
  world.network.pass(10);
  assertEquals(said(world), 21);
  world.network.pass(1000);
  assert(Math.abs(said(world) - 31) <= 1, `${said(world)} texts after a second`);
  assert(world.network.passUntil(() => said(world) === 201, 60_000));
  const time = world.network.now - start;
  assert(time > 17_900 && time < 18_500, `${time} ms for 180 texts at 10 a second`);
  world.network.pass(100);
  world.assertEachSaidOnce();
  assertEquals(ann.events.filter((type) => type === "slowed").length, 1);
  assertEquals(bob.has("slowed"), false);
  assertEquals([ann.has("rejected"), ann.has("presence"), ann.has("away")], [false, false, false]);
});

Deno.test("a slowed member's many and long texts wait at the member, and all arrive once, in order", () => {
  forEachSeed(10, (seed) => {
    using world = new World(seed, ROUGH, { rate: { perSecond: 100, burst: 20 } });
    world.enterAll(2);
    const [ann] = world.members;
    assert(ann);
    for (let index = 0; index < 400; index++) ann.say(`${index} ${"x".repeat(index * 2)}`);
    world.network.pass(2000);
    if (seed % 2 === 0) world.network.blackOut(30_000);
    assert(world.network.passUntil(() => world.isSettled, 10 * 60_000), world.describe());
    world.assertEachSaidOnce();
    world.assertSameLogs();
  });
});

Deno.test("a member who leaves may wait until the room has taken all that was said", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  world.enterAll(1);
  const [ann] = world.members;
  assert(ann);
  for (let index = 0; index < 500; index++) ann.say(`${index}`);
  ann.leave(5000);
  assert(world.network.passUntil(() => ann.ending !== undefined, 120_000));
  world.assertEachSaidOnce();
  assertEquals([ann.ending, said(world)], ["left", 500]);
});

Deno.test("members from one host may be five times as fast together as one", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const members = neighbours(world, 10);
  for (const member of members) member.enter();
  world.network.pass(10_000);
  for (const member of members) {
    for (let index = 0; index < 100; index++) member.say(`${index}`);
  }
  world.network.pass(50);
  assertEquals(said(world), 100 + 2);
  world.network.pass(1000);
  assert(Math.abs(said(world) - 152) <= 2, `${said(world)} texts`);
  assert(world.network.passUntil(() => said(world) === 1000, 60_000));
  world.assertEachSaidOnce();
});

Deno.test("many who enter from one host at once are let in one after the other", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const members = neighbours(world, 60);
  for (const member of members) member.enter();
  world.network.pass(100);
  assertEquals(members.filter((member) => member.has("entered")).length, 20);
  world.network.pass(20_000);
  assertEquals(members.every((member) => member.has("entered")), true);
  assertEquals(members.some((member) => member.has("refused")), false);
});

Deno.test("a member whose turn to enter has not come can leave", () => {
  using world = new World(1, PERFECT, { rate: { perSecond: 0.1, burst: 1 } });
  const [ann, bob] = neighbours(world, 2);
  assert(ann && bob);
  ann.enter();
  world.network.pass(100);
  bob.enter();
  world.network.pass(500);
  bob.leave();
  world.network.pass(1000);
  assertEquals([ann.has("entered"), bob.ending], [true, "left"]);
});

/** A classic member, and what sends texts for it all at once. */
function classic(world: World) {
  const peer = new ClassicPeer(SERVER);
  world.network.attach(address(5000, "10.0.2.1"), peer);
  const send = (texts: readonly string[]) => {
    world.network.act(() => texts.forEach((text) => peer.send(text)));
    world.network.pass(5);
  };
  send(["L Bob"]);
  return { peer, send, shout: (count: number) => send(Array(count).fill("C Bob hi")) };
}

const TOLD = "You are too fast: messages beyond 10 a second are not passed on";
const MUTED = "Bob was muted for 1m for flooding the room";

Deno.test("a classic member may paste ten times the burst at once, and what is over it waits for its turn", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, send } = classic(world);
  const lines = Array.from({ length: 450 }, (_, index) => `${index}`);
  const start = world.network.now;
  send(lines.map((line) => `C Bob ${line}`));
  assertEquals(said(world), 200);
  assert(world.network.passUntil(() => said(world) === 450, 60_000));
  const time = world.network.now - start;
  assert(time > 24_900 && time < 25_500, `${time} ms for 250 texts at 10 a second`);
  assertEquals(world.log.flatMap((entry) => entry.kind === "say" ? [entry.text] : []), lines);
  assertEquals(peer.texts, ["OK"]);
});

Deno.test("a classic member that says a fifth more than the rate, for a minute, loses nothing", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, send } = classic(world);
  for (let index = 0; index < 720; index++) {
    send([`C Bob ${index}`]);
    world.network.pass(1000 / 12 - 5);
  }
  assertEquals([said(world), peer.texts], [720, ["OK"]]);
});

Deno.test("a classic member that leaves behind a paste is gone when all of it is said, unless it comes back", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, send, shout } = classic(world);
  const isIn = () => membersOf(world.service, world.network.now).length === 1;
  shout(250);
  send(["Q Bob"]);
  assertEquals(peer.texts, ["OK", "EXIT", "Exit", "quit"]);
  assert(world.network.passUntil(() => !isIn(), 60_000));
  assertEquals([said(world), world.log.at(-1)?.kind], [250, "leave"]);
  send(["L Bob"]);
  shout(250);
  send(["E Bob", "L Bob"]);
  world.network.pass(60_000);
  assertEquals([said(world), isIn()], [500, true]);
});

Deno.test("what a classic member says beyond what can wait is dropped, and it is told once until it pauses", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, shout } = classic(world);
  shout(1000);
  shout(10);
  world.network.pass(60_000);
  assertEquals([said(world), peer.texts], [200 + 256, ["OK", TOLD]]);
  shout(1000);
  world.network.pass(60_000);
  assertEquals(peer.texts, ["OK", TOLD, TOLD]);
  assertEquals(world.log.some(({ kind }) => kind === "mute"), false);
});

Deno.test("what waits of a classic member is no more than 64 Ki characters", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, send, shout } = classic(world);
  shout(200);
  send(Array(20).fill(`C Bob ${"x".repeat(10_000)}`));
  world.network.pass(60_000);
  assertEquals([said(world), peer.texts], [200 + 6, ["OK", TOLD]]);
});

Deno.test("a classic member that goes on for ten seconds after texts were dropped is muted for a minute", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, shout } = classic(world);
  shout(1000);
  for (let second = 1; second <= 11; second++) {
    world.network.pass(995);
    shout(50);
  }
  const reminder = "You are muted: your messages are not passed on";
  assertEquals(peer.texts, ["OK", TOLD, MUTED, reminder]);
  const before = said(world);
  world.network.pass(50_000);
  shout(1);
  assertEquals(peer.texts.slice(4), [reminder]);
  assertEquals(said(world), before);
  world.network.pass(10_000);
  shout(1);
  assertEquals(said(world), before + 1);
  assertEquals(world.log.filter(({ kind }) => kind === "mute").length, 1);
});

Deno.test("what waits of a classic member is not passed on when an operator mutes it or removes it", () => {
  for (const kind of ["mute", "kick"] as const) {
    using world = new World(1, PERFECT, { rate: RATE });
    const { shout } = classic(world);
    shout(250);
    world.network.act((now) => world.service.ask({ kind, name: "Bob" }, now));
    world.network.pass(60_000);
    assertEquals(said(world), 200);
  }
});

Deno.test("a host from which too many enter is refused in the classic dialect, but not who is in already", () => {
  using world = new World(1, PERFECT, { rate: RATE });
  const { peer, send } = classic(world);
  send(Array(100).fill("L Bob"));
  assertEquals(peer.texts, Array(101).fill("OK"));
  send(Array.from({ length: 40 }, (_, index) => `L Bob${index}`));
  const answers = peer.texts.slice(101);
  assertEquals([answers.filter((text) => !text.startsWith("FAIL ")).length, answers.length], [
    19,
    40,
  ]);
});
