import type { Book } from "./book.ts";

/** What can be completed at the cursor: the words that may stand in place of the text from `start` on. */
export interface Completions {
  readonly start: number;
  /** Each with what follows it, the likeliest first. */
  readonly words: readonly string[];
}

/** Lines in, lines out: a person at a line editor, or a pipe. */
export interface Terminal {
  /** Whether a person is there, who can be asked again. */
  readonly interactive: boolean;
  /** Shows a text of one line or several, above what is being typed where there is something. */
  print(text: string): void;
  /** Shows a text to the person alone, if there is one: the output may be a pipe to another program. */
  tell(text: string): void;
  /**
   * What stands in front of the line that is being typed; a pipe has none.
   *
   * @param isSecret whether what is typed behind it is neither shown nor remembered
   */
  setPrompt(prompt: string, isSecret?: boolean): void;
  /** Whether there is a person whose secrets can be hidden while they are typed. */
  readonly hidesSecrets: boolean;
  /** Fulfilled once nothing waits to be shown: a person may have stopped the screen with Ctrl-S. */
  readonly drained: Promise<void>;
  /** Throws away what is being typed. Returns whether there was something. */
  discard(): boolean;
  /** Rings the bell of a person's terminal. */
  bell(): void;
  /** The lines that are typed or piped in, until their end. They are read only as fast as they are taken. */
  lines(): AsyncIterableIterator<string>;
  /** Ends the input: `lines` ends, and the terminal is as it was before. Safe to call twice. */
  close(): void;
}

/**
 * Whether somebody looks at what is printed. When they are back they have been reading what was before, and all that
 * came is on the screen; when resumed, the whole program stood still.
 */
export type Attention = "away" | "back" | "resumed";

/** A terminal whose screen can be drawn on. */
export interface ScreenTerminal extends Terminal {
  /** Width of the screen. */
  readonly columns: number;
  /** Shows rows made for the width that the screen has when they get there. */
  printRows(render: (columns: number) => readonly string[]): void;
  /** Whether a line stays on the screen, behind its prompt, when it is entered. */
  keepsTyped: boolean;
  /**
   * Draws rows between what was printed and what is typed, anew for each width; they are gone when none are
   * given.
   */
  setPending(render: ((columns: number) => readonly string[]) | undefined): void;
  /** Whether the program goes on just now after it stood still. */
  readonly stoodStill: boolean;
  /** Clears the screen, but not what is typed. */
  clear(): void;
  /** What Tab offers for the text before the cursor. */
  setCompleter(complete: (before: string) => Completions): void;
  /**
   * What PgUp and Ctrl-R let a person read, on a screen of its own.
   *
   * @param open gives the book, each time
   * @param attend is told when the person looks away from what is printed, and again at it
   */
  setBook(open: () => Book, attend: (attention: Attention) => void): void;
}
