import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineBuffer, type Source } from "../../src/link/mod.ts";

/** The obvious way to keep lines: all of them, with what may be asked of them worked out each time. */
class Model {
  readonly lines: Uint8Array[] = [];
  first = 0;
  released = 0;
  /** Lines that the connection has had acknowledged. */
  arrived = 0;
  /** Number of the line with which the connection's source begins. */
  start = 0;

  give(): void {
    while (this.first < Math.min(this.released, this.lines.length, this.arrived)) this.first++;
  }

  bytes(from: number): number[] {
    return this.lines.slice(from).flatMap((line) => [...line]);
  }
}

type Step = readonly [kind: "append" | "release" | "connect" | "arrive", amount: number];

function check(buffer: LineBuffer, model: Model, source: Source): void {
  assertEquals(buffer.next, model.lines.length);
  assertEquals(buffer.first, model.first);
  assertEquals(buffer.size, model.bytes(model.first).length);
  const all = model.bytes(model.start);
  const gone = all.length - model.bytes(Math.max(model.start, model.first)).length;
  assertEquals([source.first, source.end], [gone, all.length]);
  const target = new Uint8Array(all.length - gone + 1);
  if (all.length > gone) source.copy(gone, all.length, target, 1);
  assertEquals([...target.subarray(1)], all.slice(gone));
}

function apply([kind, amount]: Step, buffer: LineBuffer, model: Model, source: Source): Source {
  switch (kind) {
    case "append": {
      const line = new Uint8Array(1 + amount * 7 % 150).fill(model.lines.length);
      model.lines.push(line);
      buffer.append(line);
      return source;
    }
    case "release":
      model.released = Math.max(model.released, amount);
      buffer.release(amount);
      model.give();
      return source;
    case "arrive": {
      const numbers = Math.min(model.lines.length, Math.max(model.arrived, model.start + amount));
      model.arrived = numbers;
      source.acknowledged(model.bytes(model.start).length - model.bytes(numbers).length);
      model.give();
      return source;
    }
    case "connect":
      // The other end names a line that it has not told us to forget.
      model.start = Math.min(model.lines.length, model.first + amount % 5);
      model.first = Math.max(model.first, model.start);
      model.arrived = model.start;
      return buffer.sourceFrom(model.start);
  }
}

Deno.test("`LineBuffer` keeps what a list of lines would, over connections that begin anew", () => {
  const step = fc.tuple(
    fc.constantFrom("append", "append", "append", "release", "connect", "arrive"),
    fc.nat(40),
  ) as fc.Arbitrary<Step>;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const [buffer, model] = [new LineBuffer(), new Model()];
      let source = buffer.sourceFrom(0);
      for (const each of steps) {
        source = apply(each, buffer, model, source);
        check(buffer, model, source);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`LineBuffer.release()` of all lines to come gives each up once it has arrived", () => {
  const buffer = new LineBuffer();
  buffer.release(Infinity);
  const source = buffer.sourceFrom(0);
  for (let number = 0; number < 100; number++) {
    buffer.append(new Uint8Array(10));
    assertEquals([buffer.first, buffer.size], [number, 10]);
    source.acknowledged(source.end);
    assertEquals([buffer.first, buffer.size], [number + 1, 0]);
  }
});

Deno.test("`LineBuffer` stays as fast with many lines as with few", () => {
  const buffer = new LineBuffer();
  const source = buffer.sourceFrom(0);
  const line = new Uint8Array(100);
  const start = performance.now();
  for (let number = 0; number < 100_000; number++) buffer.append(line);
  for (let number = 1; number <= 100_000; number++) {
    source.acknowledged(number * 100);
    buffer.release(number);
  }
  assertEquals(buffer.size, 0);
  assert(performance.now() - start < 5000);
});
