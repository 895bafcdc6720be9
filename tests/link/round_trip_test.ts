import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RoundTrip } from "../../src/link/round_trip.ts";

/** Milliseconds that are taken for the other end's longest delay: what it holds back, twice. */
const MAX_ACK_DELAY = 40;

/** Fails unless two times are the same but for what rounding makes. */
function assertAlmostEquals(actual: number, expected: number): void {
  assert(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

Deno.test("`RoundTrip` begins with 333 ms (RFC 9002, 6.2.2), a first probe after about a second", () => {
  const roundTrip = new RoundTrip();
  assertEquals(roundTrip.smoothed, 333);
  assertEquals(roundTrip.probeTimeout, 333 + 4 * 166.5 + MAX_ACK_DELAY);
});

Deno.test("`RoundTrip.sample()` follows the formulas of RFC 9002, section 5.3", () => {
  const sample = fc.tuple(
    fc.double({ min: 0.1, max: 2000, noNaN: true }),
    fc.double({ min: 0, max: 200, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (samples) => {
      const roundTrip = new RoundTrip();
      let [smoothed, variation, least] = [0, 0, Infinity];
      for (const [index, [latest, delay]] of samples.entries()) {
        roundTrip.sample(latest, delay);
        least = Math.min(least, latest);
        const held = Math.min(delay, MAX_ACK_DELAY);
        const adjusted = latest >= least + held ? latest - held : latest;
        if (index === 0) [smoothed, variation] = [latest, latest / 2];
        else {
          variation = 3 / 4 * variation + 1 / 4 * Math.abs(smoothed - adjusted);
          smoothed = 7 / 8 * smoothed + 1 / 8 * adjusted;
        }
        assertAlmostEquals(roundTrip.smoothed, smoothed);
        const timeout = smoothed + Math.max(4 * variation, 1) + MAX_ACK_DELAY;
        assertAlmostEquals(roundTrip.probeTimeout, timeout);
        assertAlmostEquals(
          roundTrip.lossDelay,
          Math.max(9 / 8 * Math.max(smoothed, latest), 1),
        );
      }
    }),
  );
});

Deno.test("`RoundTrip.backedOff()` doubles, up to two seconds or a path's own time", () => {
  const near = new RoundTrip();
  for (let count = 0; count < 50; count++) near.sample(10, 0);
  assert(near.probeTimeout < 60);
  assertEquals(near.backedOff(0), near.probeTimeout);
  assertEquals(near.backedOff(3), 8 * near.probeTimeout);
  assertEquals(near.backedOff(20), 2000);
  const far = new RoundTrip();
  far.sample(3000, 0);
  assertEquals(far.backedOff(5), far.probeTimeout);
});
