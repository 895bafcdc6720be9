import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Input, Keyboard } from "../../src/terminal/mod.ts";
import { inputsOf } from "../support/keys.ts";

const brief = (inputs: readonly Input[]) =>
  inputs.map((input) => input.kind === "paste" ? input : input.key.name ?? input.key.text);

Deno.test("`Keyboard.read()` reads keys, wide characters among them", () => {
  assertEquals(brief(inputsOf("a汉👍\x1b[D\x7f\t\r")), [
    ...["a", "汉", "👍", "left", "backspace", "tab", "return"],
  ]);
});

Deno.test("`Keyboard.read()` takes a paste as one, with its lines and control characters", () => {
  assertEquals(brief(inputsOf("x\x1b[200~one\r\ntwo\rthree\x1b[31m\t\x03\x1b[201~y")), [
    "x",
    { kind: "paste", text: "one\ntwo\nthree\x1b[31m\t\x03" },
    "y",
  ]);
});

Deno.test("`Keyboard.read()` reads the same, wherever the bytes are cut", () => {
  const bytes = new TextEncoder().encode("a汉\x1b[200~p汉\nq\x1b[2\x1b[201~👍\x1b[200~\x1b[201~b");
  const read = (cuts: readonly number[]) => {
    const inputs: Input[] = [];
    const keyboard = new Keyboard((input) => inputs.push(input));
    const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
    for (let index = 1; index < places.length; index++) {
      keyboard.read(bytes.subarray(places[index - 1], places[index]));
    }
    return brief(inputs);
  };
  const whole = ["a", "汉", { kind: "paste" as const, text: "p汉\nq\x1b[2" }, "👍", "b"];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 6 }), (cuts) => {
      assertEquals(read(cuts), whole);
    }),
  );
});

/** What terminals answer and report, none of which is a key. */
const REPORTS = [
  ...["\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1b]11;rgb:0000/0000/0000\x07", "\x1b]0;title\x9c"],
  ...[
    "\x1b[?62;22c",
    "\x1b[>41;366;0c",
    "\x1b[?2026;2$y",
    "\x1b[12;40R",
    "\x1b[0n",
    "\x1b[8;24;80t",
  ],
  ...["\x1b[M !!", "\x1b[<0;12;7M", "\x1b[<0;12;7m", "\x1b[I", "\x1b[O", "\x1b[3;5 q"],
  ...["\x1bP>|XTerm(367)\x1b\\", "\x1bP1+r544e=787465726d\x1b\\", "\x1b_Gi=31;OK\x1b\\"],
  ...["\x1b^private\x1b\\", "\x1bXstring\x1b\\", "\x1b[?1;2;4;6;9c"],
];

const KEYS: Readonly<Record<string, string>> = {
  "a": "a",
  "汉": "汉",
  "\x1b[A": "up",
  "\x1bOD": "left",
  "\x1b[1;5C": "right",
  "\x1b[3~": "delete",
  "\x1b[[A": "f1",
  "\x1bb": "b",
  "\r": "return",
};

/** The keys of texts that come with pauses long enough between them. */
function keysOf(parts: readonly string[], cuts: readonly number[]): unknown[] {
  const inputs: Input[] = [];
  const keyboard = new Keyboard((input) => inputs.push(input));
  const bytes = new TextEncoder().encode(parts.join(""));
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (let index = 1; index < places.length; index++) {
    keyboard.read(bytes.subarray(places[index - 1], places[index]));
  }
  assertEquals(keyboard.patience, Infinity);
  return brief(inputs);
}

Deno.test("`Keyboard.read()` gives the keys among any answers and reports of a terminal, wherever they are cut", () => {
  const part = fc.constantFrom(...REPORTS, ...Object.keys(KEYS));
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 5 }),
      (parts, places) => {
        const length = new TextEncoder().encode(parts.join("")).length;
        const cuts = places.map((place) => length === 0 ? 0 : place % length);
        assertEquals(keysOf(parts, cuts), parts.flatMap((part) => KEYS[part] ?? []));
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("`Keyboard.settle()` gives the keyboard back where the end of a sequence or a paste never comes", () => {
  for (
    const [begun, before] of [
      ["\x1b]11;rgb:", []],
      ["\x1bP1$r", []],
      ["\x1b[?62", []],
      ["\x1b[M", []],
      ["\x1b[200~half a paste", [{ kind: "paste", text: "half a paste" }]],
      ["\x1b[200~half\x1b[20", [{ kind: "paste", text: "half\x1b[20" }]],
    ] as const
  ) {
    const inputs: Input[] = [];
    const keyboard = new Keyboard((input) => inputs.push(input));
    keyboard.read(new TextEncoder().encode(begun));
    assertEquals(keyboard.patience < Infinity, true, begun);
    keyboard.settle();
    assertEquals(keyboard.patience, Infinity, begun);
    keyboard.read(new TextEncoder().encode("ab"));
    assertEquals(brief(inputs), [...before, "a", "b"], begun);
  }
});

Deno.test("`Keyboard.read()` gives up a control string that goes on and on", () => {
  const inputs: Input[] = [];
  const keyboard = new Keyboard((input) => inputs.push(input));
  keyboard.read(new TextEncoder().encode(`\x1b]52;${"x".repeat(10_000)}`));
  keyboard.read(new TextEncoder().encode("ok"));
  assertEquals(brief(inputs), ["o", "k"]);
});

Deno.test("`Keyboard.settle()` takes Esc and the key behind it for what they are", () => {
  for (const [typed, names] of [["\x1b]", [undefined]], ["\x1bP", ["p"]]] as const) {
    const inputs: Input[] = [];
    const keyboard = new Keyboard((input) => inputs.push(input));
    keyboard.read(new TextEncoder().encode(typed));
    keyboard.settle();
    assertEquals(brief(inputs), [...names]);
  }
});
