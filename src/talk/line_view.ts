import type { Terminal } from "../terminal/mod.ts";

/** What the views have in common that show a talk line by line, where nothing that was shown is touched again. */
export class LineView {
  protected readonly terminal: Terminal;
  /** The member's name, once in the room. */
  protected name: string | undefined;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get drained(): Promise<void> {
    return this.terminal.drained;
  }

  /** What was shown cannot be read back... */
  readFrom(): void {}

  beginAnew(): void {}

  /** ...nor taken away. */
  clear(): void {}

  print(lines: readonly string[]): void {
    this.terminal.print(lines.join("\n"));
  }

  sit(name: string): void {
    this.name = name;
  }

  /** What was typed is on the screen already, or nobody looks. */
  say(): void {}

  drop(): void {}
}
