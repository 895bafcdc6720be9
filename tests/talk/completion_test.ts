import { completionsOf, People } from "../../src/talk/mod.ts";
import { assertEquals } from "@std/assert";

const vocabulary = {
  commands: ["/help", "/history", "/who"],
  names: ["Bob", "Adam", "ada", "小明"],
  address: (name: string) => `${name}: `,
};

function complete(before: string): string[] {
  const { start, words } = completionsOf(before, vocabulary);
  return words.map((word) => before.slice(0, start) + word);
}

Deno.test("`completionsOf()` completes commands behind a slash at the beginning", () => {
  assertEquals(complete("/h"), ["/help ", "/history "]);
  assertEquals(complete("/x"), []);
  assertEquals(complete("say /h"), []);
  assertEquals(complete("//h"), []);
});

Deno.test("`completionsOf()` addresses whom a line begins with, and names others within it", () => {
  assertEquals(complete("A"), ["Adam: ", "ada: "]);
  assertEquals(complete("hello b"), ["hello Bob "]);
  assertEquals(complete("/msg ad"), ["/msg Adam ", "/msg ada "]);
  assertEquals(complete("/msg "), ["/msg Bob ", "/msg Adam ", "/msg ada ", "/msg 小明 "]);
});

Deno.test("`completionsOf()` offers everybody for an empty line, and nobody behind a space", () => {
  assertEquals(complete(""), ["Bob: ", "Adam: ", "ada: ", "小明: "]);
  assertEquals(complete("hello "), []);
});

Deno.test("`completionsOf()` finds a name behind Chinese words, which no space follows", () => {
  assertEquals(complete("你好小"), ["你好小明 "]);
  assertEquals(complete("你好大"), []);
});

Deno.test("`People` has those who spoke last first, and who only entered last", () => {
  const people = new People();
  for (const name of ["Ada", "Bob", "Carl"]) people.hear(name);
  people.add("Dora");
  people.add("Bob");
  assertEquals(people.names, ["Carl", "Bob", "Ada", "Dora"]);
  people.hear("ADA");
  assertEquals(people.names, ["ADA", "Carl", "Bob", "Dora"]);
  people.remove("bob");
  assertEquals(people.names, ["ADA", "Carl", "Dora"]);
});

Deno.test("`People` does not grow without end", () => {
  const people = new People();
  for (let index = 0; index < 5000; index++) people.hear(`n${index}`);
  for (let index = 0; index < 50; index++) people.add(`m${index}`);
  assertEquals(people.names.length, 2000);
  assertEquals(people.names[0], "n4999");
});
