// How people start this program, to be copied: it may be an executable, or run by Deno or by npx.

import { delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this program is in its project, which has the task that runs it. */
const ROOT = new URL("../../", import.meta.url);

/** What the command depends on. */
export interface Start {
  /** Path of the process's own executable: this program, or Deno. */
  readonly executable: string;
  /** Directories where the shell looks for commands. */
  readonly path: readonly string[];
  /** How Deno runs it; undefined for a compiled program. */
  readonly byDeno?: {
    readonly version: string;
    /** Whether npx runs Deno: then there may be no command of that name. */
    readonly isFromNpx: boolean;
    /** The directory of the project. */
    readonly root: string;
    /** The directory in which the person is. */
    readonly directory: string;
  };
}

/** The command that starts this program once more, for a person to type where this one was started. */
export function programName(): string {
  return commandFor(Deno.build.standalone ? startOfExecutable() : startByDeno());
}

function startOfExecutable(): Start {
  return { executable: Deno.execPath(), path: searchPath() };
}

function startByDeno(): Start {
  return {
    ...startOfExecutable(),
    byDeno: {
      version: Deno.version.deno,
      // npx sets this for what it runs.
      isFromNpx: Deno.env.get("npm_command") === "exec",
      root: fileURLToPath(ROOT),
      // A task runs in the directory of the project; this is where it was called.
      directory: Deno.env.get("INIT_CWD") ?? Deno.cwd(),
    },
  };
}

function searchPath(): string[] {
  return (Deno.env.get("PATH") ?? "").split(delimiter).filter(isAbsolute);
}

/**
 * The command for a program that was started in that way. However Deno ran it, that is the task: it works
 * with just the permissions that are needed. What the shell does not find by its name is named by its path.
 */
export function commandFor({ executable, path, byDeno }: Start): string {
  if (byDeno === undefined) {
    return isFound(executable, path) ? nameOf(executable) : quote(executable);
  }
  const { version, isFromNpx, root, directory } = byDeno;
  const deno = directoriesOfDeno(executable).some((place) => isFound(join(place, "deno"), path))
    ? "deno"
    : quote(executable);
  const where = isWithin(directory, root) ? "" : ` --cwd ${quote(root)}`;
  return `${isFromNpx ? `npx --yes deno@${version}` : deno} task -q${where} chatroom`;
}

/** Where a command `deno` may stand for this executable: beside it, or where npm puts the commands of a package. */
function directoriesOfDeno(executable: string): string[] {
  const parts = executable.split(/[\\/]node_modules[\\/]/);
  if (parts.length === 1) return [dirname(executable)];
  // A package installed for everybody is in `lib/node_modules`, its commands in `bin`.
  const [top = ""] = parts;
  return [join(top, "node_modules", ".bin"), join(top, "..", "bin")];
}

function isFound(executable: string, path: readonly string[]): boolean {
  const place = dirname(executable);
  return path.some((directory) => relative(directory, place) === "");
}

function nameOf(executable: string): string {
  return quote(executable.slice(dirname(executable).length).replace(sep, ""));
}

function isWithin(directory: string, root: string): boolean {
  const way = relative(root, directory);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A word for the shell, to the letter. */
function quote(word: string): string {
  if (/^[\p{L}\p{N}_@%+=:,./\\-]+$/u.test(word) && (sep === "\\" || !word.includes("\\"))) {
    return word;
  }
  return sep === "\\" ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
