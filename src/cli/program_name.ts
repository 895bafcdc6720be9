// How people start this program, to be copied: it may be an executable, a package of npm, or run by Deno.

import { delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.ts";

/** Where this program is in its project, which has the task that runs it. */
const ROOT = new URL("../../", import.meta.url);

/** What the command is called where somebody installs it. */
const NAME = "chatroom";

/** Most bytes of a file that may be what `deno install` writes. */
const SCRIPT_BYTES = 10_000;

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
    /** The command that `deno install` made of this program, where it did. */
    readonly installed?: string | undefined;
  };
  /** How npm runs it; undefined where it is no package. */
  readonly byNpm?: {
    /** Path of the package's command. */
    readonly command: string;
    readonly isFromNpx: boolean;
    /** What npx was told to get; nothing where it has found the package installed. */
    readonly packages: readonly string[];
  };
}

/** The command that starts this program once more, for a person to type where this one was started. */
export function programName(): string {
  const launcher = launch()?.command;
  if (launcher !== undefined) return commandFor(startByNpm(launcher));
  return commandFor(Deno.build.standalone ? startOfExecutable() : startByDeno());
}

function startByNpm(command: string): Start {
  const packages = packagesOfNpx(dirname(dirname(command)));
  return { ...startOfExecutable(), byNpm: { command, isFromNpx: isFromNpx(), packages } };
}

/** What npx was told to get, as it notes down beside the folder `node_modules` that it fills. */
function packagesOfNpx(modules: string): string[] {
  try {
    return JSON.parse(Deno.readTextFileSync(join(dirname(modules), "package.json")))._npx.packages;
  } catch {
    return [];
  }
}

/** npx says so to what it runs. */
function isFromNpx(): boolean {
  return Deno.env.get("npm_command") === "exec";
}

function startOfExecutable(): Start {
  return { executable: Deno.execPath(), path: searchPath() };
}

function startByDeno(): Start {
  // A task runs in the directory of the project; this is where it was called.
  const calledIn = Deno.env.get("INIT_CWD");
  return {
    ...startOfExecutable(),
    byDeno: {
      version: Deno.version.deno,
      isFromNpx: isFromNpx(),
      root: fileURLToPath(ROOT),
      directory: calledIn ?? Deno.cwd(),
      installed: calledIn === undefined ? findInstalled() : undefined,
    },
  };
}

/**
 * The command that `deno install --global` made of this program. It does not tell what it starts who it is,
 * but its script names the main file.
 */
function findInstalled(): string | undefined {
  const home = Deno.env.get("HOME");
  const places = [...searchPath(), ...(home ? [join(home, ".deno", "bin")] : [])];
  const file = Deno.build.os === "windows" ? `${NAME}.cmd` : NAME;
  const main = new URL("main.ts", ROOT).href;
  return places.map((place) => join(place, file)).find((path) => isScriptWith(main, path));
}

function isScriptWith(text: string, path: string): boolean {
  try {
    return Deno.statSync(path).size < SCRIPT_BYTES && Deno.readTextFileSync(path).includes(text);
  } catch {
    return false;
  }
}

function searchPath(): string[] {
  return (Deno.env.get("PATH") ?? "").split(delimiter).filter(isAbsolute);
}

/**
 * The command for a program that was started in that way. However Deno ran it, that is the task, unless it is
 * installed: it works with just the permissions that are needed. What the shell does not find by its name is
 * named by its path.
 */
export function commandFor({ executable, path, byDeno, byNpm }: Start): string {
  if (byNpm !== undefined) return commandOfPackage(byNpm, path);
  if (byDeno === undefined) return shortest(executable, path);
  const { version, isFromNpx, root, directory, installed } = byDeno;
  if (installed !== undefined) return shortest(installed, path);
  const deno = directoriesOfDeno(executable).some((place) => isFound(join(place, "deno"), path))
    ? "deno"
    : quote(executable);
  const where = isWithin(directory, root) ? "" : ` --cwd ${quote(root)}`;
  return `${isFromNpx ? `npx --yes deno@${version}` : deno} task -q${where} chatroom`;
}

function commandOfPackage(
  { command, isFromNpx, packages }: NonNullable<Start["byNpm"]>,
  path: readonly string[],
): string {
  // On Windows Node is told the file itself, which is no command.
  if (!isFromNpx) {
    return command.endsWith(".js") ? `node ${quote(command)}` : shortest(command, path);
  }
  const [first, ...others] = packages;
  if (first === undefined) return `npx ${NAME}`;
  if (others.length === 0) return `npx --yes ${quote(first)}`;
  return `npx --yes ${packages.map((name) => `--package ${quote(name)} `).join("")}${NAME}`;
}

/** A command by its name where the shell finds it by that, else by its path. */
function shortest(command: string, path: readonly string[]): string {
  return isFound(command, path) ? nameOf(command) : quote(command);
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
