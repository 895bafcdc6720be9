import process from "node:process";
import {
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  type Interface,
  moveCursor,
} from "node:readline";
import type { Terminal } from "./terminal.ts";

/** Lines that the input history keeps. */
const HISTORY = 500;

/**
 * The editor keeps in `prevRows` how far its cursor is below the first row of its line, and goes up by as
 * much before it draws the line again. It misses the row that begins with a wide character which the row
 * before had no place for.
 */
type EditorWithRows = Interface & { prevRows: number };

/** A person at a terminal: line editing, history, wide characters. */
export class LineEditor implements Terminal {
  readonly interactive = true;
  readonly #editor: EditorWithRows;
  readonly #typed: string[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  /** @param onInterrupt called for Ctrl-C, which a terminal in raw mode does not turn into a signal */
  constructor(onInterrupt: () => void) {
    emitKeypressEvents(process.stdin);
    // Before the editor's own listeners, which may draw.
    process.stdin.on("keypress", this.#noteRows);
    process.stdout.on("resize", this.#noteRows);
    process.stdin.on("end", this.#forgetLine);
    this.#editor = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      prompt: "",
      historySize: HISTORY,
      removeHistoryDuplicates: true,
    }) as EditorWithRows;
    this.#editor.on("line", (line) => {
      // An Enter that says nothing leaves nothing on the screen.
      if (line === "") this.#erase(this.#editor.getCursorPos().rows + 1);
      // Here and not when the line is read: what is pasted goes on with the next line at once.
      this.#editor.prompt(true);
      this.#typed.push(line);
      this.#wake?.();
    });
    this.#editor.on("close", () => {
      // A prompt that nothing was typed at goes; words that were never sent stay to be read.
      if (this.#editor.line === "") this.#erase(this.#editor.getCursorPos().rows);
      else process.stdout.write("\n");
      process.stdin.off("keypress", this.#noteRows);
      process.stdout.off("resize", this.#noteRows);
      process.stdin.off("end", this.#forgetLine);
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
    this.#erase(this.#editor.getCursorPos().rows);
    process.stdout.write(`${line}\n`);
    this.#editor.prevRows = 0;
    this.#editor.prompt(true);
  }

  setPrompt(prompt: string): void {
    if (this.#closed) return;
    this.#editor.setPrompt(prompt);
    this.#editor.prompt(true);
  }

  async *lines(): AsyncIterableIterator<string> {
    for (;;) {
      const line = this.#typed.shift();
      if (line !== undefined) {
        yield line;
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

  readonly #noteRows = (): void => {
    if (!this.#closed) this.#editor.prevRows = this.#editor.getCursorPos().rows;
  };

  /** The terminal has gone: the editor would take the words that nobody pressed Enter after for a line. */
  readonly #forgetLine = (): void => {
    (this.#editor as { line: string }).line = "";
  };

  /** Clears the screen from the beginning of the row that is `rows` above the cursor. */
  #erase(rows: number): void {
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
  }
}
