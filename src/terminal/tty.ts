import process from "node:process";
import { readInput, writeFully } from "../base/mod.ts";
import { type Input, Keyboard } from "./keyboard.ts";

/** Bracketed paste: what is pasted is marked as such (xterm, "Bracketed Paste Mode"). */
const PASTE_MODE_ON = "\x1b[?2004h";
const PASTE_MODE_OFF = "\x1b[?2004l";

const encoder = new TextEncoder();

/** What a terminal tells of itself. */
export interface TtyEvents {
  input(input: Input): void;
  /** There is no more to be read: the terminal has gone. */
  end(): void;
  resized(): void;
  /** The program goes on after it was stopped: others have drawn on the screen. */
  resumed(): void;
}

/**
 * The terminal of the standard input and output in raw mode, but that it still makes signals of Ctrl-C and
 * Ctrl-Z: so the programs that started this one are stopped with it. Its modes are put back by `close()`,
 * and before the program ends in any other way but being killed.
 */
export class Tty {
  readonly #events: TtyEvents;
  readonly #keyboard: Keyboard;
  readonly #marksPastes: boolean;
  /** Ends the wait for the rest of what a key or a paste has begun. */
  #settling: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(events: TtyEvents, { marksPastes }: { readonly marksPastes: boolean }) {
    this.#events = events;
    this.#keyboard = new Keyboard((input) => events.input(input));
    this.#marksPastes = marksPastes;
    this.#setModes();
    process.stdout.on("resize", this.#resized);
    // An error that nobody handles ends the program without another word.
    for (const type of WAYS_OUT) globalThis.addEventListener(type, this.close);
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGCONT", this.#resume);
    this.#read();
  }

  get columns(): number {
    return this.#size().columns;
  }

  get rows(): number {
    return this.#size().rows;
  }

  /** Writes to the terminal, or nowhere once it has gone. */
  write(text: string): void {
    tolerateLoss(() => {
      writeFully(Deno.stdout, encoder.encode(text));
    });
  }

  /** Puts the modes back. Safe to call twice. */
  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#settling);
    process.stdout.off("resize", this.#resized);
    for (const type of WAYS_OUT) globalThis.removeEventListener(type, this.close);
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGCONT", this.#resume);
    if (this.#marksPastes) this.write(PASTE_MODE_OFF);
    tolerateLoss(() => Deno.stdin.setRaw(false));
  };

  #setModes(): void {
    tolerateLoss(() => Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" }));
    if (this.#marksPastes) this.write(PASTE_MODE_ON);
  }

  readonly #resized = (): void => this.#events.resized();

  readonly #resume = (): void => {
    // The shell has its own modes, of which Deno does not know.
    tolerateLoss(() => Deno.stdin.setRaw(false));
    this.#setModes();
    this.#events.resumed();
  };

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    while (!this.#closed) {
      // A terminal that has gone can fail in several ways.
      const length = await readInput(buffer).catch(() => null);
      if (length === null) return this.#events.end();
      if (!this.#closed) this.#type(buffer.subarray(0, length));
    }
  }

  #type(bytes: Uint8Array): void {
    clearTimeout(this.#settling);
    this.#keyboard.read(bytes);
    const { patience } = this.#keyboard;
    if (this.#closed || patience === Infinity) return;
    this.#settling = setTimeout(() => this.#keyboard.settle(), patience);
  }

  #size(): { columns: number; rows: number } {
    const { columns, rows } = tolerateLoss(() => Deno.consoleSize()) ?? { columns: 0, rows: 0 };
    // A terminal that does not know its size says 0.
    return { columns: Math.max(8, columns || 80), rows: Math.max(1, rows || 24) };
  }
}

const WAYS_OUT = ["error", "unhandledrejection", "unload"];

/** Does something that fails where the terminal has gone; what it was to be does not matter then. */
function tolerateLoss<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
