/** The lines that a person has entered, until they are read. */
export class TypedLines {
  readonly #lines: string[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(line: string): void {
    this.#lines.push(line);
    this.#wake?.();
  }

  /** No line follows. Those that were not read yet still are. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *read(): AsyncIterableIterator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) yield line;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
