import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineEditor } from "../../src/terminal/mod.ts";
import { editorWith, shown, type } from "../support/keys.ts";
import { nastyText } from "../support/texts.ts";

const LEFT = "\x1b[D";
const UP = "\x1b[A";
const DOWN = "\x1b[B";
const HOME = "\x1b[H";
const PASTE = (text: string) => `\x1b[200~${text}\x1b[201~`;

Deno.test("`LineEditor.press()` moves and deletes as a shell's Emacs keys do", () => {
  const rows: [keys: string, expected: string][] = [
    ["one two", "one two|"],
    [`one two${LEFT}${LEFT}`, "one t|wo"],
    ["one two\x01", "|one two"],
    ["one two\x01\x05", "one two|"],
    ["one two\x1bb", "one |two"],
    ["one two\x1bb\x1bb\x1bf", "one| two"],
    ["one two\x7f", "one tw|"],
    [`one two${HOME}\x04`, "|ne two"],
    ["one two-three\x17", "one |"],
    ["one two-three\x1b\x7f", "one two-|"],
    [`one two${LEFT}\x15`, "|o"],
    ["one two\x1bb\x0b", "one |"],
    ["one two\x17\x01\x19", "two|one "],
    ["one two\x1bb\x1bb\x1bd", "| two"],
    ["ab\x14", "ba|"],
    [`abc${LEFT}${LEFT}\x14`, "ba|c"],
  ];
  for (const [keys, expected] of rows) {
    assertEquals(shown(editorWith(keys)), expected, JSON.stringify(keys));
  }
});

Deno.test("`LineEditor.press()` takes what people see as one character for one", () => {
  for (const character of ["汉", "e\u0301", "👩‍👩‍👧", "🇩🇪", "👍🏽"]) {
    assertEquals(shown(editorWith(`a${character}b${LEFT}${LEFT}`)), `a|${character}b`);
    assertEquals(shown(editorWith(`a${character}b${LEFT}\x7f`)), "a|b");
  }
});

Deno.test("`LineEditor.press()` ends words in scripts that have no spaces", () => {
  assertEquals(shown(editorWith("你好世界\x1bb")), "你好|世界");
});

Deno.test("`LineEditor.press()` gives the line at Enter, and brings it back by the arrow", () => {
  const editor = editorWith("one");
  assertEquals(type(editor, "\r"), { kind: "entered", text: "one" });
  assertEquals(shown(editor), "|");
  type(editor, "two\rdraft");
  type(editor, UP);
  assertEquals(shown(editor), "two|");
  type(editor, UP + UP);
  assertEquals(shown(editor), "one|");
  type(editor, DOWN + DOWN);
  assertEquals(shown(editor), "draft|");
});

Deno.test("`LineEditor.press()` keeps a line in the history once, and none that is empty", () => {
  const editor = editorWith("one\rtwo\rone\r\r");
  type(editor, UP);
  assertEquals(editor.text, "one");
  type(editor, UP);
  assertEquals(editor.text, "two");
  type(editor, UP);
  assertEquals(editor.text, "two");
});

Deno.test("`LineEditor.paste()` takes lines as one draft, through which the arrows go", () => {
  const editor = editorWith(`old\r>${PASTE("one\r\ntwo\nthree")}`);
  assertEquals(shown(editor), ">one\ntwo\nthree|");
  type(editor, UP);
  assertEquals(shown(editor), ">one\ntwo|\nthree");
  type(editor, UP + "\x01");
  assertEquals(shown(editor), "|>one\ntwo\nthree");
  type(editor, UP);
  assertEquals(shown(editor), "old|");
  type(editor, DOWN);
  assertEquals(type(editor, "\r"), { kind: "entered", text: ">one\ntwo\nthree" });
});

Deno.test("`LineEditor.press()` begins a new line at Alt-Enter", () => {
  assertEquals(shown(editorWith("a\x1b\rb")), "a\nb|");
});

Deno.test("`LineEditor.press()` tells what is not for the draft", () => {
  const editor = new LineEditor();
  assertEquals(type(editor, "\x04"), { kind: "end" });
  assertEquals(type(editor, "\x03"), { kind: "interrupt" });
  assertEquals(type(editor, "\x0c"), { kind: "clear" });
  assertEquals(type(editor, "\x13"), { kind: "pause", paused: true });
  assertEquals(type(editor, "\x11"), { kind: "pause", paused: false });
  assertEquals(type(editor, "a\x04"), { kind: "edited" });
});

Deno.test("`LineEditor.press()` goes through the completions at Tab, and back to what was typed", () => {
  const editor = new LineEditor();
  editor.complete = () => ({ start: 3, words: ["Ada ", "Adam "] });
  type(editor, "hi A there\x1bb\x02");
  assertEquals(shown(editor), "hi A| there");
  const states = ["\t", "\t", "\t", "\t", "\x1b[Z"].map((key) => {
    type(editor, key);
    return shown(editor);
  });
  assertEquals(states, [
    "hi Ada |there",
    "hi Adam |there",
    "hi A| there",
    "hi Ada |there",
    "hi A| there",
  ]);
});

Deno.test("`LineEditor.press()` has the cursor within the text, whatever comes from the terminal", () => {
  fc.assert(
    fc.property(fc.array(nastyText, { maxLength: 4 }), (texts) => {
      const editor = new LineEditor();
      for (const text of texts) {
        type(editor, text);
        assertEquals(editor.cursor >= 0 && editor.cursor <= editor.text.length, true);
      }
    }),
    { numRuns: 200 },
  );
});
