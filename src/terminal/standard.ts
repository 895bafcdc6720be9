// The standard input and output as the process has them.

import { writeFully } from "../base/stdio.ts";
import { EditorTerminal } from "./editor_terminal.ts";
import { PipeTerminal } from "./pipe_terminal.ts";
import { PlainTerminal } from "./plain_terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Writes a line to the standard output. */
export function writeLine(line: string): void {
  writeFully(Deno.stdout, new TextEncoder().encode(`${line}\n`));
}

/** How many columns a line has: the terminal's, at least 8, or the 80 that are usual. */
export function standardColumns(): number {
  return Math.max(8, (Deno.stdout.isTerminal() && Deno.consoleSize().columns) || 80);
}

/**
 * A line editor where a person sits at a terminal that can do it, plain lines elsewhere.
 *
 * @param onEnd called for Ctrl-C, and when nobody reads the output any more, or with why it cannot be written
 * @param onDamaged called once, for bytes of a pipe that are no text: each is read as U+FFFD
 * @param isPlain whether plain lines are wanted in any case
 */
export function openTerminal(
  onEnd: (fault?: Error) => void,
  onDamaged: () => void,
  isPlain = false,
): Terminal {
  const isPerson = Deno.stdin.isTerminal();
  if (!isPerson || !Deno.stdout.isTerminal()) return new PipeTerminal(isPerson, onEnd, onDamaged);
  const isCapable = !isPlain && Deno.env.get("TERM") !== "dumb";
  return isCapable ? new EditorTerminal(onEnd) : new PlainTerminal(onEnd);
}
