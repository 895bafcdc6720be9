// What commands share of the process they run in: its signals and its terminal.

import { LineEditor, PlainTerminal, type Terminal } from "../terminal/mod.ts";

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
 */
export function openTerminal(onEnd: (fault?: Error) => void): Terminal {
  const capable = Deno.stdin.isTerminal() && Deno.stdout.isTerminal() &&
    Deno.env.get("TERM") !== "dumb";
  return capable ? new LineEditor(onEnd) : new PlainTerminal(onEnd);
}

/** A terminal and its lines, which the parts of a command take over from each other. */
export class Dialogue implements Disposable {
  readonly terminal: Terminal;
  /** Everybody reads on where the one before stopped. */
  readonly lines: AsyncIterableIterator<string>;
  /** Whoever has taken over last is told of Ctrl-C and of an output that is broken. */
  onEnd: (fault?: Error) => void = () => {};

  constructor() {
    this.terminal = openTerminal((fault) => this.onEnd(fault));
    this.lines = this.terminal.lines();
  }

  [Symbol.dispose](): void {
    this.terminal.close();
  }
}

/** What this machine is called, without its domain; undefined where it has no name of its own. */
export function machineName(): string | undefined {
  try {
    const [name = ""] = Deno.hostname().split(".");
    return name === "" || name === "localhost" ? undefined : name;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** How people start this program, to be copied: it may be the executable, or run by Deno or by npx. */
export function programName(): string {
  if (Deno.build.standalone) return "chatroom";
  // npx sets this for what it runs.
  const isFromNpx = Deno.env.get("npm_command") === "exec";
  return `${isFromNpx ? `npx --yes deno@${Deno.version.deno}` : "deno"} task chatroom`;
}
