import { RateLimiter } from "../../src/base/mod.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";

const NOW = Date.UTC(2026, 0, 1);

/** How often something happens at once, without a wait. */
function countAtOnce(limiter: RateLimiter, key: string, now: number): number {
  let count = 0;
  for (; limiter.wait(key, now) === 0 && count < 1000; count++) limiter.take(key, now);
  return count;
}

Deno.test("`RateLimiter.wait()` lets the burst pass at once, then the rate, for each key by itself", () => {
  const limiter = new RateLimiter({ perSecond: 10, burst: 20 });
  assertEquals(countAtOnce(limiter, "ada", NOW), 20);
  assertEquals(limiter.wait("ada", NOW), 100);
  assertEquals(countAtOnce(limiter, "ada", NOW + 99), 0);
  assertEquals(countAtOnce(limiter, "ada", NOW + 100), 1);
  assertEquals(countAtOnce(limiter, "ada", NOW + 600), 5);
  assertEquals(countAtOnce(limiter, "bob", NOW + 600), 20);
  assertEquals(countAtOnce(limiter, "ada", NOW + 10_000), 20);
});

Deno.test("`RateLimiter.wait()` names a time at which it may happen, whatever the rate", () => {
  const rate = fc.record({
    perSecond: fc.double({ min: 0.1, max: 10_000, noNaN: true }),
    burst: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(fc.property(rate, fc.integer({ min: 1, max: 200 }), (rate, count) => {
    const limiter = new RateLimiter(rate);
    let now = NOW;
    for (let index = 0; index < count; index++) {
      now += limiter.wait("ada", now);
      assertEquals(limiter.wait("ada", now), 0, `at ${index}`);
      limiter.take("ada", now);
    }
    const least = Math.max(0, count - rate.burst) * 1000 / rate.perSecond;
    assert(Math.abs(now - NOW - least) < 0.05 * count + 1, `${now - NOW} instead of ${least} ms`);
  }));
});

Deno.test("`RateLimiter` forgets keys whose pause is over", () => {
  const limiter = new RateLimiter({ perSecond: 10, burst: 20 });
  for (let index = 0; index < 100_000; index++) limiter.take(`host ${index}`, NOW + index);
  assert(limiter.size <= 1024, `${limiter.size} keys`);
});
