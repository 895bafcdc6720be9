import { stripAnsiCode } from "@std/fmt/colors";
import type { Attention, Book, Completions, ScreenTerminal } from "../../src/terminal/mod.ts";

/** A screen of a given width that keeps what is printed on it. */
export class FakeScreen implements ScreenTerminal {
  readonly interactive = true;
  readonly hidesSecrets = true;
  readonly drained = Promise.resolve();
  keepsTyped = true;
  columns: number;
  /** Everything that was printed, row by row. */
  readonly rows: string[] = [];
  prompt = "";
  bells = 0;
  stoodStill = false;
  #pending: ((columns: number) => readonly string[]) | undefined;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** The rows between what was printed and what is typed. */
  get pending(): readonly string[] {
    return this.#pending?.(this.columns) ?? [];
  }

  /** The same without colours. */
  get texts(): string[] {
    return this.rows.map(stripAnsiCode);
  }

  get pendingTexts(): string[] {
    return this.pending.map(stripAnsiCode);
  }

  print(text: string): void {
    this.rows.push(...text.split("\n"));
  }

  printRows(render: (columns: number) => readonly string[]): void {
    this.print(render(this.columns).join("\n"));
  }

  tell(text: string): void {
    this.print(text);
  }

  discard(): boolean {
    return false;
  }

  setPrompt(prompt: string): void {
    this.prompt = prompt;
  }

  setPending(render: ((columns: number) => readonly string[]) | undefined): void {
    this.#pending = render;
  }

  setCompleter(_complete: (before: string) => Completions): void {}

  /** What there is to be read back. */
  open: () => Book = () => {
    throw new Error("There is nothing to read");
  };
  attend: (attention: Attention) => void = () => {};

  setBook(open: () => Book, attend: (attention: Attention) => void): void {
    this.open = open;
    this.attend = attend;
  }

  bell(): void {
    this.bells++;
  }

  clear(): void {
    this.rows.length = 0;
  }

  async *lines(): AsyncIterableIterator<string> {}

  close(): void {}
}
