import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Fifo } from "../../src/base/fifo.ts";

Deno.test("`Fifo` does what an array does: first in, first out", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (pushes) => {
      const queue = new Fifo<number>();
      const model: number[] = [];
      for (const [index, push] of pushes.entries()) {
        if (push) {
          queue.push(index);
          model.push(index);
        } else {
          assertEquals(queue.shift(), model.shift());
        }
        assertEquals(queue.length, model.length);
      }
      while (model.length > 0) assertEquals(queue.shift(), model.shift());
      assertEquals([queue.shift(), queue.length], [undefined, 0]);
    }),
  );
});
