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
