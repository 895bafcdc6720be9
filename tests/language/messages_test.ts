import { assert, assertEquals } from "@std/assert";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";

/** Every leaf of a catalogue: its path, and what it is. */
function leaves(node: unknown, path = ""): [string, unknown][] {
  if (typeof node !== "object" || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}

/**
 * The text of a leaf; a function is called with arguments that can be found again: lists of one text, which
 * stand for a text as well.
 */
function textOf(leaf: unknown): string {
  if (typeof leaf !== "function") return leaf as string;
  const text: string | Record<string, string> = leaf(
    ...Array.from({ length: leaf.length }, (_, index) => [`<${index}>`]),
  );
  // Some texts come with advice.
  return typeof text === "string" ? text : Object.values(text).join(" ");
}

const english = leaves(messagesIn("en"));
const chinese = leaves(messagesIn("zh"));

Deno.test("the catalogues have the same shape: keys, kinds and numbers of arguments", () => {
  const shape = (catalogue: [string, unknown][]) =>
    catalogue.map(([path, leaf]) =>
      `${path}: ${typeof leaf} ${typeof leaf === "function" ? leaf.length : ""}`
    ).sort();
  assertEquals(shape(chinese), shape(english));
  assert(english.length > 80, `only ${english.length} texts were found`);
});

Deno.test("the catalogues have no empty text, and no text of several lines", () => {
  for (const [path, leaf] of [...english, ...chinese]) {
    const text = textOf(leaf);
    assertEquals(typeof text, "string", path);
    assert(text.trim() !== "" && !/[\r\n]/.test(text), path);
  }
});

Deno.test("the catalogues' texts show every argument that they are given", () => {
  for (const [path, leaf] of [...english, ...chinese]) {
    if (typeof leaf !== "function") continue;
    for (let index = 0; index < leaf.length; index++) {
      assert(textOf(leaf).includes(`<${index}>`), `${path}: argument ${index} is not shown`);
    }
  }
});

Deno.test("the catalogues are in their own languages", () => {
  for (const [path, leaf] of english) assert(!/\p{Script=Han}/u.test(textOf(leaf)), path);
  const foreign = chinese.filter(([, leaf]) => {
    const text = textOf(leaf);
    return !/\p{Script=Han}/u.test(text) && /[a-z]{4}/i.test(text);
  });
  assertEquals(foreign, []);
});

Deno.test("the farewells differ from each other and across languages", () => {
  const farewells = LANGUAGES.flatMap((language) => Object.values(messagesIn(language).farewell));
  assertEquals(farewells.length, 12);
  assertEquals(new Set(farewells).size, 12);
});

Deno.test("the farewells are no notice that a room gives about a member", () => {
  const farewells = LANGUAGES.flatMap((language) => Object.values(messagesIn(language).farewell));
  for (const language of LANGUAGES) {
    const { entered, left } = messagesIn(language);
    for (const notice of [entered, ...Object.values(left)]) {
      const [before = "", after = ""] = notice("<0>").split("<0>");
      for (const farewell of farewells) {
        assert(!(farewell.startsWith(before) && farewell.endsWith(after)), farewell);
      }
    }
  }
});
