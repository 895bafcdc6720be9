import { openTerminal, type Terminal } from "../terminal/mod.ts";
import type { Display } from "./view.ts";

/** A terminal and its lines, which the parts of a command take over from each other. */
export class PersonAtTerminal implements Disposable {
  readonly terminal: Terminal;
  /** How the talk is shown. */
  readonly display: Display;
  /** Everybody reads on where the one before stopped. */
  readonly lines: AsyncIterableIterator<string>;
  /** Called on Ctrl-C and when the output is broken; set by the part that took over last. */
  onEnd: (fault?: Error) => void = () => {};
  /** Whether Ctrl-C may end it now; it may have to be asked for again. */
  mayEnd: () => Promise<boolean> = () => Promise.resolve(true);

  /** @param onDamaged called once, for bytes of a pipe that are no text */
  constructor(display: Display, onDamaged: () => void) {
    this.display = display;
    this.terminal = openTerminal((fault) => this.onEnd(fault), onDamaged, display.isPlain);
    this.lines = this.terminal.lines();
  }

  /** The person pressed Ctrl-C: it throws a draft away, and ends where there is none. */
  async interrupt(): Promise<void> {
    if (this.terminal.discard()) return;
    if (await this.mayEnd()) this.onEnd();
  }

  [Symbol.dispose](): void {
    this.terminal.close();
  }
}
