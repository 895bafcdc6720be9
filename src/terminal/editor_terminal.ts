import type { Book } from "./book.ts";
import { Reader } from "./reader.ts";
import type { Attention, Completions } from "./terminal.ts";
import { LineEditor, type Outcome } from "./line_editor.ts";
import type { Input } from "./keyboard.ts";
import { layOutRegion, type Region, rowsAboveCursor } from "./bottom_region.ts";
import type { ScreenTerminal } from "./terminal.ts";
import { Tty } from "./tty.ts";
import { TypedLines } from "./typed_lines.ts";
import { makeVisible } from "../base/mod.ts";

/** The longest draft, in UTF-16 code units: nothing longer could be sent, and each key draws it anew. */
const DRAFT_LIMIT = 1 << 17;

const ERASE_DOWN = "\x1b[J";
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
const BELL = "\x07";

/** Most texts that wait to be printed while somebody reads what was before: the oldest are left out. */
const WAITING_LIMIT = 20_000;

const NOTHING: Region = { rows: [], row: 0, column: 0, before: "" };

/**
 * A person at a terminal. At the bottom of the screen is what is being typed, and above it what is under
 * way; both are erased and drawn again below whatever is printed, in one write. What is printed scrolls
 * away into the terminal's own memory and is not kept.
 */
export class EditorTerminal implements ScreenTerminal {
  readonly interactive = true;
  readonly hidesSecrets = true;
  keepsTyped = true;
  readonly #tty: Tty;
  readonly #editor = new LineEditor();
  readonly #onInterrupt: () => void;
  readonly #typed = new TypedLines();
  #prompt = "";
  #pending: ((columns: number) => readonly string[]) | undefined;
  /** The region as it is on the screen. */
  #drawn: Region = NOTHING;
  /** What is to be written above it. */
  #unwritten = "";
  #flush: Promise<void> | undefined;
  #pause: PromiseWithResolvers<void> | undefined;
  #openBook: (() => Book) | undefined;
  #attend: (attention: Attention) => void = () => {};
  /** Reads what was before, on a screen of its own; what is printed waits meanwhile. */
  #reader: Reader | undefined;
  #waiting: ((columns: number) => readonly string[])[] = [];
  /** The text that was searched for last. */
  #sought = "";
  #closed = false;

  /** @param onInterrupt called for Ctrl-C where the terminal makes a key of it, not a signal */
  constructor(onInterrupt: () => void) {
    this.#onInterrupt = onInterrupt;
    this.#tty = new Tty({
      input: (input) => this.#take(input),
      end: () => this.#lose(),
      resized: () => this.#redraw(),
      resumed: () => this.#startOver(),
      wokeUp: () => this.#attend("resumed"),
    }, { marksPastes: true });
  }

  get columns(): number {
    return this.#tty.columns;
  }

  get stoodStill(): boolean {
    return this.#tty.stoodStill;
  }

  get drained(): Promise<void> {
    return this.#pause?.promise ?? this.#flush ?? Promise.resolve();
  }

  print(text: string): void {
    if (this.#closed) return this.#tty.write(`${text}\n`);
    this.printRows(() => text.split("\n"));
  }

  printRows(render: (columns: number) => readonly string[]): void {
    if (this.#closed) return this.print(render(this.columns).join("\n"));
    this.#waiting.push(render);
    // Only where somebody reads for long are there many.
    if (this.#waiting.length > 2 * WAITING_LIMIT) {
      this.#waiting = this.#waiting.slice(-WAITING_LIMIT);
    }
    if (this.#reader === undefined) this.#takeWaiting();
    this.#plan();
  }

  tell(text: string): void {
    this.print(text);
  }

  discard(): boolean {
    if (this.#reader !== undefined) {
      this.#stopReading();
      return true;
    }
    if (this.#closed || this.#editor.text === "") return false;
    this.#editor.clear();
    this.#plan();
    return true;
  }

  setPrompt(prompt: string, isSecret = false): void {
    if (this.#closed) return;
    this.#editor.isSecret = isSecret;
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

  setBook(open: () => Book, attend: (attention: Attention) => void): void {
    this.#openBook = open;
    this.#attend = attend;
  }

  bell(): void {
    if (this.#closed) return;
    if (this.#reader !== undefined) return this.#tty.write(BELL);
    this.#unwritten += BELL;
    this.#plan();
  }

  clear(): void {
    this.#drawn = NOTHING;
    // What is still to be written is cleared with the rest.
    this.#unwritten = CLEAR_SCREEN;
    this.#plan();
  }

  lines(): AsyncIterableIterator<string> {
    return this.#typed.read();
  }

  close(): void {
    if (this.#closed) return;
    this.#stopReading();
    this.#setPaused(false);
    this.#pending = undefined;
    this.#closed = true;
    // A prompt that nothing was typed at goes; words that were never sent stay to be read.
    if (this.#editor.text === "") this.#prompt = "";
    this.#draw();
    const { rows, row } = this.#drawn;
    if (this.#editor.text !== "") this.#tty.write("\r\n".repeat(rows.length - row));
    this.#tty.close();
    this.#typed.end();
  }

  #take(input: Input): void {
    if (this.#closed) return;
    if (this.#reader !== undefined && !this.#takeReading(input, this.#reader)) return this.#plan();
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
        if (this.keepsTyped && outcome.text !== "" && !this.#editor.isSecret) {
          this.print(this.#prompt + makeVisible(outcome.text, "\n"));
        }
        return this.#typed.push(outcome.text);
      case "end":
        return this.close();
      case "interrupt":
        return this.#onInterrupt();
      case "clear":
        return this.clear();
      case "read":
        return this.#read(outcome.isSearch);
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
    this.#attend("resumed");
    this.#redraw();
  }

  /** Shows what was before, until the person is back. */
  #read(isSearch: boolean): void {
    if (this.#openBook === undefined || this.#editor.isSecret) return;
    this.#setPaused(false);
    // What is drawn goes: terminals that are made narrower meanwhile fold it, each in its own way.
    this.#tty.write(this.#erased() + this.#unwritten);
    this.#unwritten = "";
    this.#drawn = NOTHING;
    this.#tty.showOther(true);
    const host = { size: () => this.#tty, changed: () => this.#plan() };
    this.#reader = new Reader(this.#openBook(), host, this.#sought);
    this.#attend("away");
    if (isSearch) this.#reader.ask();
    else this.#reader.pageUp();
  }

  #stopReading(): void {
    if (this.#reader === undefined) return;
    this.#sought = this.#reader.sought;
    this.#reader.close();
    this.#reader = undefined;
    this.#tty.showOther(false);
    this.#takeWaiting();
    this.#attend("back");
    this.#plan();
  }

  /** Takes what is typed while somebody reads. Returns whether it is for the draft. */
  #takeReading(input: Input, reader: Reader): boolean {
    const outcome = input.kind === "paste" ? reader.paste(input.text) : reader.press(input.key);
    if (outcome !== "stay") this.#stopReading();
    return outcome === "pass";
  }

  /** What waits is to be written. */
  #takeWaiting(): void {
    for (const render of this.#waiting.splice(0)) {
      this.#unwritten += render(this.columns).map((row) => `${row}\r\n`).join("");
    }
  }

  /** What leads to the beginning of the region, with nothing from there on. */
  #erased(): string {
    return up(rowsAboveCursor(this.#drawn, this.#tty.columns)) + "\r" + ERASE_DOWN;
  }

  #draw(): void {
    if (this.#reader !== undefined) return this.#tty.draw(this.#reader.layOut());
    const { columns, rows } = this.#tty;
    const region = layOutRegion(
      {
        above: this.#pending?.(columns) ?? [],
        prompt: this.#prompt,
        text: this.#editor.isSecret ? "" : this.#editor.text,
        cursor: this.#editor.isSecret ? 0 : this.#editor.cursor,
      },
      columns,
      rows,
    );
    const output = this.#erased() + this.#unwritten +
      region.rows.join("\r\n") + up(region.rows.length - 1 - region.row) + "\r" + region.before;
    this.#unwritten = "";
    this.#drawn = region;
    this.#tty.write(output);
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
