import { assertEquals } from "@std/assert";
import { HostLimiter } from "../../src/base/mod.ts";

Deno.test("`HostLimiter.admit()` counts for a host and for all, and what is refused counts for neither", () => {
  const limiter = new HostLimiter({ perSecond: 1, burst: 2 }, { perSecond: 1, burst: 3 });
  const admitted = (host: string) => limiter.admit(host, 0);
  assertEquals(["a", "a", "a", "b", "b", "c"].map(admitted), [
    ...[true, true, false],
    ...[true, false, false],
  ]);
  limiter.giveBack("a");
  assertEquals([admitted("c"), admitted("a")], [true, false]);
  assertEquals(limiter.admit("a", 1000), true);
});
