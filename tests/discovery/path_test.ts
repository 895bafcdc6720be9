// The two sides that find out what gets through, joined by a way that drops some of it.

import { assert, assertEquals } from "@std/assert";
import { type CallerReport, PathCheck, PathWaiter } from "../../src/discovery/mod.ts";
import { CHECK_SIZES, encodeAnswer, encodeCheck } from "../../src/wire/mod.ts";

const HERE: Deno.NetAddr = { transport: "udp", hostname: "10.0.0.1", port: 50_000 };
const THERE: Deno.NetAddr = { transport: "udp", hostname: "10.0.0.2", port: 8888 };

/** Milliseconds that a datagram is under way. */
const DELAY = 10;

/** Whether a datagram gets there, by its length. */
type Way = (length: number) => boolean;

const open: Way = () => true;
const closed: Way = () => false;
const short: Way = (length) => length < 1000;

function waiterWith(reports: CallerReport[], strangers: string[], isWelcome = true): PathWaiter {
  return new PathWaiter({
    isWelcome: () => isWelcome,
    hasHeardGroup: () => true,
    wallTime: () => 1_000_000,
    onCaller: (report) => reports.push(report),
    onStranger: (hostname) => strangers.push(hostname),
  });
}

/** Runs both sides for five seconds, a millisecond at a time. */
function meet(there: Way, back: Way, isWelcome = true) {
  const [reports, strangers]: [CallerReport[], string[]] = [[], []];
  const waiter = waiterWith(reports, strangers, isWelcome);
  let [count, doneAt] = [0, Infinity];
  let now = 0;
  const check = new PathCheck({
    to: THERE,
    nonce: () => `${count++}`.padStart(16, "0"),
    wallTime: () => 1_000_000 + 5000,
    hasHeardGroup: false,
    onDone: () => doneAt = now,
  });
  const under: { at: number; run: () => void }[] = [];
  for (now = 0; now < 5000; now++) {
    for (const due of under.filter(({ at }) => at === now)) due.run();
    if (now < doneAt && check.nextTimeout() <= now) check.timeout(now);
    if (waiter.nextTimeout() <= now) waiter.timeout(now);
    for (let next = check.transmit(); next; next = check.transmit()) {
      const { datagram } = next;
      if (!there(datagram.length)) continue;
      under.push({ at: now + DELAY, run: () => waiter.receive(datagram, HERE, now) });
    }
    for (let next = waiter.transmit(); next; next = waiter.transmit()) {
      const { datagram } = next;
      if (!back(datagram.length)) continue;
      under.push({ at: now + DELAY, run: () => check.receive(datagram, THERE, now) });
    }
  }
  return { result: check.result(), reports, strangers, doneAt };
}

Deno.test("`PathCheck` and `PathWaiter` know at once that all gets through, and how far apart clocks are", () => {
  const { result, reports, doneAt } = meet(open, open);
  assertEquals(result.roundTrips, [2 * DELAY, 2 * DELAY]);
  assert(result.peer?.kind === "waiter");
  assertEquals(result.peer.heard, { small: true, large: true, group: true });
  assertEquals(result.peer.clockAhead, -5000 - DELAY);
  assertEquals(doneAt, 4 * DELAY);
  const [report, ...others] = reports;
  assertEquals(others, []);
  assertEquals(report?.heard, { small: true, large: true, group: true });
  assertEquals(report?.theirs, { small: true, large: true, group: false });
  assertEquals(report?.clockAhead, 5000);
});

Deno.test("`PathCheck` and `PathWaiter` know which way long datagrams are dropped", () => {
  for (const [there, back, isHeard] of [[short, open, false], [open, short, true]] as const) {
    const { result, reports: [report] } = meet(there, back);
    assertEquals(result.roundTrips, [2 * DELAY, undefined]);
    assertEquals(result.peer?.kind === "waiter" && result.peer.heard.large, isHeard);
    assertEquals(report?.heard.large, isHeard);
    assertEquals([report?.theirs.small, report?.theirs.large], [true, false]);
  }
});

Deno.test("`PathWaiter` knows that its answers are dropped, and nothing where nothing comes", () => {
  const { result, reports: [report], doneAt } = meet(open, closed);
  assertEquals([result.peer, doneAt], [undefined, 2000]);
  assertEquals(report?.heard, { small: true, large: true, group: true });
  assertEquals(report?.theirs, { small: false, large: false, group: false });
  assertEquals(meet(closed, open).reports, []);
});

Deno.test("`PathWaiter` answers no stranger, and names each once", () => {
  const { result, reports, strangers } = meet(open, open, false);
  assertEquals([result.peer, reports, strangers], [undefined, [], [HERE.hostname]]);
});

Deno.test("`PathWaiter` answers with as many bytes as it gets, and no host more than 40 times at once", () => {
  const waiter = waiterWith([], []);
  const heard = { small: false, large: false, group: false };
  const check = encodeCheck({ nonce: "0".repeat(16), heard, time: 1 }, CHECK_SIZES[1]);
  for (let count = 0; count < 100; count++) waiter.receive(check, HERE, 0);
  const answers = [];
  for (let next = waiter.transmit(); next; next = waiter.transmit()) answers.push(next);
  assertEquals(answers.length, 40);
  assert(answers.every(({ datagram }) => datagram.length === check.length));
});

Deno.test("`PathCheck` takes a room's answer that is as long as its check, and no other", () => {
  const nonces: string[] = [];
  const nonce = () => nonces[nonces.push(`${nonces.length}`.padStart(16, "0")) - 1]!;
  let isDone = false;
  const check = new PathCheck({
    to: THERE,
    nonce,
    wallTime: () => 0,
    hasHeardGroup: false,
    onDone: () => isDone = true,
  });
  check.timeout(0);
  const greeting = { cookie: "0".repeat(40), key: new Uint8Array(32), isSecret: true };
  nonces.forEach((nonce) =>
    check.receive(encodeAnswer({ kind: "cookie", nonce, ...greeting }), THERE, 1)
  );
  assertEquals(check.result().peer, undefined);
  nonces.slice().forEach((nonce, size) =>
    check.receive(
      encodeAnswer({ kind: "cookie", nonce, ...greeting }, CHECK_SIZES[size]),
      THERE,
      7,
    )
  );
  assertEquals(check.result(), {
    roundTrips: [7, 7],
    peer: { kind: "room", isSecret: true },
  });
  assert(isDone);
});
