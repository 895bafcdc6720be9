// What members of both dialects can ask for, and what operators may, over a simulated network.

import { membersOf } from "../support/room.ts";
import { assert, assertEquals } from "@std/assert";
import { ClassicPeer } from "../support/classic_peer.ts";
import { address, forEachSeed, PERFECT, ROUGH } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { SERVER, type SimulatedMember, World } from "../support/world.ts";
import { describeEntry, messagesIn } from "../../src/language/mod.ts";

const ENGLISH = messagesIn("en");

/** A room with so many members on a network that loses nothing. */
function roomOf(count: number, options: ConstructorParameters<typeof World>[2] = {}) {
  const world = new World(1, PERFECT, options);
  world.enterAll(count);
  world.network.pass(100);
  return { world, members: world.members };
}

/** What the console makes of a member: an operator. */
function makeOperator(world: World, { name }: SimulatedMember): void {
  world.network.act((now) => world.service.ask({ kind: "op", name }, now));
  world.network.pass(100);
}

/** A classic member, who has entered. */
function classic(world: World, name: string, port = 5000): ClassicPeer {
  const peer = new ClassicPeer(SERVER);
  world.network.attach({ transport: "udp", hostname: "10.0.2.1", port }, peer);
  send(world, peer, `L ${name}`);
  assertEquals(peer.texts.shift(), "OK");
  return peer;
}

function send(world: World, peer: ClassicPeer, ...texts: string[]): void {
  world.network.act(() => texts.forEach((text) => peer.send(text)));
  world.network.pass(100);
}

/** The newest entries as members read them. */
function news(member: SimulatedMember, count: number): string[] {
  return member.entries.slice(-count).map((entry) => {
    const { prefix, text } = describeEntry(entry, ENGLISH);
    return prefix + text;
  });
}

Deno.test("`whisper` reaches one member and shows the speaker, and nobody else hears of it", () => {
  const { world, members: [ann, bob, cid] } = roomOf(3);
  using _ = world;
  assert(ann && bob && cid);
  const before = world.log.length;
  assertEquals(ann.answerTo({ kind: "whisper", to: "U1", text: "psst" }), { kind: "done" });
  world.network.pass(100);
  const [heard] = bob.whispers;
  assertEquals([heard?.from, heard?.to, heard?.text], ["u0", "u1", "psst"]);
  assertEquals([ann.whispers, cid.whispers, world.log.length], [[heard], [], before]);
  ann.answerTo({ kind: "whisper", to: "u0", text: "a note" });
  assertEquals(ann.whispers.length, 2);
  assertEquals(ann.refusalOf({ kind: "whisper", to: "nobody", text: "psst" }), "nobody");
});

Deno.test("`whisper` with a sender's id reaches that member under any name, and nobody once it has left", () => {
  const { world, members: [ann, bob, cid] } = roomOf(3);
  using _ = world;
  assert(ann && bob && cid);
  bob.answerTo({ kind: "whisper", to: "u0", text: "it is me" });
  world.network.pass(100);
  const member = ann.whispers[0]?.sender;
  assert(member !== undefined && member !== "");
  bob.answerTo({ kind: "rename", name: "Rob" });
  cid.answerTo({ kind: "rename", name: "u1" });
  const answer = { kind: "whisper", to: "u1", text: "for you alone", member } as const;
  assertEquals(ann.answerTo(answer), { kind: "done" });
  world.network.pass(100);
  assertEquals(bob.whispers.map(({ to, text }) => [to, text]), [["u0", "it is me"], [
    "Rob",
    "for you alone",
  ]]);
  assertEquals(cid.whispers, []);
  bob.leave();
  world.network.pass(1000);
  assertEquals(ann.refusalOf(answer), "left");
  assertEquals(cid.whispers, []);
});

Deno.test("`whisper` reaches a classic member as text", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  const bob = classic(world, "Bob");
  ann?.answerTo({ kind: "whisper", to: "bob", text: "psst" });
  world.network.pass(100);
  assertEquals(bob.texts, ["[private] u0 → Bob: psst"]);
});

Deno.test("`whisper` waits for a member whose connection is broken, but not without end", () => {
  const { world, members: [ann, bob] } = roomOf(2, { grace: 600_000 });
  using _ = world;
  assert(ann && bob);
  world.network.detach(bob.address);
  const text = "x".repeat(10_000);
  for (let index = 0; index < 6; index++) ann.answerTo({ kind: "whisper", to: "u1", text });
  assertEquals(ann.refusalOf({ kind: "whisper", to: "u1", text }), "busy");
  world.network.pass(60_000);
  assertEquals(bob.whispers, []);
  world.network.attach(bob.address, bob.session);
  world.network.pass(30_000);
  assertEquals([bob.has("back"), bob.whispers.length], [true, 6]);
});

Deno.test("whispers and new names arrive once and in order, whatever the network does", () => {
  forEachSeed(40, (seed) => {
    const random = new Random(seed);
    using world = new World(seed, ROUGH);
    world.enterAll(3);
    const [ann, bob] = world.members;
    assert(ann && bob);
    const ids: number[] = [];
    for (let index = 0; index < 60; index++) {
      if (index % 10 === 9) ids.push(ann.ask({ kind: "rename", name: `ann${index}` }));
      else ids.push(ann.ask({ kind: "whisper", to: "u1", text: `${index}` }));
      world.network.pass(random.below(200));
      if (index === 30 && seed % 2 === 0) world.network.blackOut(25_000);
    }
    const isDone = () => ids.every((id) => ann.replies.has(id)) && bob.whispers.length === 54;
    assert(world.network.passUntil(isDone, 10 * 60_000), `${bob.whispers.length} whispers`);
    world.network.pass(10_000);
    const expected = Array.from({ length: 60 }, (_, index) => `${index}`)
      .filter((_, index) => index % 10 !== 9);
    assertEquals(bob.whispers.map(({ text }) => text), expected);
    assertEquals(ann.whispers.map(({ text }) => text), expected);
    const renames = world.log.filter(({ kind }) => kind === "rename");
    assertEquals(renames.map((entry) => entry.kind === "rename" && entry.to), [
      ...["ann9", "ann19", "ann29", "ann39", "ann49", "ann59"],
    ]);
    assertEquals(ids.every((id) => ann.replies.get(id)?.kind === "done"), true);
  });
});

Deno.test("`rename` changes the name on the same seat, and the member comes back under it", () => {
  const { world, members: [ann, bob] } = roomOf(2, { grace: 5000 });
  using _ = world;
  assert(ann && bob);
  assertEquals(ann.refusalOf({ kind: "rename", name: "U1" }), "taken");
  assertEquals(ann.refusalOf({ kind: "rename", name: "a b" }), "white-space");
  assertEquals(ann.answerTo({ kind: "rename", name: "Ann" }), { kind: "done" });
  ann.say("me");
  world.network.pass(100);
  world.network.detach(ann.address);
  world.network.pass(60_000);
  world.network.attach(ann.address, ann.session);
  world.network.pass(30_000);
  assertEquals(news(bob, 4), [
    "u0 is now called Ann",
    "Ann: me",
    "Ann left the room (connection lost)",
    "Ann entered the room",
  ]);
});

Deno.test("`act` and `topic` are entries for everybody, and the topic is told on entering", () => {
  const { world, members: [ann, bob] } = roomOf(2);
  using _ = world;
  assert(ann && bob);
  const cid = classic(world, "Cid");
  ann.answerTo({ kind: "act", text: "pours tea" });
  assertEquals(bob.answerTo({ kind: "topic", text: "Tea" }), { kind: "done" });
  world.network.pass(100);
  const words = ["• u0 pours tea", "New topic, set by u1: Tea"];
  assertEquals([news(ann, 2), news(bob, 2), cid.texts], [words, words, words]);
  const late = world.add();
  late.enter();
  world.network.pass(1000);
  assertEquals(late.has("topic"), true);
  assertEquals(classic(world, "Dot", 5001).texts, ["Topic: Tea"]);
  const fault = ann.refusalOf({ kind: "topic", text: "x".repeat(501) });
  assertEquals(fault, "text-too-long");
});

Deno.test("`who` tells everybody who is here, and operators where and how well", () => {
  const { world, members: [ann, bob] } = roomOf(2);
  using _ = world;
  assert(ann && bob);
  classic(world, "Cid");
  world.network.pass(5000);
  bob.say("hi");
  world.network.pass(1000);
  const answer = ann.answerTo({ kind: "who" });
  assert(answer.kind === "who");
  const [first, second, third] = answer.members;
  assert(first && second && third);
  assertEquals([answer.count, answer.members.map(({ name }) => name)], [3, ["u0", "u1", "Cid"]]);
  assertEquals([first.dialect, third.dialect], ["reliable", "classic"]);
  assertEquals([second.roundTrip! > 1 && second.roundTrip! < 50, third.roundTrip], [
    true,
    undefined,
  ]);
  assert(second.idle >= 1000 && second.idle < 1100 && first.idle > 6000, `${second.idle} ms`);
  assertEquals([second.address, second.loss, second.lag], [undefined, undefined, undefined]);
  makeOperator(world, ann);
  const more = ann.answerTo({ kind: "who" });
  assert(more.kind === "who");
  assertEquals(more.members.map(({ address }) => address), [
    "10.0.1.0:1000",
    "10.0.1.1:1001",
    "10.0.2.1:5000",
  ]);
  assertEquals(more.members.map(({ isOperator }) => isOperator), [true, false, false]);
  assertEquals([more.members[1]?.loss, more.members[1]?.lag], [0, 0]);
});

Deno.test("`who` tells operators how far behind a member is", () => {
  const { world, members: [ann, bob] } = roomOf(2);
  using _ = world;
  assert(ann && bob);
  bob.takes = false;
  for (let index = 0; index < 20; index++) {
    ann.say("x".repeat(10_000));
    world.network.pass(1000);
  }
  const lagging = membersOf(world.service, world.network.now).find(({ name }) => name === "u1");
  assert(lagging && lagging.lag! > 10_000 && lagging.lag! < 20_000, `${lagging?.lag} ms`);
  bob.takes = true;
  world.network.act(() => bob.session.take(1_000_000));
  world.network.pass(1000);
  assertEquals(membersOf(world.service, world.network.now).map(({ lag }) => lag), [0, 0]);
});

Deno.test("`history` gives the newest entries or those before an index, bounded", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  assert(ann);
  for (let index = 0; index < 1500; index++) ann.say(`${index}`);
  world.network.pass(5000);
  const ask = (count: number, before?: number) => {
    const answer = ann.answerTo({ kind: "history", count, before });
    assert(answer.kind === "history");
    return answer;
  };
  const newest = ask(3);
  assertEquals([newest.from, newest.first], [1498, 0]);
  assertEquals(newest.lines.map((line) => JSON.parse(line).slice(1)), [
    ["u0", "1497"],
    ["u0", "1498"],
    ["u0", "1499"],
  ]);
  const { from, time, lines } = ask(2, 1498);
  assertEquals([from, lines.length, time], [1496, 2, world.log[1495]!.at]);
  assertEquals([ask(5000).lines.length, ask(7, 0).lines, ask(7, 9999).from], [1000, [], 1494]);
  ann.say("x".repeat(60_000));
  ann.say("y".repeat(60_000));
  world.network.pass(1000);
  assertEquals(ask(10).lines.length, 1);
});

Deno.test("requests whose replies are many times the limit of waiting replies are all answered", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  assert(ann);
  for (let index = 0; index < 40; index++) ann.say("x".repeat(1000));
  world.network.pass(1000);
  const ids = Array.from(
    { length: 500 },
    () => ann.ask({ kind: "history", count: 40, before: undefined }),
  );
  assert(world.network.passUntil(() => ids.every((id) => ann.replies.has(id)), 60_000));
  assertEquals(ids.every((id) => ann.replies.get(id)?.kind === "history"), true);
});

Deno.test("operators kick, ban and mute members, who are told why; the console has power over operators", () => {
  const { world, members: [ann, bob, cid] } = roomOf(3);
  using _ = world;
  assert(ann && bob && cid);
  assertEquals(ann.refusalOf({ kind: "kick", name: "u1" }), "not-operator");
  makeOperator(world, ann);
  assertEquals(news(bob, 1), ["u0 is now an operator (set by the operator)"]);
  assertEquals(ann.refusalOf({ kind: "kick", name: "u9" }), "nobody");
  ann.answerTo({ kind: "mute", name: "u1", duration: 90_000 });
  world.network.pass(100);
  assertEquals(news(cid, 1), ["u1 was muted for 90s by u0"]);
  for (
    const request of [
      { kind: "say", text: "x" },
      { kind: "act", text: "x" },
      { kind: "whisper", to: "u0", text: "x" },
      { kind: "rename", name: "x" },
      { kind: "topic", text: "x" },
    ] as const
  ) assertEquals(bob.refusalOf(request), "muted", request.kind);
  bob.session.say("hello?", world.network.now);
  world.network.pass(100);
  assertEquals(bob.has("rejected"), true);
  world.network.pass(90_000);
  assertEquals(bob.answerTo({ kind: "say", text: "at last" }), { kind: "done" });
  const made = ann.answerTo({ kind: "ban", target: "u1", duration: undefined });
  assert(made.kind === "bans");
  assertEquals(made.bans.map(({ target, covers, by }) => [target, covers, by]), [
    ["u1", "name", "u0"],
    ["u1", "key", "u0"],
    ["10.0.1.1", "address", "u0"],
  ]);
  world.network.pass(1000);
  assertEquals([bob.ending, news(cid, 1)], ["banned", ["u1 was removed and banned by u0"]]);
  assertEquals(ann.answerTo({ kind: "bans" }), made);
  ann.answerTo({ kind: "kick", name: "u2" });
  world.network.pass(1000);
  assertEquals(cid.ending, "kicked");
  world.network.act((now) => world.service.ask({ kind: "kick", name: "u0" }, now));
  world.network.pass(1000);
  assertEquals(ann.ending, "kicked");
});

Deno.test("a banned name or address is refused with the reason, in both dialects, until the ban is lifted", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  assert(ann);
  makeOperator(world, ann);
  ann.answerTo({ kind: "ban", target: "10.0.1.1", duration: undefined });
  ann.answerTo({ kind: "ban", target: "Eve", duration: 60_000 });
  const barred = world.add("bob");
  barred.enter();
  world.network.pass(1000);
  assertEquals(barred.reasons, ["banned"]);
  const eve = new ClassicPeer(SERVER);
  world.network.attach({ transport: "udp", hostname: "10.0.2.2", port: 9 }, eve);
  send(world, eve, "L EVE");
  assertEquals(eve.texts, [`FAIL ${messagesIn("en").refusal.banned}`]);
  ann.answerTo({ kind: "unban", target: "10.0.1.1" });
  barred.enter();
  world.network.pass(1000);
  assertEquals(barred.has("entered"), true);
  world.network.pass(60_000);
  send(world, eve, "L EVE");
  assertEquals(eve.texts.slice(-1), ["OK"]);
});

Deno.test("`ban` and `unban` know an address however it is written", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  assert(ann);
  makeOperator(world, ann);
  const forms = [
    ["2001:db8::1", "2001:DB8::1"],
    ["2001:db8::1", "[2001:0db8:0:0:0:0:0:1]"],
    ["::ffff:10.0.5.1", "10.0.5.1"],
    ["10.0.5.1", "::FFFF:10.0.5.1"],
    ["10.0.5.1", "::ffff:a00:501"],
    ["fe80::1", "fe80::1%eth0"],
    ["fe80::1%2", "FE80:0::1"],
  ];
  for (const [index, [hostname = "", written = ""]] of forms.entries()) {
    const enter = (attempt: number) => {
      const peer = new ClassicPeer(SERVER);
      world.network.attach(address(6000 + 2 * index + attempt, hostname), peer);
      send(world, peer, `L p${index}`);
      return peer.texts[0];
    };
    ann.answerTo({ kind: "ban", target: written, duration: undefined });
    assertEquals(
      enter(0),
      `FAIL ${messagesIn("en").refusal.banned}`,
      `${hostname} in spite of the ban of ${written}`,
    );
    assertEquals(ann.answerTo({ kind: "unban", target: written }), { kind: "done" });
    assertEquals(enter(1), "OK");
  }
});

Deno.test("`ban` of an IPv6 address is one of its /64, says so, and removes who is inside", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  assert(ann);
  makeOperator(world, ann);
  const enter = (name: string, hostname: string, port: number) => {
    const peer = new ClassicPeer(SERVER);
    world.network.attach(address(port, hostname), peer);
    send(world, peer, `L ${name}`);
    return peer;
  };
  const inside = enter("bob", "fd00:db8::2", 7000);
  const made = ann.answerTo({ kind: "ban", target: "fd00:db8::1", duration: undefined });
  assert(made.kind === "bans");
  assertEquals(made.bans.map(({ target, covers }) => [target, covers]), [
    ["fd00:db8::/64", "address"],
  ]);
  assertEquals(ann.answerTo({ kind: "bans" }), made);
  assertEquals(inside.texts.at(-1), messagesIn("en").farewell.banned);
  assertEquals(enter("bob", "fd00:db8:0:0:9:8:7:6", 7001).texts, [
    `FAIL ${messagesIn("en").refusal.banned}`,
  ]);
  assertEquals(enter("bob", "fd00:db8:0:1::1", 7002).texts, ["OK"]);
  assertEquals(ann.answerTo({ kind: "unban", target: "FD00:db8::/64" }), { kind: "done" });
  assertEquals(enter("cid", "fd00:db8::1", 7003).texts, ["OK"]);
  for (const target of ["2001:db8::/48", "10.0.0.0/8"]) {
    const refused = ann.answerTo({ kind: "ban", target, duration: undefined });
    assertEquals(refused, { kind: "refused", reason: "bad-target" });
  }
});

Deno.test("a classic member that is kicked, banned or muted is told in words", () => {
  const { world, members: [ann] } = roomOf(1);
  using _ = world;
  const bob = classic(world, "Bob");
  const obey = (request: Parameters<typeof world.service.ask>[0]) => {
    world.network.act((now) => world.service.ask(request, now));
    world.network.pass(100);
  };
  obey({ kind: "mute", name: "Bob", duration: undefined });
  send(world, bob, "C Bob hi");
  obey({ kind: "unmute", name: "Bob" });
  send(world, bob, "C Bob hello");
  obey({ kind: "ban", target: "Bob", duration: 60_000 });
  assertEquals(bob.texts, [
    "Bob was muted by the operator",
    "You are muted: your messages are not passed on",
    "Bob may speak again (unmuted by the operator)",
    "You were removed from the room and banned by the operator",
  ]);
  assert(ann);
  assertEquals(news(ann, 2), ["Bob: hello", "Bob was removed and banned by the operator"]);
});

Deno.test("RoomService: a clock that is set, back or forward, moves the times of entries and nothing else", () => {
  const HOUR = 3_600_000;
  const { world, members: [ann, bob, cid] } = roomOf(3);
  using _ = world;
  assert(ann && bob && cid);
  makeOperator(world, ann);
  ann.answerTo({ kind: "mute", name: "u1", duration: 600_000 });
  ann.answerTo({ kind: "ban", target: "Eve", duration: 600_000 });
  const ends = () => {
    const answer = ann.answerTo({ kind: "bans" });
    return answer.kind === "bans" ? answer.bans.map(({ until }) => until) : [];
  };
  const [before] = ends();
  for (const error of [-HOUR, HOUR, 0]) {
    world.clockError = error;
    const from = ann.entries.length;
    world.network.pass(180_000);
    const saidAt = world.network.now + error;
    cid.say("still here");
    world.network.pass(1000);
    // Nobody is taken for silent, and everybody hears it.
    assertEquals(ann.entries.slice(from).map(({ kind }) => kind), ["say"], `${error}`);
    assert(Math.abs(ann.entries.at(-1)!.at - saidAt) < 50);
    assertEquals(bob.refusalOf({ kind: "say", text: "hi" }), "muted", `${error}`);
    assertEquals(ends(), [before! + error]);
  }
  world.network.pass(120_000);
  assertEquals([bob.refusalOf({ kind: "say", text: "hi" }), ends()], [undefined, []]);
});
