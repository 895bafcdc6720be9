// What becomes of a reliable member's seat when the connection, the member or the server goes.

import { assert, assertEquals } from "@std/assert";
import type { Entry } from "../../src/room/mod.ts";
import { PERFECT, ROUGH } from "../support/network.ts";
import { World } from "../support/world.ts";

const SILENCE = 15_000;
const GRACE = 60_000;

/** The entries in short: `enter Ada`, `Ada: hi`, `leave Ada lost`. */
function shorten(entries: readonly Entry[]): string[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case "say":
        return `${entry.name}: ${entry.text}`;
      case "enter":
        return `enter ${entry.name}`;
      case "leave":
        return `leave ${entry.name} ${entry.reason}`;
      default:
        return entry.kind;
    }
  });
}

/** A room with two members on a network that loses nothing. */
function pair(options: ConstructorParameters<typeof World>[2] = {}): World {
  const world = new World(1, PERFECT, options);
  world.enterAll(2);
  world.network.pass(100);
  return world;
}

Deno.test("a member whose connection breaks for less than the grace time misses nothing, and nobody is told", () => {
  using world = pair();
  const [ann, bob] = world.members;
  assert(ann && bob);
  world.network.blackOut(SILENCE + 10_000);
  ann.say("into the dark");
  world.network.pass(SILENCE + 20_000);
  assertEquals([ann.has("away"), ann.has("back")], [true, true]);
  bob.say("hello");
  world.network.pass(1000);
  assertEquals(shorten(world.log), ["enter u0", "enter u1", "u0: into the dark", "u1: hello"]);
  world.assertSameLogs();
});

Deno.test("a member whom the answer does not reach before the connection breaks gets in all the same", () => {
  // Of the server's view of the connection, and without it: the server still waits for its member.
  for (const silence of [SILENCE, 2 * SILENCE]) {
    using world = new World(1, PERFECT, { silence });
    const ann = world.add("ann");
    ann.enter();
    // Two round trips, and the way of the request.
    world.network.pass(5);
    world.network.blackOut(SILENCE + 1000);
    assertEquals(shorten(world.log), ["enter ann"]);
    world.network.pass(SILENCE + 5000);
    assertEquals(ann.events.filter((type) => type !== "entries"), ["entered"]);
    assertEquals(shorten(world.log), ["enter ann"]);
  }
});

Deno.test("a member who does not come back leaves as lost, and the name is free again", () => {
  using world = pair({ grace: GRACE });
  const [ann, bob] = world.members;
  assert(ann && bob);
  const gone = world.network.now;
  world.network.detach(ann.address);
  world.network.pass(GRACE - 2000);
  assertEquals(shorten(world.log).length, 2);
  const again = world.add("U0");
  again.enter();
  world.network.pass(1000);
  assertEquals(again.events.at(-1), "refused");
  const isLost = world.network.passUntil(() => world.log.length > 2, 10_000);
  assert(isLost && world.network.now - gone <= GRACE + 5000, `${world.network.now - gone} ms`);
  again.enter();
  world.network.pass(1000);
  assertEquals(shorten(bob.entries), ["enter u0", "enter u1", "leave u0 lost", "enter U0"]);
});

Deno.test("a member who comes back after the grace time enters anew, misses nothing and says nothing twice", () => {
  using world = pair({ grace: 5000 });
  const [ann, bob] = world.members;
  assert(ann && bob);
  ann.say("before");
  world.network.pass(100);
  world.network.detach(ann.address);
  ann.session.say("meanwhile", world.network.now);
  ann.said.push("meanwhile");
  world.network.pass(SILENCE + 10_000);
  bob.say("is she gone?");
  world.network.pass(100);
  world.network.attach(ann.address, ann.session);
  world.network.pass(30_000);
  assertEquals(shorten(ann.entries), [
    "enter u0",
    "enter u1",
    "u0: before",
    "leave u0 lost",
    "u1: is she gone?",
    "enter u0",
    "u0: meanwhile",
  ]);
  world.assertSameLogs();
});

Deno.test("a server that is started again is a new room, and what was typed meanwhile arrives once", () => {
  using world = pair();
  const [ann, bob] = world.members;
  assert(ann && bob);
  ann.say("old");
  world.network.pass(1000);
  const before = ann.entries.length;
  world.restart();
  ann.session.say("typed meanwhile", world.network.now);
  bob.session.say("so did I", world.network.now);
  world.network.pass(20_000);
  const news = shorten(world.log);
  assertEquals(news.toSorted(), ["enter u0", "enter u1", "u0: typed meanwhile", "u1: so did I"]);
  assertEquals(shorten(ann.entries.slice(before)), news);
  assertEquals([ann.has("back"), bob.has("back")], [true, true]);
});

Deno.test("a member who leaves is gone at once, and what was said before is said", () => {
  using world = new World(7, ROUGH);
  world.enterAll(2);
  const [ann, bob] = world.members;
  assert(ann && bob);
  for (let index = 0; index < 20; index++) ann.say(`${index}`);
  ann.leave();
  assert(world.network.passUntil(() => ann.has("ended"), 10_000), "she has left");
  world.network.pass(5000);
  assertEquals(shorten(bob.entries).slice(-2), ["u0: 19", "leave u0 left"]);
  world.assertEachSaidOnce();
});

Deno.test("a member who falls further behind than the log reaches is dropped, and others do not notice", () => {
  using world = pair({ log: { entries: 50, bytes: 400_000 } });
  const [ann, bob] = world.members;
  assert(ann && bob);
  // Her screen does not move: nothing of what she gets is taken any more.
  ann.takes = false;
  for (let index = 0; index < 3000; index++) {
    bob.say(`${index} ${"x".repeat(100)}`);
    if (index % 20 === 19) world.network.pass(50);
  }
  world.network.pass(5000);
  assertEquals(ann.ending, "slow");
  assert(shorten(world.log).includes("leave u0 slow"));
  assertEquals(bob.entries.length, world.log.length);
});

Deno.test("who is removed by the operator, or whose room closes, is told so", () => {
  using world = pair();
  const [ann, bob] = world.members;
  assert(ann && bob);
  world.network.act((now) => world.service.ask({ kind: "kick", name: "U0" }, now));
  world.network.pass(100);
  assertEquals(ann.ending, "kicked");
  let isClosed = false;
  world.network.act((now) => world.service.close(now, () => isClosed = true));
  world.network.pass(100);
  assertEquals([bob.ending, isClosed], ["closed", true]);
  assertEquals(shorten(bob.entries).slice(-2), ["leave u0 kicked", "close"]);
});

Deno.test("a room that closes lets nobody in any more, and does not wait for who is gone", () => {
  using world = pair();
  const [ann] = world.members;
  assert(ann);
  world.network.detach(ann.address);
  let isClosed = false;
  world.network.act((now) => world.service.close(now, () => isClosed = true));
  const late = world.add("late");
  late.enter();
  world.network.pass(5000);
  assertEquals([isClosed, late.has("entered")], [true, false]);
});

Deno.test("newcomers get as much of the log as they ask for", () => {
  using world = pair({ log: { entries: 10, bytes: 400_000 } });
  const [ann] = world.members;
  assert(ann);
  for (let index = 0; index < 30; index++) ann.say(`${index}`);
  world.network.pass(1000);
  const brief = world.add("brief", { history: 3 });
  const curious = world.add("curious", { history: 1000 });
  const silent = world.add("silent", { history: 0 });
  for (const member of [brief, curious, silent]) {
    member.enter();
    world.network.pass(100);
  }
  assertEquals(shorten(brief.entries).slice(0, 4), ["u0: 27", "u0: 28", "u0: 29", "enter brief"]);
  assertEquals(shorten(curious.entries)[0], "u0: 22");
  assertEquals(shorten(silent.entries), ["enter silent"]);
});

Deno.test("a member who comes back is told how many entries were gone meanwhile", () => {
  using world = pair({ log: { entries: 10, bytes: 400_000 }, grace: 600_000 });
  const [ann, bob] = world.members;
  assert(ann && bob);
  world.network.detach(ann.address);
  world.network.pass(SILENCE + 5000);
  for (let index = 0; index < 30; index++) bob.say(`${index}`);
  world.network.pass(1000);
  world.network.attach(ann.address, ann.session);
  world.network.pass(30_000);
  assertEquals(ann.missed, 20);
  assertEquals(shorten(ann.entries).slice(-2), ["u1: 28", "u1: 29"]);
});
