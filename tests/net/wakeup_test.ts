import { assertEquals } from "@std/assert";
import { Wakeup } from "../../src/net/wakeup.ts";
import { within } from "../support/deadline.ts";

/** Whether a promise is fulfilled before all that is due now has been done. */
async function isFulfilled(promise: Promise<void>): Promise<boolean> {
  let is = false;
  promise.then(() => is = true);
  await new Promise((resolve) => setTimeout(resolve));
  return is;
}

Deno.test("`Wakeup.wait()` ends at once where a ring came before it, and only once for all of them", async () => {
  const wakeup = new Wakeup();
  wakeup.ring();
  wakeup.ring();
  await within(wakeup.wait(), "the ring that was kept");
  const second = wakeup.wait();
  assertEquals(await isFulfilled(second), false);
  wakeup.ring();
  await within(second, "the ring during the wait");
});

Deno.test("`Wakeup.wait()` takes a ring that comes during it for its own, and leaves none behind", async () => {
  const wakeup = new Wakeup();
  for (let round = 0; round < 3; round++) {
    const wait = wakeup.wait();
    wakeup.ring();
    wakeup.ring();
    await within(wait, "a ring");
  }
  const last = wakeup.wait();
  assertEquals(await isFulfilled(last), false);
  wakeup.ring();
  await within(last, "the last ring");
});

Deno.test("`Wakeup.wait()` keeps a ring that comes between the end of a wait and the waiter's next look", async () => {
  const wakeup = new Wakeup();
  const first = wakeup.wait();
  wakeup.ring();
  await within(first, "the first ring");
  // The waiter is looking for what there is to do.
  wakeup.ring();
  await within(wakeup.wait(), "the ring during the look");
});
