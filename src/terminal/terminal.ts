/** Lines in, lines out: a person at a line editor, or a pipe. */
export interface Terminal {
  /** Whether a person is there, who can be asked again. */
  readonly interactive: boolean;
  /** Shows a line, above the one that is being typed where there is one. */
  print(line: string): void;
  /** What stands in front of the line that is being typed; a pipe has none. */
  setPrompt(prompt: string): void;
  /** The lines that are typed or piped in, until their end. They are read only as fast as they are taken. */
  lines(): AsyncIterableIterator<string>;
  /** Ends the input: `lines` ends, and the terminal is as it was before. Safe to call twice. */
  close(): void;
}
