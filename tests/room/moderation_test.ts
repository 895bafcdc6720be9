import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  BAN_LIMIT,
  type Entry,
  LINE_LIMIT,
  type Member,
  MemoryLog,
  Moderation,
  type OperatorRequest,
  Room,
  type Seat,
  TOPIC_LIMIT,
  type Verdict,
} from "../../src/room/mod.ts";

const NOW = 1_000_000;

/** A room of members, each on its own seat; the second part of a name says from where: `ann@home`. */
function newRoom(...members: string[]) {
  const log = new MemoryLog({ entries: 10_000, bytes: LINE_LIMIT });
  const room = new Room<Seat>(log, { maxMembers: 100, namesFor: 0 });
  const moderation = new Moderation(room, log, originIn);
  for (const member of members) assert(typeof enter(room, member) !== "string", member);
  return { log, room, moderation };
}

/** The seats' origins are the targets of bans that are no names. */
function originIn(target: string): string | undefined {
  return /^(home|school|host of .*)$/.test(target) ? target : undefined;
}

function enter(room: Room<Seat>, member: string, now = NOW): Member<Seat> | string {
  const [name = "", origin = `host of ${name}`] = member.split("@");
  return room.enter({ key: `seat of ${name}`, origin, idle: Infinity }, name, now);
}

/** The newest entry, without its place. */
function last(log: MemoryLog): unknown {
  const { index: _index, at: _at, ...happening } = log.at(log.next - 1) as Entry;
  return happening;
}

function reasonOf(verdict: Verdict<Seat>): string {
  return verdict.kind === "refused" ? verdict.reason : verdict.kind;
}

Deno.test("`Moderation.obey()` makes operators and unmakes them, with an entry each time", () => {
  const { log, room, moderation } = newRoom("ann", "bob");
  const [ann, bob] = [...room.members()];
  assert(ann && bob);
  assertEquals(moderation.obey({ kind: "op", name: "ANN" }, undefined, NOW), { kind: "done" });
  assertEquals([ann.isOperator, last(log)], [true, { kind: "op", name: "ann" }]);
  const before = log.next;
  moderation.obey({ kind: "op", name: "ann" }, undefined, NOW);
  assertEquals(log.next, before);
  moderation.obey({ kind: "op", name: "bob" }, ann, NOW);
  assertEquals([bob.isOperator, last(log)], [true, { kind: "op", name: "bob", by: "ann" }]);
  moderation.obey({ kind: "deop", name: "bob" }, bob, NOW);
  assertEquals([bob.isOperator, last(log)], [false, { kind: "deop", name: "bob", by: "bob" }]);
});

Deno.test("`Moderation.obey()` refuses members all that the console may", () => {
  const { log, room, moderation } = newRoom("ann", "bob");
  const [ann] = [...room.members()];
  const before = log.next;
  for (const command of commandsAbout("bob")) {
    assertEquals(reasonOf(moderation.obey(command, ann, NOW)), "not-operator", command.kind);
  }
  assertEquals([log.next, room.state.bansAndMutes.bans(NOW)], [before, []]);
});

Deno.test("`Moderation.obey()` gives operators no power over each other, the console over all", () => {
  const { log, room, moderation } = newRoom("ann", "bob");
  const [ann, bob] = [...room.members()];
  assert(ann && bob);
  ann.isOperator = bob.isOperator = true;
  const before = log.next;
  const origin = bob.seat.origin;
  const commands: OperatorRequest[] = [
    ...commandsAbout("bob").filter(({ kind }) => !["op", "unban", "bans"].includes(kind)),
    { kind: "ban", target: origin },
  ];
  for (const command of commands) {
    assertEquals(reasonOf(moderation.obey(command, ann, NOW)), "operator", command.kind);
  }
  assertEquals([log.next, room.state.bansAndMutes.bans(NOW), room.isMuted(bob, NOW)], [
    before,
    [],
    false,
  ]);
  for (const command of commands.filter(({ kind }) => kind !== "unmute")) {
    bob.isOperator = true;
    assert(moderation.obey(command, undefined, NOW).kind !== "refused", command.kind);
  }
});

/** One command of each kind. */
function commandsAbout(name: string): OperatorRequest[] {
  return [
    { kind: "op", name },
    { kind: "deop", name },
    { kind: "kick", name },
    { kind: "mute", name, duration: 1000 },
    { kind: "unmute", name },
    { kind: "ban", target: name, duration: 1000 },
    { kind: "unban", target: name },
    { kind: "bans" },
  ];
}

Deno.test("`Moderation.obey()` lets an operator do nothing that the console may not, whatever is asked", () => {
  const kinds = fc.constantFrom("op", "deop", "kick", "unmute", "mute", "ban", "unban", "bans");
  const step = fc.record({
    kind: kinds,
    by: fc.constantFrom("ann", "bob", "cid"),
    name: fc.constantFrom("ann", "bob", "cid", "dot", "", "a b"),
    duration: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const [one, two] = [newRoom("ann", "bob", "cid"), newRoom("ann", "bob", "cid")];
    for (const { moderation } of [one, two]) {
      moderation.obey({ kind: "op", name: "ann" }, undefined, NOW);
    }
    for (const { kind, by, name, duration } of steps) {
      const command = { kind, name, target: name, duration } as OperatorRequest;
      const verdict = one.moderation.obey(command, one.room.memberNamed(by), NOW);
      if (verdict.kind === "refused") continue;
      // What the operator was allowed, the console is in the same place.
      assertEquals(two.moderation.obey(command, undefined, NOW).kind, verdict.kind);
    }
  }));
});

Deno.test("`Moderation.obey()` mutes: a member is silent under its name until the time is over", () => {
  const { log, room, moderation } = newRoom("ann", "bob");
  const [ann, bob] = [...room.members()];
  assert(ann && bob);
  ann.isOperator = true;
  moderation.obey({ kind: "mute", name: "bob", duration: 1000 }, ann, NOW);
  const until = NOW + 1000;
  assertEquals(last(log), { kind: "mute", name: "bob", reason: "told", until, by: "ann" });
  assertEquals(room.say(bob.seat, "bob", "hi", NOW + 999), false);
  assertEquals(room.say(bob.seat, "bob", "waves", NOW + 999, "act"), false);
  room.leave(bob.seat, "bob", NOW + 999);
  assert(typeof enter(room, "BOB", NOW + 999) !== "string");
  const again = room.memberNamed("bob");
  assert(again);
  assertEquals(room.isMuted(again, NOW + 999), true);
  assertEquals(room.say(again.seat, "BOB", "hi", until), true);
  moderation.obey({ kind: "mute", name: "bob", duration: undefined }, undefined, NOW);
  assertEquals(last(log), { kind: "mute", name: "BOB", reason: "told" });
  assertEquals(room.isMuted(again, 8e15), true);
  assertEquals(reasonOf(moderation.obey({ kind: "unmute", name: "bob" }, ann, NOW)), "done");
  assertEquals([last(log), room.isMuted(again, NOW)], [
    { kind: "unmute", name: "BOB", by: "ann" },
    false,
  ]);
  assertEquals(reasonOf(moderation.obey({ kind: "unmute", name: "bob" }, ann, NOW)), "not-muted");
});

Deno.test("`Moderation.obey()` bans a member's name, and its origin where nobody else comes from there", () => {
  const { room, moderation } = newRoom("ann@home", "bob@school", "cid@school");
  const ban = (target: string) =>
    moderation.obey({ kind: "ban", target, duration: 1000 }, undefined, NOW);
  const first = ban("ANN");
  assert(first.kind === "removal");
  assertEquals(first.members.map(({ name }) => name.text), ["ann"]);
  assertEquals(first.bans.map(({ scope, target }) => `${scope} ${target}`), [
    "name ann",
    "origin home",
  ]);
  const second = ban("bob");
  assert(second.kind === "removal");
  assertEquals(second.bans.map(({ scope, target }) => `${scope} ${target}`), ["name bob"]);
  assertEquals(enter(room, "Ｂｏｂ@elsewhere"), "banned");
  assertEquals(enter(room, "dot@home"), "banned");
  assert(typeof enter(room, "dot@school") !== "string");
  assert(typeof enter(room, "eve@home", NOW + 1000) !== "string");
});

Deno.test("`Moderation.obey()` bans an origin with all who come from there, and a name that nobody has", () => {
  const { room, moderation } = newRoom("ann@home", "bob@school", "cid@school");
  const verdict = moderation.obey(
    { kind: "ban", target: "school", duration: undefined },
    undefined,
    NOW,
  );
  assert(verdict.kind === "removal");
  assertEquals(verdict.members.map(({ name }) => name.text), ["bob", "cid"]);
  assertEquals(enter(room, "dot@school"), "banned");
  moderation.obey(
    { kind: "ban", target: "Eve", duration: 5 },
    undefined,
    NOW,
  );
  assertEquals(enter(room, "eve@home"), "banned");
  const ann = room.memberNamed("ann");
  assert(ann);
  assertEquals(room.rename(ann, "EVE", NOW), "banned");
  const unban = (target: string) =>
    reasonOf(moderation.obey({ kind: "unban", target }, undefined, NOW));
  assertEquals([unban("eve"), unban("eve")], ["done", "not-banned"]);
  assert(typeof enter(room, "eve@home") !== "string");
  const bad: OperatorRequest = { kind: "ban", target: "a b", duration: 5 };
  assertEquals(reasonOf(moderation.obey(bad, undefined, NOW)), "bad-target");
});

Deno.test("`Moderation.obey()` lists the bans that are not over, and keeps no more than the limit", () => {
  const { moderation } = newRoom();
  const ban = (target: string, duration: number) =>
    reasonOf(
      moderation.obey({ kind: "ban", target, duration }, undefined, NOW),
    );
  for (let index = 0; index < BAN_LIMIT; index++) {
    assertEquals(ban(`n${index}`, index < 10 ? 5 : 1000), "removal");
  }
  assertEquals(ban("more", 5), "too-many");
  assertEquals(ban("N20", 1000), "removal");
  const listed = moderation.obey({ kind: "bans" }, undefined, NOW + 5);
  assertEquals(listed.kind === "bans" && listed.bans.length, BAN_LIMIT - 10);
});

Deno.test("`Moderation.setTopic()` keeps and logs the topic, if it is short enough", () => {
  const { log, room, moderation } = newRoom("ann");
  const ann = room.memberNamed("ann");
  assertEquals(moderation.setTopic("x".repeat(TOPIC_LIMIT + 1), ann, NOW), false);
  assertEquals(moderation.setTopic("Tea", ann, NOW), true);
  assertEquals([moderation.topic, last(log)], ["Tea", { kind: "topic", text: "Tea", by: "ann" }]);
  moderation.setTopic("", undefined, NOW);
  assertEquals([moderation.topic, last(log)], ["", { kind: "topic", text: "" }]);
});

Deno.test("`Room.rename()` changes the name on the seat, refuses one in use, and frees the old one", () => {
  const { log, room } = newRoom("ann", "bob");
  const ann = room.memberNamed("ann");
  assert(ann);
  assertEquals(room.rename(ann, "BOB", NOW), "taken");
  assertEquals(room.rename(ann, "a b", NOW), "white-space");
  const before = log.next;
  assertEquals([room.rename(ann, "ann", NOW), log.next], [undefined, before]);
  assertEquals(room.rename(ann, "Ann", NOW), undefined);
  assertEquals(room.rename(ann, "eve", NOW), undefined);
  assertEquals(last(log), { kind: "rename", name: "Ann", to: "eve" });
  assertEquals([room.memberNamed("eve"), room.memberNamed("ann"), room.size], [ann, undefined, 2]);
  assertEquals(room.say(ann.seat, "ann", "hi", NOW), false);
  assertEquals(room.say(ann.seat, "EVE", "hi", NOW), true);
  assertEquals(last(log), { kind: "say", name: "eve", text: "hi" });
  assert(typeof enter(room, "ann@elsewhere") === "string" || room.memberNamed("ann") !== ann);
});
