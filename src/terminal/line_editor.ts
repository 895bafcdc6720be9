import type { Completions } from "./terminal.ts";
import { Editor, type Outcome } from "./editor.ts";
import type { Input } from "./keyboard.ts";
import { layOutRegion, type Region, rowsAboveCursor } from "./region.ts";
import type { ScreenTerminal } from "./terminal.ts";
import { Tty } from "./tty.ts";
import { makeVisible } from "../base/mod.ts";

/** The longest draft, in UTF-16 code units: nothing longer could be sent, and each key draws it anew. */
const DRAFT_LIMIT = 1 << 17;

const ERASE_DOWN = "\x1b[J";
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
const BELL = "\x07";

const NOTHING: Region = { rows: [], row: 0, column: 0, before: "" };

/**
 * A person at a terminal. At the bottom of the screen is what is being typed, and above it what is under
 * way; both are erased and drawn again below whatever is printed, in one write. What is printed scrolls
 * away into the terminal's own memory and is not kept.
 */
export class LineEditor implements ScreenTerminal {
  readonly interactive = true;
  keepsTyped = true;
  readonly #tty: Tty;
  readonly #editor = new Editor();
  readonly #onInterrupt: () => void;
  readonly #typed: string[] = [];
  #prompt = "";
  #pending: ((columns: number) => readonly string[]) | undefined;
  /** The region as it is on the screen. */
  #drawn: Region = NOTHING;
  /** What is to be written above it. */
  #unwritten = "";
  #flush: Promise<void> | undefined;
  #pause: PromiseWithResolvers<void> | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  /** @param onInterrupt called for Ctrl-C where the terminal makes a key of it, not a signal */
  constructor(onInterrupt: () => void) {
    this.#onInterrupt = onInterrupt;
    this.#tty = new Tty({
      input: (input) => this.#take(input),
      end: () => this.#lose(),
      resized: () => this.#redraw(),
      resumed: () => this.#startOver(),
    }, { marksPastes: true });
  }

  get columns(): number {
    return this.#tty.columns;
  }

  get drained(): Promise<void> {
    return this.#pause?.promise ?? this.#flush ?? Promise.resolve();
  }

  print(text: string): void {
    if (this.#closed) return this.#tty.write(`${text}\n`);
    this.#unwritten += `${text.replaceAll("\n", "\r\n")}\r\n`;
    this.#plan();
  }

  tell(text: string): void {
    this.print(text);
  }

  discard(): boolean {
    if (this.#closed || this.#editor.text === "") return false;
    this.#editor.clear();
    this.#plan();
    return true;
  }

  setPrompt(prompt: string): void {
    if (this.#closed) return;
    this.#prompt = prompt;
    this.#plan();
  }

  setPending(render: ((columns: number) => readonly string[]) | undefined): void {
    this.#pending = render;
    this.#plan();
  }

  setCompleter(complete: (before: string) => Completions): void {
    this.#editor.complete = complete;
  }

  bell(): void {
    if (this.#closed) return;
    this.#unwritten += BELL;
    this.#plan();
  }

  clear(): void {
    this.#drawn = NOTHING;
    // What is still to be written is cleared with the rest.
    this.#unwritten = CLEAR_SCREEN;
    this.#plan();
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
    if (this.#closed) return;
    this.#setPaused(false);
    this.#pending = undefined;
    this.#closed = true;
    // A prompt that nothing was typed at goes; words that were never sent stay to be read.
    if (this.#editor.text === "") this.#prompt = "";
    this.#draw();
    const { rows, row } = this.#drawn;
    if (this.#editor.text !== "") this.#tty.write("\r\n".repeat(rows.length - row));
    this.#tty.close();
    this.#wake?.();
  }

  #take(input: Input): void {
    if (this.#closed) return;
    if (input.kind === "paste") {
      // The end of the last line is seldom meant: it is copied along.
      const room = DRAFT_LIMIT - this.#editor.text.length;
      this.#editor.paste(input.text.replace(/\n$/, "").slice(0, Math.max(0, room)));
    } else this.#obey(this.#editor.press(input.key));
    this.#plan();
  }

  #obey(outcome: Outcome): void {
    switch (outcome.kind) {
      case "entered":
        if (this.keepsTyped && outcome.text !== "") {
          this.print(this.#prompt + makeVisible(outcome.text, "\n"));
        }
        this.#typed.push(outcome.text);
        return this.#wake?.();
      case "end":
        return this.close();
      case "interrupt":
        return this.#onInterrupt();
      case "clear":
        return this.clear();
      case "pause":
        return this.#setPaused(outcome.paused);
    }
  }

  /** The terminal has gone: the words that nobody pressed Enter after are no line. */
  #lose(): void {
    this.#editor.clear();
    this.close();
  }

  /** While the screen stands still, nothing is written. */
  #setPaused(paused: boolean): void {
    if (paused) this.#pause ??= Promise.withResolvers();
    else {
      this.#pause?.resolve();
      this.#pause = undefined;
      this.#plan();
    }
  }

  /** Draws once for all that happens until the program waits again. */
  #plan(): void {
    if (this.#closed) return;
    this.#flush ??= Promise.resolve().then(() => {
      this.#flush = undefined;
      if (!this.#closed && this.#pause === undefined) this.#draw();
    });
  }

  #redraw(): void {
    if (!this.#closed && this.#pause === undefined) this.#draw();
  }

  /** Others have drawn on the screen: the region begins where the cursor is now. */
  #startOver(): void {
    this.#drawn = NOTHING;
    this.#redraw();
  }

  #draw(): void {
    const { columns, rows } = this.#tty;
    const region = layOutRegion(
      {
        above: this.#pending?.(columns) ?? [],
        prompt: this.#prompt,
        text: this.#editor.text,
        cursor: this.#editor.cursor,
      },
      columns,
      rows,
    );
    const output = up(rowsAboveCursor(this.#drawn, columns)) + "\r" + ERASE_DOWN + this.#unwritten +
      region.rows.join("\r\n") + up(region.rows.length - 1 - region.row) + "\r" + region.before;
    this.#unwritten = "";
    this.#drawn = region;
    this.#tty.write(output);
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
