// Hundreds of members at once, a thousand by hand (TEST_SCALE=9), over real sockets.

import { assert, assertEquals } from "@std/assert";
import type { Entry } from "../../src/room/mod.ts";
import { Crowd, type Guest } from "../support/crowd.ts";
import { memberNames, TestRoom } from "../support/room.ts";
import { SCALE } from "../support/scale.ts";

const SOCKETS = 10;
/** Each says something to all: twice as many take four times as long. */
const GUESTS_PER_SOCKET = SCALE > 8 ? 100 : 50;
const GUESTS = SOCKETS * GUESTS_PER_SOCKET;

/** Milliseconds that one who vanishes is waited for: longer than a busy machine needs for all goodbyes. */
const GRACE = SCALE > 8 ? 60_000 : 30_000;

/** Milliseconds that all of them may take for one step: it is a million deliveries, beside other tests. */
const STEP_LIMIT = 240_000;

/** The log as the first who got an entry has it: all others have to have the same. */
class SharedLog {
  readonly #lines: string[] = [];

  /** Takes what a guest has got. */
  take(guest: Guest): void {
    for (const entry of guest.entries.splice(0)) {
      const line = JSON.stringify(entry);
      const known = this.#lines[entry.index] ??= line;
      if (known !== line) assertEquals(line, known, `entry ${entry.index} of ${guest.name}`);
    }
  }

  get entries(): Entry[] {
    return this.#lines.map((line) => JSON.parse(line));
  }
}

/** Checks of each guest that it has every entry since it came, and of all that they have the same. */
function assertSame(guests: readonly Guest[], log: SharedLog): void {
  for (const guest of guests) {
    const indexes = guest.entries.map(({ index }) => index);
    const first = indexes[0] ?? 0;
    assert(indexes.every((index, at) => index === first + at), `${guest.name} misses some`);
    log.take(guest);
  }
}

function count(entries: readonly Entry[], isSo: (entry: Entry) => boolean): number {
  return entries.filter(isSo).length;
}

Deno.test(`server lets ${GUESTS} enter at once, hears each, and knows who left and who vanished`, async () => {
  await using room = await TestRoom.open({ grace: GRACE, silence: GRACE, watch: false });
  await using stack = new AsyncDisposableStack();
  const crowds = Array.from({ length: SOCKETS }, () => stack.use(new Crowd(room.server.endpoint)));
  const guests = crowds.flatMap((crowd, socket) =>
    Array.from({ length: GUESTS_PER_SOCKET }, (_, index) => crowd.add(`g${socket}-${index}`))
  );
  const all = async (isSo: (guest: Guest) => boolean, what: string) => {
    for (const crowd of crowds) {
      await crowd.until(() => [...crowd.guests].every(isSo), what, STEP_LIMIT);
    }
  };
  for (const guest of guests) guest.enter();
  await all((guest) => guest.has("entered"), "all inside");
  for (const guest of guests) guest.say(`I am ${guest.name}`);
  await all(({ next }) => next === 2 * GUESTS, "all that was said");

  // On half of the sockets all go: some with a goodbye, some without.
  const gone = crowds.slice(SOCKETS / 2);
  const goneGuests = gone.flatMap((crowd) => [...crowd.guests]);
  const polite = goneGuests.filter((_, index) => index % 2 === 0);
  for (const crowd of gone) {
    for (const guest of crowd.guests) if (!polite.includes(guest)) crowd.vanish(guest);
  }
  for (const guest of polite) guest.leave();
  for (const crowd of gone) {
    const left = () => [...crowd.guests].every(({ ending }) => ending === "left");
    await crowd.until(left, "goodbyes", STEP_LIMIT);
  }
  const stayed = guests.filter((guest) => !goneGuests.includes(guest));
  const total = 2 * GUESTS + goneGuests.length;
  const isLeave = (reason: string) => (entry: Entry) =>
    entry.kind === "leave" && entry.reason === reason;
  assertEquals(
    (await memberNames(room.server)).length,
    GUESTS - polite.length,
    "whoever said goodbye is gone at once, and nobody else",
  );
  await all((guest) => goneGuests.includes(guest) || guest.next === total, "all departures");

  const log = new SharedLog();
  assertSame(guests, log);
  const { entries } = log;
  assertEquals(entries.length, total);
  assertEquals(count(entries, ({ kind }) => kind === "enter"), GUESTS);
  const said = entries.flatMap((entry) =>
    entry.kind === "say" ? [`${entry.name}: ${entry.text}`] : []
  );
  assertEquals(said.toSorted(), guests.map(({ name }) => `${name}: I am ${name}`).toSorted());
  assertEquals(count(entries, isLeave("left")), polite.length);
  assertEquals(count(entries, isLeave("lost")), goneGuests.length - polite.length);
  const names = await memberNames(room.server);
  assertEquals(names.toSorted(), stayed.map(({ name }) => name).toSorted());
});
