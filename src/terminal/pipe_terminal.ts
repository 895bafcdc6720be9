import { inputStream, writeFully } from "../base/stdio.ts";
import { InputError, readLines } from "./read_lines.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Standard input and output without an editor: a pipe, a file, or a terminal that can do no more. A person
 * whose output goes elsewhere is told on the standard error.
 */
export class PipeTerminal implements Terminal {
  readonly interactive: boolean;
  /** The terminal itself shows what is typed. */
  readonly hidesSecrets = false;
  /** All that is printed is written at once. */
  readonly drained = Promise.resolve();
  readonly #stop = new AbortController();
  readonly #encoder = new TextEncoder();
  readonly #onBroken: (fault: Error | undefined) => void;
  readonly #onDamaged: () => void;
  #broken = false;

  /**
   * @param interactive whether a person types
   * @param onBroken called once when nobody reads the output any more, or with why it cannot be written
   * @param onDamaged called once, for bytes of the input that are no text: each is read as U+FFFD
   */
  constructor(
    interactive: boolean,
    onBroken: (fault: Error | undefined) => void,
    onDamaged: () => void,
  ) {
    this.interactive = interactive;
    this.#onBroken = onBroken;
    this.#onDamaged = onDamaged;
  }

  print(text: string): void {
    this.#write(`${text}\n`, Deno.stdout);
  }

  tell(text: string): void {
    this.#tell(`${text}\n`);
  }

  /** What is being typed is the terminal's own until Enter. */
  discard(): boolean {
    return false;
  }

  bell(): void {
    this.#tell("\x07");
  }

  #tell(text: string): void {
    if (!this.interactive) return;
    this.#write(text, Deno.stdout.isTerminal() ? Deno.stdout : Deno.stderr);
  }

  #write(text: string, stream: typeof Deno.stdout): void {
    if (this.#broken) return;
    try {
      writeFully(stream, this.#encoder.encode(text));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#broken = true;
      this.#onBroken(error instanceof Deno.errors.BrokenPipe ? undefined : error);
    }
  }

  /** A person is shown it once, on a line of its own. */
  setPrompt(prompt: string): void {
    if (prompt !== "") this.tell(prompt.trimEnd());
  }

  /** @throws {InputError} */
  async *lines(): AsyncIterableIterator<string> {
    const { signal } = this.#stop;
    try {
      const input = inputStream().pipeThrough(new TransformStream(), { signal });
      yield* readLines(input, this.#onDamaged);
    } catch (error) {
      if (error instanceof InputError) throw error;
      // Input that cannot be read, such as a closed descriptor, has come to its end.
      if (!signal.aborted && !(error instanceof Error)) throw error;
    }
  }

  close(): void {
    this.#stop.abort();
  }
}
