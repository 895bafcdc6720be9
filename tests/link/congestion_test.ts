import { assert, assertEquals } from "@std/assert";
import { Congestion } from "../../src/link/congestion.ts";
import { Recovery } from "../../src/link/recovery.ts";

const SIZE = 1200;
const FIRST_WINDOW = 10 * SIZE;
const LEAST_WINDOW = 2 * SIZE;

/** Fills the window and has everything acknowledged. */
function roundTrip(congestion: Congestion, at: number): void {
  let count = 0;
  for (; congestion.isOpen; count++) congestion.sent(SIZE);
  const { isUsed } = congestion;
  for (; count > 0; count--) congestion.acknowledged(SIZE, at, isUsed);
}

Deno.test("`Congestion` doubles its window each round trip in slow start (RFC 9002, 7.3.1)", () => {
  const congestion = new Congestion();
  const windows = [congestion.window];
  for (let at = 0; at < 3; at++) {
    roundTrip(congestion, at);
    windows.push(congestion.window);
  }
  assertEquals(windows, [1, 2, 4, 8].map((factor) => factor * FIRST_WINDOW));
  assertEquals(congestion.inFlight, 0);
});

Deno.test("`Congestion` lets no more datagrams out than a receive buffer takes, whatever their length", () => {
  // What Linux was seen to keep for a socket by default.
  const sizes = [[76, 256], [600, 166], [1200, 92], [1472, 92], [3700, 48], [7800, 25]] as const;
  for (const [size, kept] of sizes) {
    const congestion = new Congestion();
    congestion.longest = size;
    let count = 0;
    // The window grows as long as it is used.
    for (let at = 0; at < 100; at++) {
      for (count = 0; congestion.isOpen; count++) congestion.sent(size);
      for (let left = count; left > 0; left--) congestion.acknowledged(size, at, true);
    }
    assert(count > 0.6 * kept && count < 0.85 * kept, `${count} datagrams of ${size} bytes`);
  }
});

Deno.test("`Congestion` halves its window once for the losses of a round trip, then adds a datagram each", () => {
  const congestion = new Congestion();
  for (let at = 0; at < 3; at++) roundTrip(congestion, at);
  const before = congestion.window;
  for (let count = 0; count < 3; count++) congestion.sent(SIZE);
  congestion.lost(SIZE, 100, 150);
  congestion.lost(SIZE, 120, 155);
  assertEquals(congestion.window, before / 2);
  congestion.acknowledged(SIZE, 140, true);
  assertEquals(congestion.window, before / 2);
  roundTrip(congestion, 200);
  const growth = congestion.window - before / 2;
  assert(growth > 0.9 * SIZE && growth < 1.1 * SIZE, `${growth} bytes`);
  congestion.sent(SIZE);
  congestion.lost(SIZE, 300, 310);
  assertEquals(congestion.window, (before / 2 + growth) / 2);
});

Deno.test("`Congestion` does not grow where little is sent, and never shrinks below two datagrams", () => {
  const congestion = new Congestion();
  for (let at = 0; at < 100; at++) {
    congestion.sent(SIZE);
    const { isUsed } = congestion;
    congestion.acknowledged(SIZE, at, isUsed);
  }
  assertEquals(congestion.window, FIRST_WINDOW);
  for (let at = 1; at < 20; at++) {
    congestion.sent(SIZE);
    congestion.lost(SIZE, 1000 * at, 1000 * at + 500);
  }
  assertEquals(congestion.window, LEAST_WINDOW);
  assert(congestion.isOpen);
});

/** A recovery that has measured a round trip of 10 ms, and what it tells. */
function newRecovery(): { recovery: Recovery; lost: number[]; send(at: number): void } {
  const lost: number[] = [];
  const recovery = new Recovery({ arrived() {}, lost: ({ number }) => lost.push(number) });
  const send = (at: number) => {
    const { nextNumber: number } = recovery;
    const empty = {
      chunks: [],
      windows: [],
      hasClose: false,
      isPathProbe: false,
      beginsRun: false,
    };
    recovery.sent({ number, at, size: SIZE, ...empty });
  };
  send(0);
  recovery.acknowledge({ kind: "ack", delay: 0, ranges: [[0, 0]] }, 10);
  return { recovery, lost, send };
}

Deno.test("`Recovery` shrinks the window to the least where nothing got through for three probe timeouts", () => {
  const { recovery, lost, send } = newRecovery();
  const long = 3 * recovery.roundTrip.probeTimeout;
  for (const at of [100, 150, 100 + long, 101 + long, 200 + long]) send(at);
  recovery.acknowledge({ kind: "ack", delay: 0, ranges: [[5, 5]] }, 210 + long);
  assertEquals(lost, [1, 2, 3, 4]);
  assertEquals(recovery.congestion.window, LEAST_WINDOW);
});

Deno.test("`Recovery` does not take losses for persistent where one between them has arrived", () => {
  const { recovery, lost, send } = newRecovery();
  const long = 3 * recovery.roundTrip.probeTimeout;
  for (const at of [100, 150, 100 + long, 101 + long, 200 + long]) send(at);
  recovery.acknowledge({ kind: "ack", delay: 0, ranges: [[5, 5], [2, 2]] }, 210 + long);
  assertEquals(lost, [1, 3, 4]);
  assertEquals(recovery.congestion.window, FIRST_WINDOW / 2);
});

Deno.test("`Recovery` counts a datagram as lost once three later ones have arrived, or after its time", () => {
  const { recovery, lost, send } = newRecovery();
  for (let count = 0; count < 5; count++) send(100);
  recovery.acknowledge({ kind: "ack", delay: 0, ranges: [[3, 3]] }, 105);
  assertEquals(lost, []);
  recovery.acknowledge({ kind: "ack", delay: 0, ranges: [[4, 4]] }, 106);
  assertEquals(lost, [1]);
  assertEquals(recovery.deadline, 100 + recovery.roundTrip.lossDelay);
  assertEquals(recovery.timeout(recovery.deadline), undefined);
  assertEquals(lost, [1, 2]);
  assertEquals(recovery.lossRate, 2 / 6);
});
