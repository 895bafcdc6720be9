// Who started the program, where it is in a package of npm: `launcher.ts`, which is there for as long as it runs.

/** The process that started this one, and only waits for its end. */
export interface Launch {
  /** Number of the process. */
  readonly pid: number;
  /** Path of the command that was run, as the shell has found it. */
  readonly command: string;
}

/** What the launcher tells of itself; undefined where nothing else has to be there. */
export function launch(): Launch | undefined {
  // An executable has no launcher, nor the permission to ask for one.
  const text = Deno.build.standalone ? undefined : Deno.env.get("CHATROOM_LAUNCHER");
  const [, pid, command] = /^(\d+) (.+)$/s.exec(text ?? "") ?? [];
  return command === undefined ? undefined : { pid: Number(pid), command };
}

/** Milliseconds between two looks at whether the launcher is still there. */
const LOOK = 500;

/**
 * Calls `onGone` once when the launcher is gone before this program: then it was killed, in a way that it
 * could not hand on. Returns what ends the watch.
 */
export function onLauncherGone(onGone: () => void): () => void {
  const launcher = launch();
  if (launcher === undefined) return () => {};
  const timer = setInterval(() => {
    if (Deno.ppid === launcher.pid) return;
    clearInterval(timer);
    onGone();
  }, LOOK);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}
