import { readInput, writeFully } from "../base/stdio.ts";
import { type Input, Keyboard } from "./keyboard.ts";
import type { Frame } from "./reader.ts";

/** Bracketed paste: what is pasted is marked as such (xterm, "Bracketed Paste Mode"). */
const PASTE_MODE_ON = "\x1b[?2004h";
const PASTE_MODE_OFF = "\x1b[?2004l";

/** A screen of its own, beside the one that has the talk and its past (xterm, "The Alternate Screen Buffer"). */
const OTHER_SCREEN_ON = "\x1b[?1049h";
/** Cleared first: tmux takes rows of it over to the usual one where it was made higher meanwhile. */
const OTHER_SCREEN_OFF = "\x1b[H\x1b[2J\x1b[?1049l";
const CURSOR_OFF = "\x1b[?25l";
const CURSOR_ON = "\x1b[?25h";

/** Milliseconds between two signs of life, and after which one is missed: the program stood still meanwhile. */
const BEAT = 1000;
const MISSED_BEAT = 2500;

const encoder = new TextEncoder();

/** What a terminal tells of itself. */
export interface TtyEvents {
  input(input: Input): void;
  /** There is no more to be read: the terminal has gone. */
  end(): void;
  resized(): void;
  /** The program goes on after it was stopped: others have drawn on the screen. */
  resumed(): void;
  /** The program goes on after it stood still, for whatever reason. */
  wokeUp(): void;
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
  /** Whether another screen is shown than the usual one. */
  #isOnOther = false;
  #closed = false;
  /** When the program last showed that it runs. */
  #lastBeat = Date.now();
  readonly #beat = setInterval(() => {
    if (this.stoodStill) this.#events.wokeUp();
    this.#lastBeat = Date.now();
  }, BEAT);

  constructor(events: TtyEvents, { marksPastes }: { readonly marksPastes: boolean }) {
    this.#events = events;
    this.#keyboard = new Keyboard((input) => events.input(input));
    this.#marksPastes = marksPastes;
    Deno.unrefTimer(this.#beat);
    this.#setModes();
    // An error that nobody handles ends the program without another word.
    for (const type of WAYS_OUT) globalThis.addEventListener(type, this.close);
    for (const [signal, hear] of this.#signals) Deno.addSignalListener(signal, hear);
    this.#read();
  }

  get columns(): number {
    return this.#size().columns;
  }

  get rows(): number {
    return this.#size().rows;
  }

  /**
   * Whether the program, or its machine, goes on just now after it stood still. The signal that tells so may come
   * behind what has waited.
   */
  get stoodStill(): boolean {
    return Date.now() > this.#lastBeat + MISSED_BEAT;
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
    clearInterval(this.#beat);
    for (const type of WAYS_OUT) globalThis.removeEventListener(type, this.close);
    for (const [signal, hear] of this.#signals) Deno.removeSignalListener(signal, hear);
    if (this.#isOnOther) this.write(OTHER_SCREEN_OFF + CURSOR_ON);
    if (this.#marksPastes) this.write(PASTE_MODE_OFF);
    tolerateLoss(() => Deno.stdin.setRaw(false));
  };

  /**
   * Shows another screen, or the usual one as it was. On the other one Ctrl-C and Ctrl-Z are keys: the program could
   * not leave it before it is stopped.
   */
  showOther(isOn: boolean): void {
    if (this.#closed || isOn === this.#isOnOther) return;
    this.#isOnOther = isOn;
    this.#setRaw();
    this.write(isOn ? OTHER_SCREEN_ON : OTHER_SCREEN_OFF + CURSOR_ON);
  }

  /** Draws the whole screen. */
  draw({ rows, cursor }: Frame): void {
    const drawn = rows.map((row, index) => `\x1b[${index + 1};1H\x1b[2K${row}`).join("");
    const place = cursor && `\x1b[${cursor.row + 1};${cursor.column + 1}H${CURSOR_ON}`;
    this.write(CURSOR_OFF + drawn + (place ?? ""));
  }

  #setRaw(): void {
    const cbreak = Deno.build.os !== "windows" && !this.#isOnOther;
    tolerateLoss(() => Deno.stdin.setRaw(true, { cbreak }));
  }

  #setModes(): void {
    this.#setRaw();
    if (this.#marksPastes) this.write(PASTE_MODE_ON);
  }

  readonly #resized = (): void => this.#events.resized();

  readonly #resume = (): void => {
    // The shell has its own modes, of which Deno does not know.
    tolerateLoss(() => Deno.stdin.setRaw(false));
    this.#setModes();
    this.#events.resumed();
  };

  /** What the system tells of the terminal; Windows tells nothing. The `resize` of Node is never heard on 2.4.2. */
  readonly #signals: readonly (readonly [Deno.Signal, () => void])[] = Deno.build.os === "windows"
    ? []
    : [["SIGCONT", this.#resume], ["SIGWINCH", this.#resized]];

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
