// What is looked up in the log, and how far members have followed it.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { foldText } from "../../src/base/mod.ts";
import { decodeEntry, type Happening, MemoryLog } from "../../src/room/mod.ts";
import { Archive } from "../../src/server/archive.ts";
import { history, search } from "../../src/server/look_up.ts";
import { address, PERFECT } from "../support/network.ts";
import { ClassicPeer } from "../support/classic_peer.ts";
import { anyText } from "../support/texts.ts";
import { SERVER, type SimulatedMember, World } from "../support/world.ts";

/** A log of these texts, and of somebody who comes in between; the time goes on by a second each. */
function logOf(happenings: readonly Happening[], entries = 1000): MemoryLog {
  const log = new MemoryLog({ entries, bytes: 1 << 22 });
  for (const [index, happening] of happenings.entries()) log.append(happening, index * 1000);
  log.show(log.next);
  return log;
}

const said = (text: string): Happening => ({ kind: "say", name: "Bob", text });

function found(log: MemoryLog, text: string, before?: number) {
  const reply = search(new Archive(log, undefined), { kind: "search", text, before });
  assert(reply.kind === "search");
  const entries = reply.hits.map(({ index, line }) => decodeEntry(line, index, 0));
  // What is found is what the log has, with its time.
  assertEquals(entries, reply.hits.map(({ index }) => log.at(index)));
  return { indexes: reply.hits.map(({ index }) => index), next: reply.next };
}

Deno.test("`search()` finds what was said, done, announced or a topic, in any case and width", () => {
  const log = logOf([
    said("Green TEA"),
    { kind: "act", name: "Bob", text: "pours ｔｅａ" },
    { kind: "enter", name: "tea" },
    { kind: "announce", text: "Tea is ready" },
    { kind: "topic", text: "tea time" },
    { kind: "topic", text: "" },
    said("今天喝什么茶？"),
    said("team"),
  ]);
  assertEquals(found(log, "tea"), { indexes: [7, 4, 3, 1, 0], next: undefined });
  assertEquals(found(log, "ＴＥＡ", 4), { indexes: [3, 1, 0], next: undefined });
  assertEquals(found(log, "茶"), { indexes: [6], next: undefined });
  assertEquals(found(log, "喝什么"), { indexes: [6], next: undefined });
  assertEquals(found(log, "coffee"), { indexes: [], next: undefined });
});

Deno.test("`search()` goes on before the entry that it names, until all is searched", () => {
  const log = logOf(Array.from({ length: 50 }, (_, index) => said(`tea ${index}`)), 45);
  const pages = [];
  let next: number | undefined;
  do {
    const page = found(log, "tea", next);
    pages.push(...page.indexes);
    next = page.next;
  } while (next !== undefined);
  assertEquals(pages, Array.from({ length: 45 }, (_, index) => 49 - index));
});

Deno.test("`search()` looks at a part of a long log at a time, and finds at least one long entry", () => {
  const texts = [
    said("needle"),
    ...Array.from({ length: 70_000 }, () => said("x")),
    said(`needle${"y".repeat(60_000)}`),
    said(`needle${"z".repeat(60_000)}`),
  ];
  const log = logOf(texts, 80_000);
  let page = found(log, "needle");
  assertEquals(page, { indexes: [70_002], next: 70_002 });
  page = found(log, "needle", page.next);
  assertEquals(page.indexes, [70_001]);
  let steps = 0;
  for (; page.next !== undefined; steps++) page = found(log, "needle", page.next);
  assertEquals(page.indexes, [0]);
  assert(steps > 2, `${steps} steps`);
});

Deno.test("`search()` finds each entry once that a look at all of them finds", () => {
  const texts = fc.array(fc.oneof(anyText(4), fc.constantFrom("ａB", "ab", "汉字", "AB")));
  const limit = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(texts, limit, fc.constantFrom("a", "AB", "字", ""), (texts, limit, text) => {
      const log = logOf(texts.map(said), limit);
      const indexes: number[] = [];
      for (let next: number | undefined = Infinity; next !== undefined;) {
        const page = found(log, text, next);
        indexes.push(...page.indexes);
        next = page.next;
      }
      const expected = texts.flatMap((each, index) =>
        index >= log.first && foldText(each).includes(foldText(text)) ? [index] : []
      );
      assertEquals(indexes, expected.reverse());
    }),
  );
});

Deno.test("`history()` gives the entries around one, and around the nearest where it is gone", () => {
  const log = logOf(Array.from({ length: 50 }, (_, index) => said(`${index}`)), 40);
  const around = (index: number, count = 5) => {
    const reply = history(new Archive(log, undefined), { kind: "history", count, around: index });
    assert(reply.kind === "history");
    let { time } = reply;
    for (const [at, line] of reply.lines.entries()) {
      const entry = decodeEntry(line, reply.from + at, time);
      assertEquals(entry, log.at(reply.from + at));
      time = entry?.at ?? 0;
    }
    return [reply.from, reply.lines.length];
  };
  assertEquals(around(30), [28, 5]);
  assertEquals(around(10), [10, 5]);
  assertEquals(around(0), [10, 5]);
  assertEquals(around(49), [45, 5]);
  assertEquals(around(99_999), [45, 5]);
  assertEquals(around(30, 4), [28, 4]);
  assertEquals(around(30, 1), [30, 1]);
  assertEquals(around(30, 5000), [10, 40]);
  assertEquals(around(30, 0)[1], 0);
  const empty = history(new Archive(logOf([]), undefined), {
    kind: "history",
    count: 5,
    around: 7,
  });
  assertEquals(empty.kind === "history" && empty.lines, []);
});

Deno.test("`history()` has the entry that is asked for, however long those around it are", () => {
  const log = logOf(Array.from({ length: 9 }, () => said("x".repeat(60_000))));
  for (const around of [0, 4, 8]) {
    const reply = history(new Archive(log, undefined), { kind: "history", count: 9, around });
    assertEquals(reply.kind === "history" && [reply.from, reply.lines.length], [around, 1]);
  }
});

/** Each member's name, whether it is away, and how many entries it is behind. */
function seenBy(member: SimulatedMember) {
  const reply = member.answerTo({ kind: "seen" });
  assert(reply.kind === "seen");
  assertEquals(reply.count, reply.members.length);
  return reply.members;
}

Deno.test("`seen` tells everybody who has everything and who is how far behind, away or not", () => {
  using world = new World(1, PERFECT, { grace: 600_000 });
  world.enterAll(4);
  const [ann, bob, cid, dot] = world.members;
  assert(ann && bob && cid && dot);
  const eve = new ClassicPeer(SERVER);
  world.network.attach(address(5000, "10.0.2.1"), eve);
  world.network.act(() => eve.send("L Eve"));
  world.network.pass(1000);
  const all = seenBy(dot).map(({ name, dialect, isAway, behind, lag }) =>
    [name, dialect, isAway, behind, lag] as const
  );
  assertEquals(all, [
    ["u0", "reliable", false, 0, 0],
    ["u1", "reliable", false, 0, 0],
    ["u2", "reliable", false, 0, 0],
    ["u3", "reliable", false, 0, 0],
    ["Eve", "classic", false, undefined, undefined],
  ]);
  world.network.detach(bob.address);
  world.network.pass(30_000);
  ann.say("one");
  world.network.pass(10_000);
  ann.say("two");
  world.network.pass(1000);
  const [, away] = seenBy(dot);
  assertEquals([away?.name, away?.isAway, away?.behind], ["u1", true, 2]);
  assert(away?.lag !== undefined && away.lag >= 11_000 && away.lag < 12_000, `${away?.lag} ms`);
  world.network.attach(bob.address, bob.session);
  world.network.pass(30_000);
  assertEquals(seenBy(dot).map(({ behind }) => behind), [0, 0, 0, 0, undefined]);
});

Deno.test("`seen` counts entries that the log has dropped, and those that a slow member did not take", () => {
  using world = new World(1, PERFECT, {
    grace: 600_000,
    log: { entries: 20, bytes: 1 << 22 },
  });
  world.enterAll(3);
  const [ann, bob, cid] = world.members;
  assert(ann && bob && cid);
  world.network.pass(1000);
  world.network.detach(bob.address);
  world.network.pass(30_000);
  for (let index = 0; index < 30; index++) ann.say(`${index}`);
  world.network.pass(1000);
  assertEquals(seenBy(cid).map(({ behind }) => behind), [0, 30, 0]);
  cid.takes = false;
  for (let index = 0; index < 10; index++) {
    ann.say("x".repeat(20_000));
    world.network.pass(1000);
  }
  const [, , slow] = seenBy(ann);
  assert(slow?.behind !== undefined && slow.behind > 3 && slow.behind < 10, `${slow?.behind}`);
});
