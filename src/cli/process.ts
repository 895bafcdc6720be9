// What commands share of the process they run in: its signals and its terminal.

import { LineEditor, PlainTerminal } from "../terminal/mod.ts";

/** Calls `onSignal` when the process is asked to end. Returns what takes the listeners off again. */
export function onTermination(onSignal: () => void): () => void {
  // Windows knows only the first of them.
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
  };
}

/** Writes a line to the standard output. */
export function writeLine(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
}

/** How many columns a line has: the terminal's, or the 80 that are usual. */
export function standardColumns(): number {
  return (Deno.stdout.isTerminal() && Deno.consoleSize().columns) || 80;
}

/**
 * A line editor where a person sits at a terminal that can do it, plain lines elsewhere.
 *
 * @param onEnd called for Ctrl-C, and when nobody reads the output any more, or with why it cannot be written
 * @param isPlain whether plain lines are wanted in any case
 */
export function openTerminal(
  onEnd: (fault?: Error) => void,
  isPlain = false,
): LineEditor | PlainTerminal {
  const isPerson = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const isCapable = isPerson && !isPlain && Deno.env.get("TERM") !== "dumb";
  return isCapable ? new LineEditor(onEnd) : new PlainTerminal(isPerson, onEnd);
}

/** How people start this program, to be copied: it may be the executable, or run by Deno or by npx. */
export function programName(): string {
  if (Deno.build.standalone) return "chatroom";
  // npx sets this for what it runs.
  const isFromNpx = Deno.env.get("npm_command") === "exec";
  return `${isFromNpx ? `npx --yes deno@${Deno.version.deno}` : "deno"} task chatroom`;
}
