import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Entry,
  type Happening,
  LINE_LIMIT,
  type Member,
  MemoryLog,
  type RemovalReason,
  Room,
  type Seat,
} from "../../src/room/mod.ts";

const IDLE = 1000;

/** A seat: one whose key begins with `k` is kept, whatever is heard; any other allows some silence. */
const seat = (key: string): Seat => ({
  key,
  origin: `host of ${key}`,
  idle: key.startsWith("k") ? Infinity : IDLE,
});

function newRoom(maxMembers = 10) {
  const log = new MemoryLog({ entries: 10_000, bytes: LINE_LIMIT });
  return { log, room: new Room<Seat>(log, { maxMembers, namesFor: 0 }) };
}

/** The log's entries, without their indexes, which are checked. */
function entries(log: MemoryLog): (Happening & { at: number })[] {
  return Array.from({ length: log.next }, (_, position) => {
    const { index, ...rest } = log.at(position) as Entry;
    assertEquals(index, position);
    return rest;
  });
}

function enter(room: Room<Seat>, key: string, name: string, now = 0): Member<Seat> {
  const outcome = room.enter(seat(key), name, now);
  assert(typeof outcome !== "string", `${name}: ${outcome}`);
  return outcome;
}

Deno.test("`Room.enter()` seats a member and logs it", () => {
  const { log, room } = newRoom();
  const member = enter(room, "s1", "Ann", 5);
  assertEquals([member.name.text, member.seat.key, member.since, member.heard], [
    "Ann",
    "s1",
    5,
    5,
  ]);
  assertEquals(room.size, 1);
  assertEquals(room.memberAt(seat("s1")), member);
  assertEquals(room.memberNamed("ＡＮＮ"), member);
  assertEquals(entries(log), [{ at: 5, kind: "enter", name: "Ann" }]);
});

Deno.test("`Room.enter()` refuses a bad name, a name in use and a full room, and logs nothing", () => {
  const { log, room } = newRoom(2);
  enter(room, "s1", "ann");
  assertEquals(room.enter(seat("s2"), "ANN", 1), "taken");
  assertEquals(room.enter(seat("s2"), "", 1), "empty");
  assertEquals(room.enter(seat("s2"), "a b", 1), "white-space");
  assertEquals(room.enter(seat("s2"), "Admin", 1), "reserved");
  enter(room, "s2", "bob");
  assertEquals(room.enter(seat("s3"), "cid", 1), "full");
  assertEquals(room.enter(seat("s3"), "ann", 1), "taken");
  assertEquals(log.next, 2);
  assertEquals(room.size, 2);
});

Deno.test("`Room.enter()` repeated by the same seat changes nothing and succeeds, in a full room too", () => {
  const { log, room } = newRoom(1);
  const member = enter(room, "s1", "Ann", 1);
  for (const name of ["Ann", "ann", "ＡＮＮ"]) assertEquals(enter(room, "s1", name, 7), member);
  assertEquals([member.name.text, member.since, member.heard, log.next], ["Ann", 1, 7, 1]);
});

Deno.test("`Room.keepName()` keeps one second name for a member, tells nobody, and `rename()` makes it the name", () => {
  const { log, room } = newRoom();
  const ann = enter(room, "s1", "ann");
  const bob = enter(room, "s2", "bob");
  assertEquals(room.keepName(ann, "Bob", 1), "taken");
  assertEquals(room.keepName(ann, "a b", 1), "white-space");
  assertEquals(room.keepName(ann, "bea", 1), undefined);
  assertEquals(room.keepName(ann, "cleo", 2), undefined);
  assertEquals([room.memberNamed("ann"), room.memberNamed("CLEO")], [ann, ann]);
  assertEquals([room.rename(bob, "cleo", 3), room.rename(bob, "bea", 3)], ["taken", undefined]);
  assert(room.hear(ann.seat, "ann", 4) && room.hear(ann.seat, "cleo", 4));
  assertEquals(room.rename(ann, "cleo", 5), undefined);
  assertEquals([room.memberNamed("ann"), room.memberNamed("cleo")], [undefined, ann]);
  assertEquals(entries(log).slice(2), [
    { at: 3, kind: "rename", name: "bob", to: "bea" },
    { at: 5, kind: "rename", name: "ann", to: "cleo" },
  ]);
  room.keepName(ann, "dora", 6);
  assert(room.leave(ann.seat, "dora", 7));
  assertEquals([room.memberNamed("cleo"), room.memberNamed("dora")], [undefined, undefined]);
});

Deno.test("`Room.enter()` under another name from the same seat renames, in a full room too", () => {
  const { log, room } = newRoom(1);
  enter(room, "s1", "ann", 1);
  enter(room, "s1", "bob", 2);
  assertEquals(entries(log), [
    { at: 1, kind: "enter", name: "ann" },
    { at: 2, kind: "leave", name: "ann", reason: "renamed" },
    { at: 2, kind: "enter", name: "bob" },
  ]);
  assertEquals([room.size, room.memberNamed("ann"), room.memberAt(seat("s1"))?.name.text], [
    1,
    undefined,
    "bob",
  ]);
  assertEquals(room.say(seat("s1"), "ann", "hi", 3), false);
});

Deno.test("`Room.enter()` that is refused leaves the earlier member of the seat in place", () => {
  const { log, room } = newRoom();
  const ann = enter(room, "s1", "ann");
  enter(room, "s2", "bob");
  assertEquals(room.enter(seat("s1"), "Bob", 1), "taken");
  assertEquals(room.enter(seat("s1"), "a b", 1), "white-space");
  assertEquals(room.memberAt(seat("s1")), ann);
  assertEquals([room.say(seat("s1"), "ann", "hi", 2), log.next], [true, 3]);
});

Deno.test("`Room.say()` and `Room.leave()` under a name of another seat have no effect", () => {
  const { log, room } = newRoom();
  enter(room, "s1", "ann");
  enter(room, "s2", "bob");
  for (const [from, name] of [["s2", "ann"], ["s3", "ann"], ["s1", "cid"], ["s1", ""]] as const) {
    assertEquals(room.say(seat(from), name, "hi", 900), false);
    assertEquals(room.leave(seat(from), name, 900), false);
  }
  assertEquals([log.next, room.size, room.memberNamed("ann")?.heard], [2, 2, 0]);
});

Deno.test("`Room` refuses a name that looks like one in use, until that one is gone", () => {
  const { room } = newRoom(3);
  enter(room, "s1", "Bill");
  const cid = enter(room, "s2", "Cid");
  assertEquals(room.enter(seat("s3"), "BilI", 1), "taken");
  assertEquals(room.rename(cid, "BilI", 1), "taken");
  room.leave(seat("s1"), "Bill", 1);
  assertEquals(room.rename(cid, "BilI", 1), undefined);
  assertEquals(room.enter(seat("s1"), "Bill", 1), "taken");
  assertEquals(room.rename(cid, "Cid", 1), undefined);
  enter(room, "s1", "Bill");
});

Deno.test("`Room.say()` logs the text to the letter, under the name as it was taken", () => {
  const { log, room } = newRoom();
  enter(room, "s1", "Ann", 0);
  assertEquals(room.say(seat("s1"), "ａｎｎ", "  two\nlines ", 3), true);
  assertEquals(entries(log).at(-1), { at: 3, kind: "say", name: "Ann", text: "  two\nlines " });
});

Deno.test("`Room.expire()` removes who was silent for longer than allowed, to the millisecond", () => {
  const { log, room } = newRoom();
  assertEquals(room.nextExpiry(), Infinity);
  const ann = enter(room, "s1", "ann", 100);
  enter(room, "s2", "bob", 150);
  assertEquals(room.nextExpiry(), 100 + IDLE + 1);
  assertEquals(room.expire(100 + IDLE), undefined);
  const end = 100 + IDLE + 1;
  assertEquals(room.expire(end), { member: ann, reason: "idle" });
  assertEquals(room.expire(end), undefined);
  assertEquals(entries(log).at(-1), { at: end, kind: "leave", name: "ann", reason: "idle" });
  assertEquals(room.nextExpiry(), 150 + IDLE + 1);
});

Deno.test("`Room.say()`, `hear()` and a repeated login count as being heard, a refused request does not", () => {
  const { room } = newRoom();
  enter(room, "s1", "ann", 0);
  const requests: [heard: number, request: (now: number) => unknown][] = [
    [500, (now) => room.say(seat("s1"), "ann", "hi", now)],
    [600, (now) => room.enter(seat("s1"), "ann", now)],
    [700, (now) => room.hear(seat("s1"), "ann", now)],
    [700, () => room.say(seat("s2"), "ann", "hi", 800)],
    [700, () => room.enter(seat("s2"), "ann", 800)],
    [700, () => room.hear(seat("s2"), "ann", 800)],
  ];
  for (const [heard, request] of requests) {
    request(heard);
    assertEquals(room.memberNamed("ann")?.heard, heard);
  }
  assertEquals(room.expire(700 + IDLE), undefined);
  assertEquals(room.nextExpiry(), 700 + IDLE + 1);
  assertEquals(room.expire(700 + IDLE + 1)?.reason, "idle");
});

Deno.test("`Room.keep()` keeps a member of a kept seat until the time given, whatever is heard", () => {
  const { log, room } = newRoom();
  const ann = enter(room, "k1", "ann", 0);
  assertEquals([room.nextExpiry(), room.expire(1e12)], [Infinity, undefined]);
  assertEquals(room.keep(seat("k1"), 500, "lost"), true);
  assertEquals(room.nextExpiry(), 500);
  assertEquals(room.say(seat("k1"), "ann", "hi", 400), true);
  assertEquals(room.expire(499), undefined);
  assertEquals(room.expire(500), { member: ann, reason: "lost" });
  assertEquals(entries(log).at(-1), { at: 500, kind: "leave", name: "ann", reason: "lost" });
  assertEquals([room.keep(seat("k1"), 900, "lost"), room.size], [false, 0]);
});

Deno.test("`Room.keep()` without an end keeps a member who came back in time for good", () => {
  const { room } = newRoom();
  enter(room, "k1", "ann", 0);
  room.keep(seat("k1"), 500, "lost");
  room.keep(seat("k1"), Infinity, "lost");
  assertEquals([room.expire(500), room.nextExpiry()], [undefined, Infinity]);
  assertEquals([room.expire(1e12), room.size], [undefined, 1]);
});

Deno.test("`Room.keep()` on a seat that allows some silence does not allow more of it", () => {
  const { room } = newRoom();
  for (const key of ["s1", "s2", "s3"]) enter(room, key, key, 0);
  room.keep(seat("s1"), Infinity, "lost");
  room.keep(seat("s2"), IDLE + 2, "lost");
  room.keep(seat("s3"), IDLE, "lost");
  const gone = [IDLE, IDLE, IDLE + 1, IDLE + 1, IDLE + 1].map((now) => room.expire(now));
  assertEquals(
    gone.map((departure) => departure && [departure.member.name.text, departure.reason]),
    [["s3", "lost"], undefined, ["s1", "idle"], ["s2", "idle"], undefined],
  );
});

Deno.test("`Room.remove()` removes who sits on a seat, with the reason", () => {
  const { log, room } = newRoom();
  const ann = enter(room, "k1", "ann", 0);
  enter(room, "k2", "bob", 0);
  assertEquals(room.remove(seat("k1"), "slow", 7), ann);
  assertEquals(entries(log).at(-1), { at: 7, kind: "leave", name: "ann", reason: "slow" });
  assertEquals([room.remove(seat("k1"), "slow", 8), room.size, log.next], [undefined, 1, 3]);
  enter(room, "k3", "Ann", 9);
});

Deno.test("`Room.announce()` and `Room.close()` are logged, and the members stay listed", () => {
  const { log, room } = newRoom();
  enter(room, "s1", "ann", 0);
  room.announce("hear me", 1);
  room.close(2);
  assertEquals(entries(log).slice(1), [
    { at: 1, kind: "announce", text: "hear me" },
    { at: 2, kind: "close" },
  ]);
  assertEquals(room.size, 1);
});

// ---- A model of the room: a list of members in the order of entering, and the log it should write.

/** Names as people type them, with what makes two of them the same; `fault` for those that are none. */
const NAMES = [
  { text: "ann", key: "ann" },
  { text: "Ann", key: "ann" },
  { text: "ＡＮＮ", key: "ann" },
  { text: "bob", key: "bob" },
  { text: "BOB", key: "bob" },
  { text: "小明", key: "小明" },
  { text: "a b", key: "", fault: "white-space" },
  { text: "", key: "", fault: "empty" },
  { text: "Administrator", key: "", fault: "reserved" },
] as const;
type TypedName = typeof NAMES[number];

interface ModelMember {
  readonly seat: string;
  readonly text: string;
  readonly key: string;
  heard: number;
  until: number;
  reason: RemovalReason;
}

/** When a member's time is over, and why. */
function endOf({ seat, heard, until, reason }: ModelMember): [number, RemovalReason] {
  const silent = seat.startsWith("k") ? Infinity : heard + IDLE + 1;
  return until <= silent ? [until, reason] : [silent, "idle"];
}

class Model {
  members: ModelMember[] = [];
  readonly log: unknown[] = [];

  constructor(readonly maxMembers: number) {}

  enter(from: string, name: TypedName, at: number): string | undefined {
    if ("fault" in name) return name.fault;
    const before = this.members.find(({ seat }) => seat === from);
    const holder = this.members.find(({ key }) => key === name.key);
    if (holder !== undefined && holder !== before) return "taken";
    if (holder !== undefined) {
      holder.heard = at;
      return undefined;
    }
    if (before === undefined && this.members.length === this.maxMembers) return "full";
    if (before !== undefined) this.remove(before, "renamed", at);
    const { text, key } = name;
    this.members.push({ seat: from, text, key, heard: at, until: Infinity, reason: "lost" });
    this.log.push({ at, kind: "enter", name: name.text });
    return undefined;
  }

  owner(from: string, name: TypedName): ModelMember | undefined {
    return this.members.find(({ seat, key }) => seat === from && key === name.key);
  }

  at(from: string): ModelMember | undefined {
    return this.members.find(({ seat }) => seat === from);
  }

  /** The earliest time at which somebody's time is over. */
  get nextExpiry(): number {
    return Math.min(...this.members.map((member) => endOf(member)[0]));
  }

  named(name: TypedName): ModelMember | undefined {
    return this.members.find(({ key }) => key === name.key);
  }

  remove(member: ModelMember, reason: string, at: number): void {
    this.members = this.members.filter((other) => other !== member);
    this.log.push({ at, kind: "leave", name: member.text, reason });
  }
}

type Action =
  | { readonly do: "enter" | "say" | "leave"; readonly from: string; readonly name: TypedName }
  | { readonly do: "remove"; readonly from: string; readonly reason: RemovalReason }
  | {
    readonly do: "keep";
    readonly from: string;
    readonly time: number;
    readonly reason: RemovalReason;
  }
  | { readonly do: "expire" }
  | { readonly do: "wait"; readonly time: number };

const someSeat = fc.constantFrom("s1", "s2", "k1", "k2");
const someReason = fc.constantFrom<RemovalReason[]>("lost", "slow", "kicked", "banned");
const someName = fc.constantFrom(...NAMES);
const someAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("enter"), from: someSeat, name: someName }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("say"), from: someSeat, name: someName }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave"), from: someSeat, name: someName }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("remove"), from: someSeat, reason: someReason }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("keep"),
      from: someSeat,
      time: fc.constantFrom(0, 1, 400, IDLE + 1, Infinity),
      reason: someReason,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("expire") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait"),
      time: fc.constantFrom(1, 400, IDLE, IDLE + 1),
    }),
  },
);

/** Does one thing to the room and to the model, and compares what they say to it. */
function act(action: Action, room: Room<Seat>, model: Model, now: number): void {
  switch (action.do) {
    case "enter": {
      const outcome = room.enter(seat(action.from), action.name.text, now);
      const fault = typeof outcome === "string" ? outcome : undefined;
      return assertEquals(fault, model.enter(action.from, action.name, now));
    }
    case "say": {
      const speaker = model.owner(action.from, action.name);
      const done = room.say(seat(action.from), action.name.text, "hi", now);
      assertEquals(done, speaker !== undefined);
      if (speaker === undefined) return;
      speaker.heard = now;
      model.log.push({ at: now, kind: "say", name: speaker.text, text: "hi" });
      return;
    }
    case "leave": {
      const leaver = model.owner(action.from, action.name);
      const done = room.leave(seat(action.from), action.name.text, now);
      assertEquals(done, leaver !== undefined);
      return leaver && model.remove(leaver, "left", now);
    }
    case "remove": {
      const victim = model.at(action.from);
      const gone = room.remove(seat(action.from), action.reason, now);
      assertEquals(gone?.name.text, victim?.text);
      return victim && model.remove(victim, action.reason, now);
    }
    case "keep": {
      const member = model.at(action.from);
      const until = now + action.time;
      assertEquals(room.keep(seat(action.from), until, action.reason), member !== undefined);
      if (member !== undefined) Object.assign(member, { until, reason: action.reason });
      return;
    }
    case "expire":
      return expireAll(room, model, now);
  }
}

/** Removes everybody whose time is over. When the next one's time is over is known then. */
function expireAll(room: Room<Seat>, model: Model, now: number): void {
  const due = room.nextExpiry() <= now;
  for (;;) {
    const over = model.members.find((member) => endOf(member)[0] <= now);
    const departure = room.expire(now);
    assertEquals(departure?.member.name.text, over?.text);
    if (departure === undefined || over === undefined) break;
    const [, reason] = endOf(over);
    assertEquals(departure.reason, reason);
    model.remove(over, reason, now);
  }
  if (due) assertEquals(room.nextExpiry(), model.nextExpiry);
}

Deno.test("`Room` does what a simple model of it does, entry by entry", () => {
  const story = fc.array(someAction, { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(story, fc.integer({ min: 1, max: 4 }), (actions, maxMembers) => {
      const { log, room } = newRoom(maxMembers);
      const model = new Model(maxMembers);
      let now = 1_000_000;
      for (const action of actions) {
        if (action.do === "wait") now += action.time;
        else act(action, room, model, now);
        const seen = [...room.members()].map((
          { seat, name, heard },
        ) => [seat.key, name.text, heard]);
        assertEquals(seen, model.members.map(({ seat, text, heard }) => [seat, text, heard]));
        assertEquals(room.size, model.members.length);
        assert(room.nextExpiry() <= model.nextExpiry);
      }
      assertEquals<unknown>(entries(log), model.log);
    }),
    { numRuns: 500 },
  );
});
