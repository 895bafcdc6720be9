import { assertEquals, assertRejects } from "@std/assert";
import { inOrder } from "../../src/base/mod.ts";
import { within } from "../support/deadline.ts";

async function* numbers(count: number, onTaken: (number: number) => void = () => {}) {
  for (let number = 0; number < count; number++) {
    onTaken(number);
    yield await Promise.resolve(number);
  }
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

Deno.test("`inOrder()` deals with results in the inputs' order, however they come", async () => {
  const results = Array.from({ length: 5 }, () => Promise.withResolvers<string>());
  const dealt: string[] = [];
  const done = inOrder(numbers(5), 10, (number) => results[number]!.promise, (text) => {
    dealt.push(text);
  });
  for (const number of [4, 0, 2]) results[number]?.resolve(`${number}`);
  await settle();
  assertEquals(dealt, ["0"]);
  for (const number of [3, 1]) results[number]?.resolve(`${number}`);
  await within(done, "all to be dealt with");
  assertEquals(dealt, ["0", "1", "2", "3", "4"]);
});

Deno.test("`inOrder()` reads no more inputs than may be under way", async () => {
  const results = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  let taken = 0;
  const inputs = numbers(5, () => taken++);
  const done = inOrder(inputs, 2, (number) => results[number]!.promise, () => {});
  await settle();
  assertEquals(taken, 2);
  results[0]?.resolve();
  await settle();
  assertEquals(taken, 3);
  for (const { resolve } of results) resolve();
  await within(done, "all to be dealt with");
});

Deno.test("`inOrder()` fails with the first error in order, while it waits for inputs", async () => {
  const endless = async function* () {
    yield* numbers(3);
    await new Promise(() => {});
  };
  const dealt: number[] = [];
  const start = (number: number) =>
    number === 0 ? Promise.resolve(0) : Promise.reject(new Error(`no ${number}`));
  await assertRejects(
    () => inOrder(endless(), 10, start, (number) => void dealt.push(number)),
    Error,
    "no 1",
  );
  assertEquals(dealt, [0]);
});
