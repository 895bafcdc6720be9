import { assertEquals } from "@std/assert";
import {
  Accessors,
  attack,
  closure,
  encapsulation,
  HashPrivate,
  PrivateKeyword,
} from "../../src/exercises/encapsulation/lesson.ts";
import { perform } from "./stage.ts";

Deno.test("`attack()` changes an age that only the compiler protects", () => {
  const { age, setter, json } = attack("private age", new PrivateKeyword(18));
  assertEquals([age, setter, json], [-1999, "你干嘛呢?", '{"age":18,"name":"Jame"}']);
});

Deno.test("`attack()` changes no other age", () => {
  const refusal = "你干嘛呢?";
  const name = '{"name":"Jame"}';
  for (
    const [person, assignment] of [
      [new HashPrivate(18), undefined],
      [new Accessors(18), refusal],
      [closure(18), undefined],
    ] as const
  ) {
    const outcome = attack("", person);
    assertEquals(outcome, { way: "", age: 18, setter: refusal, assignment, json: name });
  }
});

Deno.test("a setter takes an age that is possible", () => {
  for (const person of [new PrivateKeyword(1), new HashPrivate(1), new Accessors(1), closure(1)]) {
    person.setAge(0);
    assertEquals(person.getAge(), 0);
  }
});

Deno.test("`encapsulation` verifies itself in every language", async () => {
  for (const language of ["en", "zh"] as const) {
    assertEquals((await perform(encapsulation, {}, language)).verified, true);
  }
});
