import { type Input, Keyboard, LineEditor, type Outcome } from "../../src/terminal/mod.ts";

/** What a keyboard makes of texts that come one after the other. */
export function inputsOf(...texts: string[]): Input[] {
  const inputs: Input[] = [];
  const keyboard = new Keyboard((input) => inputs.push(input));
  for (const text of texts) keyboard.read(new TextEncoder().encode(text));
  return inputs;
}

/** Hands an editor what a terminal sends. Returns what the last key came to. */
export function type(editor: LineEditor, text: string): Outcome | undefined {
  let outcome: Outcome | undefined;
  for (const input of inputsOf(text)) {
    if (input.kind === "paste") editor.paste(input.text);
    else outcome = editor.press(input.key);
  }
  return outcome;
}

/** An editor into which a text was typed. */
export function editorWith(text: string): LineEditor {
  const editor = new LineEditor();
  type(editor, text);
  return editor;
}

/** The draft with `|` for the cursor. */
export function shown({ text, cursor }: LineEditor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}
