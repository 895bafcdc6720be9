// Reliable members and a real server, over real sockets and networks that fail.

import { assert, assertEquals, assertLess } from "@std/assert";
import { type Entry, LINE_LIMIT } from "../../src/room/mod.ts";
import { PERFECT } from "../support/conditions.ts";
import { Crowd, type Guest } from "../support/crowd.ts";
import { Relay } from "../support/relay.ts";
import { memberNames, TestRoom } from "../support/room.ts";

/** What an entry tells, without its place. */
function shorten(entry: Entry): string {
  if (entry.kind === "say") return `${entry.name}: ${entry.text}`;
  if (entry.kind === "leave") return `leave ${entry.name} ${entry.reason}`;
  return entry.kind === "enter" ? `enter ${entry.name}` : entry.kind;
}

/** The guests' logs from an index on, which have to be the same. Returns it. */
function sameLog(guests: readonly Guest[], from: number): string[] {
  const [log = [], ...others] = guests.map(({ entries }) =>
    entries.filter(({ index }) => index >= from)
  );
  for (const other of others) assertEquals(other, log);
  for (const [at, { index }] of log.entries()) assertEquals(index, from + at);
  return log.map(shorten);
}

for (const loss of [0.1, 0.2]) {
  Deno.test(`reliable members have the same log over a network that loses ${loss * 100} %`, async () => {
    const names = ["Ann", "Bob", "Cid", "Dan", "Eve", "小明"];
    const messages = 60;
    await using room = await TestRoom.open({ watch: false });
    await using stack = new AsyncDisposableStack();
    const relay = stack.use(new Relay(room.server.endpoint, 1, PERFECT));
    const { hostname, port } = relay.address;
    const crowds = names.map(() => stack.use(new Crowd({ hostname, port })));
    const guests: Guest[] = [];
    for (const [at, crowd] of crowds.entries()) guests.push(...await crowd.enter(names[at]!));
    relay.conditions = { loss, duplication: 0.1, delay: [1, 20] };
    for (let number = 0; number < messages; number++) {
      for (const guest of guests) guest.say(`${number} ${"x".repeat(number * 5)}`);
    }
    const total = names.length * (messages + 1);
    for (const [at, crowd] of crowds.entries()) {
      await crowd.until(() => guests[at]!.next === total, `all entries at ${names[at]}`);
    }
    const log = sameLog(guests, names.length);
    for (const name of names) {
      const said = log.filter((line) => line.startsWith(`${name}: `));
      const expected = Array.from(
        { length: messages },
        (_, number) => `${name}: ${number} ${"x".repeat(number * 5)}`,
      );
      assertEquals(said, expected);
    }
  });
}

Deno.test("a reliable member whose network fails for less than the grace time misses nothing, and nobody is told", async () => {
  await using room = await TestRoom.open({ silence: 1000, watch: false });
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  const { hostname, port } = relay.address;
  await using far = new Crowd({ hostname, port });
  await using near = new Crowd(room.server.endpoint);
  const [ann] = await far.enter("Ann");
  const [bob] = await near.enter("Bob");
  assert(ann && bob);
  await far.until(() => ann.next === 2, "Bob's entering");
  for (let round = 1; round <= 2; round++) {
    relay.isDark = true;
    ann.say(`into the dark ${round}`);
    bob.say(`where is she ${round}`);
    const count = (type: string) => ann.events.filter((event) => event === type).length;
    await far.until(() => count("away") === round, "the break");
    assertEquals(await memberNames(room.server), ["Ann", "Bob"]);
    relay.isDark = false;
    await far.until(() => count("back") === round && ann.next === 2 + 2 * round, "the return");
    await near.until(() => bob.next === 2 + 2 * round, "her words");
  }
  const log = sameLog([ann, bob], 2);
  assertEquals(log, [
    ...["Bob: where is she 1", "Ann: into the dark 1"],
    ...["Bob: where is she 2", "Ann: into the dark 2"],
  ]);
});

Deno.test("a reliable member who falls further behind than the log reaches is dropped, and others do not notice", async () => {
  const bytes = LINE_LIMIT;
  await using room = await TestRoom.open({ log: { entries: 100_000, bytes }, watch: false });
  await using slowCrowd = new Crowd(room.server.endpoint);
  await using crowd = new Crowd(room.server.endpoint);
  const [slow] = await slowCrowd.enter("Slow");
  const [bob, cid] = await crowd.enter("Bob", "Cid");
  assert(slow && bob && cid);
  // Its screen does not move: what it has got is all that it is ever sent.
  slow.takes = false;
  const messages = 1000;
  const text = "x".repeat(1000);
  for (let number = 0; number < messages; number++) {
    bob.say(`${number} ${text}`);
    // The others keep up with him, so that the log does not run away from them as well.
    if (number % 50 !== 49) continue;
    const heard = () => Math.min(bob.next, cid.next) > number;
    await crowd.until(heard, `message ${number}`);
  }
  await slowCrowd.until(() => slow.ending !== undefined, "the end of the slow one");
  assertEquals(slow.ending, "slow");
  assertLess(slow.next, messages);
  const total = 3 + messages + 1;
  await crowd.until(() => bob.next === total && cid.next === total, "everything");
  const log = sameLog([bob, cid], 3);
  assertEquals(log.filter((line) => line.startsWith("leave")), ["leave Slow slow"]);
  assertEquals(
    log.filter((line) => line.startsWith("Bob: ")),
    Array.from({ length: messages }, (_, number) => `Bob: ${number} ${text}`),
  );
  assertEquals(await memberNames(room.server), ["Bob", "Cid"]);
});
