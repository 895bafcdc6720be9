// What commands share of the process they run in: its signals and its machine's name.

import { writeFully } from "../base/mod.ts";

/** Calls `onSignal` when the process is asked to end. Returns what takes the listeners off again. */
export function onTermination(onSignal: (signal: Deno.Signal) => void): () => void {
  const onHangUp = hasTerminal() ? () => onSignal("SIGHUP") : () => {};
  const listeners: readonly (readonly [Deno.Signal, () => void])[] = [
    ["SIGINT", () => onSignal("SIGINT")],
    ["SIGTERM", () => onSignal("SIGTERM")],
    ["SIGHUP", onHangUp],
  ];
  // Windows knows only the first of them.
  const known = Deno.build.os === "windows" ? listeners.slice(0, 1) : listeners;
  for (const [signal, listener] of known) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of known) Deno.removeSignalListener(signal, listener);
  };
}

/**
 * Whether a terminal can hang up on the process. One that `nohup` started has none at its standard streams,
 * and shall run on. That SIGHUP was ignored at its start cannot be seen: newer versions of Deno catch it.
 */
function hasTerminal(): boolean {
  return [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
}

/**
 * Tells the person who runs the program something, on the standard error: the output is for other programs.
 */
export function warn(text: string): void {
  writeFully(Deno.stderr, new TextEncoder().encode(`chatroom: ${text}\n`));
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
