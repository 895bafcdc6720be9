import { assert, assertEquals } from "@std/assert";
import { Random } from "./random.ts";

Deno.test("`Random` is even and the same for the same seed", () => {
  const draw = () => {
    const random = new Random(5);
    return Array.from({ length: 10_000 }, () => random.next());
  };
  const numbers = draw();
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const number of numbers) tenths[Math.floor(number * 10)]!++;
  for (const count of tenths) assert(count > 850 && count < 1150, `${tenths}`);
  assertEquals(numbers, draw());
});
