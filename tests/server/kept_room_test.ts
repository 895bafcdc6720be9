// A room that is kept: whenever the process ends, nothing that was shown to anybody is lost, and nothing happens twice.

import { assert, assertEquals } from "@std/assert";
import { SimulatedDisk } from "../support/disk.ts";
import { forEachSeed, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { membersOf } from "../support/room.ts";
import { SCALE } from "../support/scale.ts";
import { type Conditions, World } from "../support/world.ts";

/** Seeds of the long test; more by hand: TEST_SCALE=100 deno task test tests/server/kept_room_test.ts */
const SEEDS = 25 * SCALE;

const LONGEST = 30 * 60_000;

function draw(random: Random): Conditions {
  const least = random.next() * 20;
  const loss = random.next() < 0.5 ? 0 : random.next() * 0.2;
  return { loss, duplication: random.next() * 0.1, delay: [least, least + random.next() * 50] };
}

Deno.test("members of a kept room all have the same log, each message once, wherever the process ends", () => {
  let crashes = 0;
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    const disk = new SimulatedDisk(random);
    using world = new World(seed, draw(random), { store: disk });
    world.enterAll(2 + random.below(6));
    disk.crashes = random.next() * 0.2;
    for (let index = 0; index < 60; index++) {
      const member = random.pick(world.members);
      member.say(`${member.name} ${member.said.length}`);
      if (random.next() < 0.3) world.network.pass(random.below(200));
      // It may end between two writes as well.
      if (random.next() < 0.03) world.restart();
    }
    disk.crashes = 0;
    const isDone = world.network.passUntil(() => world.isSettled, LONGEST);
    assert(isDone, world.describe());
    world.assertSameLogs();
    world.assertEachSaidOnce();
    assertEquals(world.log.map(({ index }) => index), [...world.log.keys()]);
    const entered = world.log.filter(({ kind }) => kind !== "say");
    // Nobody is told that anybody was away.
    assertEquals(entered.map(({ kind }) => kind), world.members.map(() => "enter"));
    crashes += world.restarts;
  });
  assert(crashes > SEEDS, `only ${crashes} restarts`);
});

Deno.test("a kept room knows after a restart what it knew: names, operators, bans, mutes, the topic", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk, namesFor: 3_600_000 });
  world.enterAll(4);
  const ask = (request: Parameters<typeof world.service.ask>[0]) => {
    const reply = world.service.ask(request, world.network.now);
    world.network.pass(100);
    return reply;
  };
  ask({ kind: "op", name: "u0" });
  ask({ kind: "mute", name: "u1", duration: 60_000 });
  ask({ kind: "ban", target: "u2", duration: 120_000 });
  ask({ kind: "ban", target: "Eve" });
  ask({ kind: "topic", text: "茶 and tea" });
  const known = () => ({
    members: membersOf(world.service, world.network.now)
      .map(({ name, isOperator, mutedUntil, since }) => ({ name, isOperator, mutedUntil, since })),
    bans: ask({ kind: "bans" }),
    topic: world.service.topic,
  });
  const before = known();
  assertEquals(before.members.map(({ name }) => name), ["u0", "u1", "u3"]);
  world.restart();
  assertEquals(known(), before);
  world.network.pass(10_000);
  assertEquals(known(), before);
  assertEquals(world.log.filter(({ kind }) => kind === "leave").length, 1);
  const late = world.add("u2");
  late.enter();
  world.network.pass(1000);
  assertEquals(late.reasons, ["banned"]);
  world.network.pass(120_000);
  assertEquals(known().members.map(({ mutedUntil }) => mutedUntil), [
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals(ask({ kind: "unban", target: "Eve" }).kind, "done");
});

Deno.test("members of a kept room who do not come back in time leave, as if they had lost the connection", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk });
  world.enterAll(3);
  const [gone] = world.members.splice(0, 1);
  world.network.detach(gone!.address);
  world.restart();
  world.network.pass(59_000);
  assertEquals(membersOf(world.service, world.network.now).length, 3);
  world.network.pass(2000);
  const leave = world.log.at(-1);
  assert(leave?.kind === "leave");
  assertEquals([leave.name, leave.reason], ["u0", "lost"]);
});

Deno.test("a room that cannot be written refuses what is asked, shows nothing of it, and goes on by itself", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk });
  world.enterAll(2);
  const [ada, bob] = world.members;
  const before = world.log.length;
  disk.isFull = true;
  ada!.say("one");
  world.network.pass(500);
  // Nobody has seen it, and nothing more may happen.
  assertEquals(bob!.entries.at(-1)?.index, before - 1);
  assertEquals(world.service.ask({ kind: "topic", text: "x" }, world.network.now), {
    kind: "refused",
    reason: "not-kept",
  });
  assertEquals(world.notKept, ["Cannot use the disk: it is full"]);
  assertEquals(bob!.refusalOf({ kind: "say", text: "refused" }), "not-kept");
  assertEquals(bob!.answerTo({ kind: "who" }).kind, "who");
  // Members are still here after a long time.
  world.network.pass(120_000);
  assertEquals(membersOf(world.service, world.network.now).length, 2);
  disk.isFull = false;
  world.network.pass(2000);
  assertEquals(world.notKept, ["Cannot use the disk: it is full", undefined]);
  bob!.say("two");
  world.network.pass(500);
  const texts = ada!.entries.flatMap((entry) => entry.kind === "say" ? [entry.text] : []);
  assertEquals(texts, ["one", "two"]);
  world.restart();
  world.network.pass(5000);
  world.assertSameLogs();
});

Deno.test("a room that cannot be written can be closed, and goes on with what was kept", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk });
  world.enterAll(2);
  disk.isFull = true;
  world.members[0]!.say("lost");
  world.network.pass(500);
  let isClosed = false;
  world.network.act((now) => world.service.close(now, () => isClosed = true));
  world.network.pass(5000);
  assertEquals([isClosed, world.members.map(({ ending }) => ending)], [true, ["closed", "closed"]]);
  disk.isFull = false;
  world.restart();
  assertEquals(world.log.map(({ kind }) => kind), ["enter", "enter"]);
  assertEquals(membersOf(world.service, world.network.now).length, 2);
});

Deno.test("a room that was closed is empty when it is opened again, and goes on with its log", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk });
  world.enterAll(2);
  world.service.close(world.network.now, () => {});
  world.network.pass(1000);
  world.restart();
  assertEquals(membersOf(world.service, world.network.now), []);
  world.members.length = 0;
  const late = world.add("Late", { history: 10 });
  late.enter();
  world.network.pass(1000);
  assertEquals(late.entries.map(({ kind }) => kind), ["enter", "enter", "close", "enter"]);
});

Deno.test("the process may end while the room is restored from a saved state", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk });
  world.enterAll(2);
  for (let count = 0; count < 10_100; count++) {
    world.service.ask({ kind: "say", text: `${count}` }, world.network.now);
    if (count % 50 === 0) world.network.pass(100);
  }
  world.network.pass(10_000);
  assert((disk.snapshot()?.number ?? 0) >= 10_000, `${disk.snapshot()?.number}`);
  const members = membersOf(world.service, world.network.now).map(({ name }) => name);
  for (let times = 0; times < 3; times++) {
    world.restart();
    assertEquals(membersOf(world.service, world.network.now).map(({ name }) => name), members);
  }
  world.network.pass(20_000);
  world.assertSameLogs();
});

Deno.test("a kept room drops entries whose time is over, from memory as well, and knows all the same what they led to", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk, keepFor: 60_000 });
  world.enterAll(2);
  const { service, network } = world;
  service.ask({ kind: "op", name: "u0" }, network.now);
  service.ask({ kind: "topic", text: "Tea" }, network.now);
  network.pass(70_000);
  service.ask({ kind: "say", text: "late" }, network.now);
  network.pass(1000);
  const kept = [...disk.entries({ from: 0, to: Infinity })];
  assertEquals(kept.map(({ entry, kind }) => [entry, kind]), [[4, "announce"]]);
  const history = service.ask({ kind: "history", count: 10 }, network.now);
  assert(history.kind === "history");
  assertEquals([history.first, history.lines.length], [4, 1]);
  world.restart();
  assertEquals(world.service.topic, "Tea");
  const members = membersOf(world.service, network.now);
  assertEquals(members.map(({ name, isOperator }) => [name, isOperator]), [
    ["u0", true],
    ["u1", false],
  ]);
  network.pass(5000);
  assertEquals(world.members.map(({ ending, missed }) => [ending, missed]), [
    [undefined, 0],
    [undefined, 0],
  ]);
});

Deno.test("a private message reaches its member once, wherever the process ends", () => {
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    const disk = new SimulatedDisk(random);
    using world = new World(seed, draw(random), { store: disk });
    world.enterAll(3);
    disk.crashes = random.next() * 0.2;
    const sent: string[] = [];
    for (let index = 0; index < 20; index++) {
      sent.push(`psst ${index}`);
      world.members[0]!.ask({ kind: "whisper", to: "u1", text: `psst ${index}` });
      if (random.next() < 0.5) world.network.pass(random.below(300));
      if (random.next() < 0.1) world.restart();
    }
    disk.crashes = 0;
    const heard = () => world.members[1]!.whispers.map(({ text }) => text);
    const isDone = world.network.passUntil(() => new Set(heard()).size === sent.length, LONGEST);
    assert(isDone, `${heard()}`);
    world.network.pass(60_000);
    assertEquals(heard(), sent);
    assertEquals(world.members[2]!.whispers, []);
    world.restart();
    world.network.pass(60_000);
    assertEquals(heard(), sent);
  });
});

Deno.test("a private message to somebody who is not here waits until that key enters, also over a restart", () => {
  const disk = new SimulatedDisk(new Random(1));
  using world = new World(1, PERFECT, { store: disk, namesFor: 3_600_000 });
  const ada = world.add("Ada");
  const bob = world.add("Bob", { identity: 7 });
  for (const member of [ada, bob]) member.enter();
  world.network.pass(1000);
  bob.leave();
  world.network.pass(1000);
  assertEquals(ada.answerTo({ kind: "whisper", to: "BOB", text: "one" }), { kind: "waits" });
  assertEquals(ada.refusalOf({ kind: "whisper", to: "Nobody", text: "x" }), "nobody");
  world.restart();
  world.network.pass(5000);
  assertEquals(ada.answerTo({ kind: "whisper", to: "Bob", text: "two" }), { kind: "waits" });
  const much = "x".repeat(60_000);
  assertEquals(ada.answerTo({ kind: "whisper", to: "Bob", text: much }), { kind: "waits" });
  assertEquals(ada.refusalOf({ kind: "whisper", to: "Bob", text: much }), "busy");
  // Another key, with whatever name, gets nothing of it.
  const eve = world.add("Eve");
  eve.enter();
  const again = world.add("Rob", { identity: 7 });
  again.enter();
  world.network.pass(5000);
  assertEquals(eve.whispers, []);
  assertEquals(again.whispers.map(({ from, to, text }) => [from, to, text.slice(0, 5)]), [
    ["Ada", "Bob", "one"],
    ["Ada", "Bob", "two"],
    ["Ada", "Bob", "xxxxx"],
  ]);
  again.leave();
  world.network.pass(1000);
  const last = world.add("Bob", { identity: 7 });
  last.enter();
  world.network.pass(5000);
  assertEquals(last.whispers, []);
});
