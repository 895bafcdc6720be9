// What commands share of the process they run in: its signals and its machine's name.

import { writeFully } from "../base/stdio.ts";
import { paintNotice } from "../talk/mod.ts";
import type { Terminal } from "../terminal/mod.ts";
import { onLauncherGone } from "./launch.ts";

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
  const endWatch = onLauncherGone(() => onSignal("SIGTERM"));
  return () => {
    endWatch();
    for (const [signal, listener] of known) Deno.removeSignalListener(signal, listener);
  };
}

/**
 * Refuses Ctrl-Z, in these words, to a person at the terminal: a room whose process stands still answers nobody.
 * Returns what takes the listener off again.
 */
export function refuseStop(terminal: Terminal, words: string): () => void {
  if (!terminal.interactive || Deno.build.os === "windows") return () => {};
  const refuse = () => terminal.tell(paintNotice(words));
  Deno.addSignalListener("SIGTSTP", refuse);
  return () => Deno.removeSignalListener("SIGTSTP", refuse);
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

/**
 * Whether a shell with job control runs this program in the background: the system stops it once it reads from
 * its terminal, or changes the terminal's modes, whatever else it does. Deno cannot tell, and lets no program
 * of few permissions read `/proc`, so `ps` is asked. Without it, or the permission to start it, the answer is no.
 */
export async function isInBackground(): Promise<boolean> {
  if (Deno.build.os === "windows" || !Deno.stdin.isTerminal()) return false;
  const args = ["-o", "pgid=", "-o", "tpgid=", "-p", `${Deno.pid}`];
  try {
    const ps = new Deno.Command("ps", { args, stdin: "null", stderr: "null" });
    const [own = 0, inFront = 0] = new TextDecoder().decode((await ps.output()).stdout)
      .trim().split(/\s+/).map(Number);
    // There is no such group where the terminal is not the one that controls this process.
    return inFront > 0 && inFront !== own;
  } catch (error) {
    const { NotFound, NotCapable } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotCapable) return false;
    throw error;
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
