// What a reliable member's session makes of servers that go and come, over the simulated network.

import { membersOf } from "../support/room.ts";
import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import { PERFECT } from "../support/network.ts";
import { type SimulatedMember, World } from "../support/world.ts";

/** Milliseconds without a word after which a connection is broken. */
const SILENCE = 15_000;

/** A room on a network that loses nothing. */
function room(options: ConstructorParameters<typeof World>[2] = {}): World {
  return new World(1, PERFECT, options);
}

/** Lets a member enter, and a moment pass. */
function enter(member: SimulatedMember): SimulatedMember {
  member.enter();
  member.world.network.pass(200);
  assert(member.has("entered"), `${member.name} is not in: ${member.events}`);
  return member;
}

/** How often something happened to a member. */
function count(member: SimulatedMember, type: SimulatedMember["events"][number]): number {
  return member.events.filter((event) => event === type).length;
}

Deno.test("`ReliableSession.enter()` takes another name after a refusal, also from a server that was started again", () => {
  for (const isRestarted of [false, true]) {
    using world = room();
    enter(world.add("ann"));
    const other = world.add("ANN");
    other.enter();
    world.network.pass(200);
    assertEquals(other.events, ["refused"]);
    if (isRestarted) world.restart();
    // Long enough to notice, by a keep-alive, that nobody knows the session.
    world.network.pass(10_000);
    assertEquals(other.events, ["refused"], "the refused name is not asked for again");
    world.network.act((now) => other.session.enter("bob", now));
    world.network.pass(200);
    assert(other.has("entered"), `${other.events}`);
    assert(membersOf(world.service, world.network.now).some(({ name }) => name === "bob"));
  }
});

Deno.test("`ReliableSession` whose name somebody took meanwhile says so once, keeps asking, and gets it back", () => {
  using world = room({ grace: 1000 });
  const ann = enter(world.add("ann"));
  world.network.detach(ann.address);
  world.network.pass(SILENCE + 5000);
  const thief = enter(world.add("Ann"));
  ann.session.say("kept", world.network.now);
  world.network.attach(ann.address, ann.session);
  world.network.pass(30_000);
  assertEquals([count(ann, "refused"), count(ann, "back")], [1, 0]);
  thief.leave();
  world.network.pass(10_000);
  assertEquals(count(ann, "back"), 1);
  const said = world.log.flatMap((entry) => entry.kind === "say" ? [entry.text] : []);
  assertEquals(said, ["kept"]);
});

Deno.test("`ReliableSession` that comes back late into a new room misses nothing of it", () => {
  using world = room();
  const [ann, bob] = [enter(world.add("ann", { history: 0 })), enter(world.add("bob"))];
  world.network.detach(ann.address);
  world.restart();
  world.network.pass(30_000);
  for (let index = 0; index < 50; index++) bob.say(`${index}`);
  world.network.pass(1000);
  world.network.attach(ann.address, ann.session);
  world.network.pass(30_000);
  assertEquals(ann.entries.slice(-world.log.length), world.log);
});

Deno.test("`ReliableSession` gives up a name that somebody else has when its patience is over", () => {
  using world = room({ grace: 1000 });
  const ann = enter(world.add("ann", { patience: 20_000 }));
  world.network.detach(ann.address);
  world.network.pass(SILENCE + 1);
  enter(world.add("Ann"));
  world.network.attach(ann.address, ann.session);
  world.network.pass(60_000);
  assertEquals(ann.ending, "lost");
});

Deno.test("`ReliableSession` is as patient with each break as with the first", () => {
  using world = room();
  const ann = world.add("ann", { patience: 30_000 });
  ann.enter();
  // The connection is there (after two round trips), and breaks before she is in.
  world.network.pass(4);
  world.network.blackOut(SILENCE + 5000);
  world.network.pass(2 * SILENCE);
  assertEquals([ann.has("entered"), ann.ending], [true, undefined]);
  for (let round = 1; round <= 3; round++) {
    world.network.pass(60_000);
    world.network.blackOut(SILENCE + 10_000);
    world.network.pass(60_000);
    assertEquals([ann.ending, count(ann, "back")], [undefined, round]);
  }
});

Deno.test("`ReliableSession.leave()` waits for a server that is gone as long as it is told to", () => {
  for (const [wait, isSaid] of [[undefined, false], [60_000, true]] as const) {
    using world = room();
    const ann = enter(world.add("ann", { patience: 60_000 }));
    world.network.blackOut(40_000);
    world.network.pass(1000);
    world.network.act((now) => ann.session.say("last words", now));
    const start = world.network.now;
    world.network.act((now) => ann.session.leave(now, wait));
    assert(world.network.passUntil(() => ann.ending !== undefined, 120_000));
    const taken = world.network.now - start;
    if (isSaid) assertGreaterOrEqual(taken, 39_000);
    else assertLess(taken, 10_100);
    assertEquals(ann.ending, "left");
    world.network.pass(100);
    assertEquals(world.log.some(({ kind }) => kind === "say"), isSaid);
  }
});

Deno.test("`ReliableSession.leave()` called again waits no longer than the shorter time", () => {
  using world = room();
  const ann = enter(world.add("ann"));
  world.network.blackOut(Infinity);
  world.network.act((now) => ann.session.say("never said", now));
  world.network.act((now) => ann.session.leave(now, 60_000));
  world.network.act((now) => ann.session.leave(now, 1000));
  world.network.pass(1000);
  assertEquals(ann.ending, "left");
});

Deno.test("`ReliableSession`: 1500 who call at the same moment all get in", () => {
  using world = new World(1, { ...PERFECT, delay: [50, 50] });
  world.enterAll(1500);
  assertEquals(world.service.size, 1500);
});
