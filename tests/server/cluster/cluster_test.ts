// Several servers that are one room, on a simulated network with a simulated stream between them.

import { assert, assertEquals } from "@std/assert";
import type { Reply, Request } from "../../../src/client/mod.ts";
import { ClusterWorld } from "../../support/cluster_world.ts";
import { SimulatedDisk } from "../../support/disk.ts";
import { type Conditions, forEachSeed, PERFECT } from "../../support/network.ts";
import { membersOf } from "../../support/room.ts";
import { Random } from "../../support/random.ts";
import { SCALE } from "../../support/scale.ts";
import type { StreamConditions } from "../../support/stream.ts";

/** Seeds of the long tests; more by hand: TEST_SCALE=100 deno task test tests/server/cluster */
const SEEDS = 60 * SCALE;

const LONGEST = 60 * 60_000;

function drawNetwork(random: Random): Conditions {
  const least = random.next() * 20;
  const loss = random.next() < 0.5 ? 0 : random.next() * 0.15;
  return { loss, duplication: random.next() * 0.1, delay: [least, least + random.next() * 50] };
}

function drawStream(random: Random): StreamConditions {
  const least = random.next() * 10;
  return {
    delay: [least, least + random.next() * 40],
    loss: random.next() * 0.2,
    doubt: random.next() * 0.3,
    duplication: random.next() * 0.3,
  };
}

/** For each seed, lets members into a room of three servers, on a network and with a stream that the seed draws. */
function inWorlds(members: number, act: (world: ClusterWorld, random: Random) => void): void {
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    using world = new ClusterWorld(seed, drawNetwork(random), {
      servers: 3,
      stream: drawStream(random),
    });
    world.enterAll(members);
    world.network.pass(5000);
    act(world, random);
  });
}

/** One of the members says something that it has not said before. */
function speak(world: ClusterWorld, random: Random): void {
  const member = random.pick(world.members);
  member.say(`${member.name} ${member.said.length}`);
}

/** Once nothing is under way any more, everybody has the same, each text once, and nobody has left. */
function assertAllIsWell(world: ClusterWorld): void {
  assert(world.network.passUntil(() => world.isSettled, LONGEST));
  world.assertOneOrder();
  world.assertEachSaidOnce();
  world.assertNobodyLeft();
}

Deno.test("members of several servers have one order, each message once, while servers die and the stream fails", () => {
  let [deaths, outages] = [0, 0];
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    const servers = 1 + random.below(4);
    const stream = drawStream(random);
    using world = new ClusterWorld(seed, drawNetwork(random), { servers, stream });
    world.enterAll(2 + random.below(6));
    world.network.pass(3000);
    for (let index = 0; index < 50; index++) {
      speak(world, random);
      if (random.next() < 0.3) world.network.pass(random.below(200));
      if (random.next() < 0.04) {
        deaths++;
        const which = random.below(servers);
        world.kill(which);
        world.network.pass(random.below(5000));
        world.start(which);
      }
      if (random.next() < 0.03) {
        outages++;
        world.stream.isDown = true;
        world.network.pass(random.below(10_000));
        world.stream.isDown = false;
      }
    }
    const isDone = world.network.passUntil(() => world.isSettled, LONGEST);
    assert(
      isDone,
      `${world.sayings.length} sayings, ${
        world.members.map(({ entries, events }) =>
          `${entries.length} ${events.filter((kind) => kind !== "entries").slice(-4)}`
        )
      }`,
    );
    world.assertOneOrder();
    world.assertEachSaidOnce();
    world.assertNamesHeldOnce();
    world.assertNobodyLeft();
  });
  assert(deaths > SEEDS / 2 && outages > SEEDS / 3, `only ${deaths} deaths, ${outages} outages`);
});

Deno.test("of members who take one name at one instant at several servers, one gets it", () => {
  forEachSeed(5 * SEEDS, (seed) => {
    const random = new Random(seed);
    using world = new ClusterWorld(seed, PERFECT, { servers: 3, stream: drawStream(random) });
    world.network.pass(100);
    const rivals = [0, 1, 2].map((server) => world.add("Ada", server));
    for (const rival of rivals) rival.enter();
    const isDone = world.network.passUntil(
      () => rivals.every(({ events }) => events.includes("entered") || events.includes("refused")),
      LONGEST,
    );
    assert(isDone);
    assertEquals(rivals.filter(({ events }) => events.includes("entered")).length, 1);
    assertEquals(rivals.flatMap(({ reasons }) => reasons), ["taken", "taken"]);
    world.assertNamesHeldOnce();
  });
});

Deno.test("of members who rename themselves to one name at one instant, one gets it", () => {
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    using world = new ClusterWorld(seed, PERFECT, { servers: 3, stream: drawStream(random) });
    world.enterAll(3);
    const ids = world.members.map((member) => member.ask({ kind: "rename", name: "Ada" }));
    const replies = () => world.members.map(({ replies }, index) => replies.get(ids[index]!)?.kind);
    assert(world.network.passUntil(() => !replies().includes(undefined), LONGEST));
    assertEquals(replies().sort(), ["done", "refused", "refused"]);
    world.assertNamesHeldOnce();
  });
});

Deno.test("members of a server that died leave after the grace time, once, unless they come back elsewhere", () => {
  forEachSeed(10, (seed) => {
    using world = new ClusterWorld(seed, PERFECT, { servers: 3 });
    world.enterAll(6);
    world.network.pass(5000);
    // u0 and u3 are at server 0. The one loses its server, the other is gone with it.
    world.network.detach(world.members[0]!.address);
    world.kill(0);
    const leaves = () =>
      world.stream.messages.flatMap(({ rows }) => rows).filter(({ kind }) => kind === "leave");
    world.network.pass(55_000);
    assertEquals(leaves(), []);
    world.network.pass(30_000);
    assertEquals(leaves().map(({ fields }) => [fields["name"], fields["reason"]]), [[
      "u0",
      "lost",
    ]]);
    assertEquals(world.members[3]!.events.includes("back"), true);
  });
});

Deno.test("nobody leaves while the stream is down, however long; members are told, and nothing is lost", () => {
  using world = new ClusterWorld(1, PERFECT, { servers: 3 });
  world.enterAll(6);
  world.network.pass(5000);
  world.stream.isDown = true;
  // Nobody else waits for anything.
  const quiet = world.members[5]!;
  const speakers = world.members.slice(0, 5);
  for (const member of speakers) member.say("one");
  world.network.pass(1000);
  for (const member of speakers) member.say("two");
  world.network.pass(5000);
  assertEquals(speakers.map(({ stalls }) => stalls), speakers.map(() => [true]));
  assertEquals([quiet.entries.length, quiet.stalls], [6, []]);
  assertEquals(quiet.answerTo({ kind: "ping" }).kind, "done");
  world.network.pass(300_000);
  world.stream.isDown = false;
  assert(world.network.passUntil(() => world.isSettled, 10_000));
  world.network.pass(10_000);
  assertEquals(speakers.map(({ stalls }) => stalls), speakers.map(() => [true, false]));
  assertEquals(world.servers.map((server) => server?.stalls.length), [2, 2, 2]);
  world.assertEachSaidOnce();
  world.assertOneOrder();
  world.assertNobodyLeft();
});

Deno.test("members of a server that is cut off from the others for a while lose nothing and do not leave", () => {
  inWorlds(6, (world, random) => {
    world.servers[0]!.port.isCut = true;
    for (let index = 0; index < 30; index++) {
      speak(world, random);
      world.network.pass(1000);
    }
    world.servers[0]!.port.isCut = false;
    assertAllIsWell(world);
  });
});

Deno.test("members of a server that was cut off for too long leave, come back, and have lost nothing", () => {
  using world = new ClusterWorld(1, PERFECT, { servers: 2 });
  world.enterAll(4);
  world.network.pass(5000);
  world.servers[0]!.port.isCut = true;
  world.members[0]!.say("kept");
  world.network.pass(120_000);
  world.members[1]!.say("meanwhile");
  world.network.pass(1000);
  world.servers[0]!.port.isCut = false;
  world.network.pass(60_000);
  assert(world.isSettled);
  world.assertOneOrder();
  world.assertEachSaidOnce();
  world.assertNamesHeldOnce();
  assertEquals(world.members.map(({ ending }) => ending), world.members.map(() => undefined));
});

Deno.test("a server that stops hands its members over: nobody leaves, and everything is said once", () => {
  inWorlds(6, (world, random) => {
    let closed = false;
    for (let index = 0; index < 40; index++) {
      speak(world, random);
      world.network.pass(random.below(30));
      if (index === 20) {
        world.network.act((now) => world.servers[0]!.service.close(now, () => closed = true));
      }
    }
    assert(world.network.passUntil(() => closed, LONGEST), "the server is empty");
    world.kill(0);
    assertAllIsWell(world);
  });
});

Deno.test("a private message reaches its member once, wherever both are, and whichever server dies", () => {
  inWorlds(3, (world, random) => {
    const sent: string[] = [];
    for (let index = 0; index < 15; index++) {
      sent.push(`psst ${index}`);
      world.members[0]!.ask({ kind: "whisper", to: "u1", text: `psst ${index}` });
      if (random.next() < 0.5) world.network.pass(random.below(300));
      if (random.next() < 0.1) {
        const which = random.below(3);
        world.kill(which);
        world.network.pass(random.below(3000));
        world.start(which);
      }
    }
    const heard = () => world.members[1]!.whispers.map(({ text }) => text);
    assert(world.network.passUntil(() => new Set(heard()).size === sent.length, LONGEST));
    world.network.pass(60_000);
    assertEquals(heard(), sent);
    assertEquals(world.members[2]!.whispers, []);
  });
});

Deno.test("what an operator does at one server holds at all of them", () => {
  using world = new ClusterWorld(1, PERFECT, { servers: 3 });
  world.enterAll(4);
  world.network.pass(3000);
  const ask = (request: Request) => {
    const replies: Reply[] = [];
    world.network.act((now) =>
      world.servers[2]!.service.askAll(request, now, (reply) => replies.push(reply))
    );
    assert(world.network.passUntil(() => replies.length > 0, 10_000));
    return replies[0]!;
  };
  assertEquals(ask({ kind: "op", name: "u0" }), { kind: "done" });
  world.network.pass(100);
  assertEquals(world.members[0]!.answerTo({ kind: "mute", name: "u1" }), { kind: "done" });
  world.network.pass(100);
  assertEquals(world.members[1]!.refusalOf({ kind: "say", text: "x" }), "muted");
  assertEquals(world.members[0]!.answerTo({ kind: "ban", target: "u2" }).kind, "bans");
  world.network.pass(1000);
  assertEquals(world.members[2]!.ending, "banned");
  assertEquals(ask({ kind: "kick", name: "u3" }), { kind: "done" });
  world.network.pass(1000);
  assertEquals(world.members[3]!.ending, "kicked");
  const late = world.add("u2", 1);
  late.enter();
  world.network.pass(1000);
  assertEquals(late.reasons, ["banned"]);
});

Deno.test("a server with a file goes on from what it has, and reads only the rest of the stream", () => {
  forEachSeed(SEEDS, (seed) => {
    const random = new Random(seed);
    const stores = [0, 1, 2].map(() => new SimulatedDisk(new Random(seed)));
    using world = new ClusterWorld(seed, PERFECT, {
      servers: 3,
      stream: drawStream(random),
      stores,
    });
    world.enterAll(4);
    world.network.pass(5000);
    for (let index = 0; index < 40; index++) {
      speak(world, random);
      world.network.pass(random.below(100));
      if (random.next() < 0.05) {
        const which = random.below(3);
        world.kill(which);
        world.network.pass(random.below(5000));
        world.start(which);
      }
    }
    assertAllIsWell(world);
    world.network.pass(5000);
    const rows = world.stream.messages.flatMap(({ rows }) => rows);
    for (const store of stores) {
      assertEquals(
        [...store.records(0)].map(({ number }) => number),
        rows.map(({ number }) => number),
      );
    }
    // One that was started again knows all members.
    const names = membersOf(world.start(0).service, world.network.now).map(({ name }) => name);
    assertEquals(names.sort(), ["u0", "u1", "u2", "u3"]);
  });
});

Deno.test("what all nodes of the stream have lost comes back from the servers that have seen it", () => {
  let forgotten = 0;
  inWorlds(6, (world, random) => {
    for (let index = 0; index < 40; index++) {
      speak(world, random);
      world.network.pass(random.below(50));
      if (random.next() > 0.05) continue;
      forgotten++;
      world.stream.isDown = true;
      world.network.pass(random.below(3000));
      world.stream.isDown = false;
      world.stream.forget(random.below(3));
    }
    assertAllIsWell(world);
  });
  assert(forgotten > SEEDS / 2);
});

Deno.test("members are shown at which server everybody is, and which servers there are", () => {
  using world = new ClusterWorld(1, PERFECT, { servers: 3 });
  world.enterAll(3);
  world.network.pass(5000);
  const who = world.members[0]!.answerTo({ kind: "who" });
  assert(who.kind === "who");
  const places = who.members.map(({ name, server }) => `${name} ${server}`).sort();
  assertEquals(places, ["u0 server 0", "u1 server 1", "u2 server 2"]);
  const seen = world.members[0]!.answerTo({ kind: "seen" });
  assert(seen.kind === "seen");
  assertEquals(seen.members.find(({ name }) => name === "u0")?.behind, 0);
  assertEquals(seen.members.find(({ name }) => name === "u1")?.behind, undefined);
  world.kill(2);
  world.network.pass(30_000);
  const list = world.members[0]!.answerTo({ kind: "servers" });
  assert(list.kind === "servers");
  assertEquals(list.servers.map(({ name, isGone, members }) => [name, isGone, members]), [
    ["server 0", false, 2],
    ["server 1", false, 1],
    ["server 2", true, 1],
  ]);
});
