import process from "node:process";
import { clearScreenDown, createInterface, cursorTo, moveCursor } from "node:readline";
import type { Terminal } from "./terminal.ts";

/** Lines that the input history keeps. */
const HISTORY = 500;

/** A person at a terminal: line editing, history, wide characters. */
export class LineEditor implements Terminal {
  readonly interactive = true;
  readonly #editor = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: true,
    prompt: "",
    historySize: HISTORY,
    removeHistoryDuplicates: true,
  });
  readonly #typed: string[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  /** @param onInterrupt called for Ctrl-C, which a terminal in raw mode does not turn into a signal */
  constructor(onInterrupt: () => void) {
    this.#editor.on("line", (line) => {
      this.#typed.push(line);
      this.#wake?.();
    });
    this.#editor.on("close", () => {
      // A prompt that nothing was typed at goes; words that were never sent stay to be read.
      if (this.#editor.line === "") this.#erase(this.#editor.getCursorPos().rows);
      else process.stdout.write("\n");
      this.#closed = true;
      this.#wake?.();
    });
    this.#editor.on("SIGINT", onInterrupt);
  }

  print(line: string): void {
    if (this.#closed) {
      process.stdout.write(`${line}\n`);
      return;
    }
    // The editor goes up by the rows of the line it drew last before it draws again, so below the text
    // there must be as many.
    const { rows } = this.#editor.getCursorPos();
    this.#erase(rows);
    process.stdout.write(`${line}\n${"\n".repeat(rows)}`);
    this.#editor.prompt(true);
  }

  setPrompt(prompt: string): void {
    this.#editor.setPrompt(prompt);
    this.#editor.prompt(true);
  }

  async *lines(): AsyncIterableIterator<string> {
    for (;;) {
      const line = this.#typed.shift();
      if (line !== undefined) {
        // An Enter that says nothing leaves nothing on the screen.
        if (line === "" && !this.#closed) this.#erase(1);
        yield line;
        if (!this.#closed) this.#editor.prompt(true);
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    }
  }

  close(): void {
    if (!this.#closed) this.#editor.close();
  }

  /** Clears the screen from the beginning of the row that is `rows` above the cursor. */
  #erase(rows: number): void {
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
  }
}
