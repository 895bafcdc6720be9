import { makeVisible } from "../base/mod.ts";
import { widthOf } from "./cells.ts";
import { LineEditor } from "./line_editor.ts";
import type { Input } from "./keyboard.ts";
import type { Terminal } from "./terminal.ts";
import { Tty } from "./tty.ts";
import { TypedLines } from "./typed_lines.ts";

/** What stands for a line break within a draft. */
const BREAK = " ⏎ ";

/**
 * A person at a terminal where nothing is drawn, for screen readers and terminals that can do no more: what is
 * typed is shown once, letter by letter. What comes meanwhile begins a line of its own, and the draft is shown
 * again behind it.
 */
export class PlainTerminal implements Terminal {
  readonly interactive = true;
  readonly hidesSecrets = true;
  /** All that is printed is written at once. */
  readonly drained = Promise.resolve();
  readonly #tty: Tty;
  readonly #editor = new LineEditor();
  readonly #onInterrupt: () => void;
  readonly #typed = new TypedLines();
  /** What of the draft is on the cursor's line. */
  #shown = "";
  #closed = false;

  /** @param onInterrupt called for Ctrl-C where the terminal makes a key of it, not a signal */
  constructor(onInterrupt: () => void) {
    this.#onInterrupt = onInterrupt;
    this.#tty = new Tty({
      input: (input) => this.#take(input),
      end: () => this.close(),
      resized: () => {},
      resumed: () => this.#tty.write(this.#shown),
      wokeUp: () => {},
    }, { marksPastes: false });
  }

  print(text: string): void {
    const isTyping = this.#shown !== "";
    const line = `${text.replaceAll("\n", "\r\n")}\r\n`;
    this.#tty.write((isTyping ? "\r\n" : "") + line + this.#shown);
  }

  tell(text: string): void {
    this.print(text);
  }

  /** A person is shown it once, on a line of its own. */
  setPrompt(prompt: string, isSecret = false): void {
    this.#editor.isSecret = isSecret;
    if (prompt !== "" && !this.#closed) this.print(prompt.trimEnd());
  }

  discard(): boolean {
    if (this.#editor.text === "") return false;
    this.#editor.clear();
    this.#show();
    return true;
  }

  bell(): void {
    this.#tty.write("\x07");
  }

  lines(): AsyncIterableIterator<string> {
    return this.#typed.read();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#shown !== "") this.#tty.write("\r\n");
    this.#shown = "";
    this.#tty.close();
    this.#typed.end();
  }

  #take(input: Input): void {
    if (this.#closed) return;
    if (input.kind === "paste") this.#editor.paste(input.text);
    else {
      const outcome = this.#editor.press(input.key);
      if (outcome.kind === "entered") return this.#enter(outcome.text);
      if (outcome.kind === "end") return this.close();
      if (outcome.kind === "interrupt") return this.#onInterrupt();
    }
    this.#show();
  }

  #enter(text: string): void {
    this.#tty.write("\r\n");
    this.#shown = "";
    this.#typed.push(text);
  }

  /** Shows the draft as it is now: what was added or taken away at its end, or else all of it once more. */
  #show(): void {
    const text = this.#editor.isSecret ? "" : makeVisible(this.#editor.text, BREAK);
    const before = this.#shown;
    this.#shown = text;
    if (text.startsWith(before)) this.#tty.write(text.slice(before.length));
    else if (before.startsWith(text)) {
      this.#tty.write("\b \b".repeat(widthOf(before.slice(text.length))));
    } else this.#tty.write(`\r\n${text}`);
  }
}
