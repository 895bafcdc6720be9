/** The lines that were entered before, to be brought back by the arrows. */
export class InputHistory {
  readonly #lines: string[] = [];
  readonly #limit: number;
  /** Which line is shown; the one after the last is the one that is being typed. */
  #index = 0;
  #draft = "";

  /** @param limit most lines that are kept, the newest ones */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a line that was entered; one that was there before is there once, at the end. */
  add(line: string): void {
    const before = this.#lines.indexOf(line);
    if (before >= 0) this.#lines.splice(before, 1);
    this.#lines.push(line);
    if (this.#lines.length > this.#limit) this.#lines.shift();
    this.#index = this.#lines.length;
    this.#draft = "";
  }

  /**
   * The line before (-1) or after (1) the one that is shown, or undefined where there is none.
   *
   * @param current what is being typed: it is there again behind the last line
   */
  step(by: -1 | 1, current: string): string | undefined {
    const index = this.#index + by;
    if (index < 0 || index > this.#lines.length) return undefined;
    if (this.#index === this.#lines.length) this.#draft = current;
    this.#index = index;
    return this.#lines[index] ?? this.#draft;
  }
}
