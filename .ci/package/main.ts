/**
 * Packs the program for npm: `deno task package` writes `dist/chatroom-VERSION.tgz`. It runs on the Deno
 * that packed it.
 *
 * It is no part of the program, and so is not in `src/`; what starts the program in the package is, in
 * `src/cli/launcher.ts`.
 */

import { stop } from "npm:esbuild@0.28.2";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { bundleDependencies, installDependencies } from "./dependencies.ts";
import { copyLessons, transformProgram } from "./program.ts";

/** The systems for which Deno is on npm, as its packages are named. */
const SYSTEMS = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64-glibc",
  "linux-x64-glibc",
  "win32-arm64",
  "win32-x64",
];

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What npm reads. It gets the one Deno that fits the machine, and nothing else. */
function manifest(): Record<string, unknown> {
  return {
    name: "chatroom",
    version: project.version,
    description: "Talk on one network, now: no accounts, no cloud, no set-up",
    license: project.license,
    type: "module",
    bin: { chatroom: "src/cli/launcher.js" },
    engines: { node: ">=20" },
    optionalDependencies: Object.fromEntries(
      SYSTEMS.map((system) => [`@deno/${system}`, Deno.version.deno]),
    ),
  };
}

/** What the program and its launcher read of the project's configuration. */
function configuration(): Record<string, unknown> {
  const { name, version, license, unstable, tasks: { chatroom } } = project;
  return { name, version, license, unstable, tasks: { chatroom } };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Writes the files of the package into a folder. */
async function fill(folder: string, work: string): Promise<void> {
  try {
    const imports = await transformProgram(ROOT, folder);
    await bundleDependencies(imports, await installDependencies(ROOT, work), folder);
  } finally {
    await stop();
  }
  await copyLessons(ROOT, folder);
  await writePage(join(folder, "dist", "page"));
  for (const file of ["README.md", "LICENSE"]) {
    await Deno.copyFile(join(ROOT, file), join(folder, file));
  }
  await writeJson(join(folder, "package.json"), manifest());
  await writeJson(join(folder, "deno.json"), configuration());
}

/** Builds the page for browsers. */
async function writePage(folder: string): Promise<void> {
  const build = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "page"],
    cwd: ROOT,
    stdout: "inherit",
    stderr: "inherit",
  });
  if (!(await build.output()).success) throw new Error("Cannot build the page");
  await Deno.mkdir(folder, { recursive: true });
  const built = join(ROOT, "dist", "page");
  for await (const { name } of Deno.readDir(built)) {
    await Deno.copyFile(join(built, name), join(folder, name));
  }
}

async function main(): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "chatroom-package-" });
  try {
    // In a tarball for npm everything is in a folder of this name.
    const folder = join(work, "package");
    await Deno.mkdir(folder);
    await fill(folder, work);
    const tarball = join("dist", `chatroom-${project.version}.tgz`);
    await Deno.mkdir(join(ROOT, "dist"), { recursive: true });
    const tar = new Deno.Command("tar", {
      args: ["-czf", join(ROOT, tarball), "-C", work, "package"],
      stderr: "inherit",
    });
    if (!(await tar.output()).success) throw new Error("Cannot write the tarball");
    const { size } = await Deno.stat(join(ROOT, tarball));
    const line = `${tarball}: ${(size / 1e6).toFixed(1)} MB, for Deno ${Deno.version.deno}\n`;
    await Deno.stdout.write(new TextEncoder().encode(line));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

await main();
