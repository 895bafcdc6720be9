import { assert, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { alternate, EXPECTED } from "../../src/exercises/alternate/lesson.ts";
import { threads } from "../../src/exercises/threads/lesson.ts";
import { audit } from "../../src/exercises/tickets/audit.ts";
import { tickets } from "../../src/exercises/tickets/lesson.ts";
import { perform } from "./stage.ts";
import { SCALE } from "../support/scale.ts";

/** How often a lesson has to come out right in a row. */
const TIMES = 13 * SCALE;

Deno.test(`\`alternate\` prints exactly 12A34B56C...5152Z, ${TIMES} times in a row`, async () => {
  assertEquals(EXPECTED.slice(0, 9), "12A34B56C");
  assertEquals(EXPECTED.slice(-10), "4950Y5152Z");
  assertEquals(EXPECTED.length, 121);
  for (let time = 0; time < TIMES; time++) {
    const { data, verified } = await perform(alternate);
    assertEquals([data["text"], verified], [EXPECTED, true]);
  }
});

Deno.test("`alternate` without the lock prints all of it in another order", async () => {
  const { data, verified } = await perform(alternate, { unsafe: true });
  const text = String(data["text"]);
  assertEquals(verified, false);
  // The threads are kept from being in step, so this holds on every machine.
  assertEquals(text[0], "A");
  assertNotEquals(text, EXPECTED);
  assertEquals([...text].toSorted(), [...EXPECTED].toSorted());
});

Deno.test(`\`tickets\` sells every ticket once and in order, ${TIMES} times in a row`, async () => {
  const few = { tickets: 20, sellers: 2, delay: 0.001 };
  for (let time = 0; time < TIMES; time++) {
    const { data, verified } = await perform(tickets, few);
    assert(verified);
    const { sold, oversold, doubled, unsold, outOfOrder } = data;
    assertEquals([sold, oversold, doubled, unsold, outOfOrder], [20, 0, 0, 0, 0]);
  }
});

Deno.test("`tickets` without the lock sells tickets twice", async () => {
  const few = { tickets: 10, sellers: 4, delay: 0, unsafe: true };
  const { data, facts, verified } = await perform(tickets, few);
  assertEquals(verified, false);
  // All four look before the first is crossed off, so T1 is sold four times.
  assertGreater(data["doubled"] as number, 0);
  assertGreater(data["oversold"] as number, 2);
  assertGreater(data["outOfOrder"] as number, 2);
  assertEquals(facts.map(({ holds }) => holds), [false, false, false]);
});

Deno.test("`tickets` with more sellers than tickets", async () => {
  assert((await perform(tickets, { tickets: 1, sellers: 5, delay: 0 })).verified);
});

Deno.test("`audit()` counts what is wrong with a sale", () => {
  const good = audit("w1 --- T1\nw2 --- T2\nw1 --- T3\n", 3);
  assertEquals(good, {
    sold: 3,
    oversold: 0,
    doubled: 0,
    unsold: 0,
    outOfOrder: 0,
    totals: new Map([["w1", 2], ["w2", 1]]),
  });
  const bad = audit("w10 --- T1\nw2 --- T3\nw2 --- T1\nw2 --- T1\nw9 --- T3\n", 4);
  assertEquals(bad, {
    sold: 5,
    oversold: 1,
    doubled: 2,
    unsold: 2,
    outOfOrder: 2,
    totals: new Map([["w2", 3], ["w9", 1], ["w10", 1]]),
  });
  assertEquals(audit("", 2).unsold, 2);
});

Deno.test("`threads` gets the same sum in five ways", async () => {
  const { data, lines, verified } = await perform(threads, { last: 1000 });
  assert(verified);
  const ways = data["ways"] as { way: string; sum: number }[];
  assertEquals(ways.map(({ sum }) => sum), [500500, 500500, 500500, 500500, 500500]);
  assertEquals(lines.length, 6);
});
