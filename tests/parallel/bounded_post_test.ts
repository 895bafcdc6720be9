import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BoundedPost } from "../../src/parallel/mod.ts";

/** The other end, which takes messages when it is told to. */
function otherEnd(most: number) {
  const posted: (number | string)[] = [];
  const bounded = new BoundedPost<number | string>(
    (message) => posted.push(message),
    most,
    (dropped) => `${dropped} dropped`,
  );
  return { posted, bounded };
}

Deno.test("`BoundedPost` drops what comes beyond its limit, and says how much once all is taken", () => {
  const { posted, bounded } = otherEnd(2);
  for (const message of [1, 2, 3, 4]) bounded.post(message);
  assertEquals(posted, [1, 2]);
  bounded.taken();
  bounded.post(5);
  assertEquals(posted, [1, 2]);
  bounded.taken();
  bounded.post(6);
  assertEquals(posted, [1, 2, "3 dropped", 6]);
});

Deno.test("`BoundedPost` loses count of nothing, and never has more under way than its limit", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean()), (most, steps) => {
    const { posted, bounded } = otherEnd(most);
    let [given, taken] = [0, 0];
    const messages = () => posted.filter((message) => typeof message === "number");
    const take = () => {
      taken++;
      bounded.taken();
    };
    for (const isPost of steps) {
      if (isPost) bounded.post(given++);
      else if (taken < messages().length) take();
      if (messages().length - taken > most) throw new Error("too many under way");
    }
    while (taken < messages().length) take();
    const dropped = posted.filter((message) => typeof message === "string")
      .reduce((sum, message) => sum + parseInt(message), 0);
    assertEquals(messages().length + dropped, given);
    assertEquals(messages(), messages().toSorted((a, b) => a - b));
  }));
});
