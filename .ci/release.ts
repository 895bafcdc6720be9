/**
 * Makes the executables of a release, for every system that Deno compiles for: `deno task release` writes them to
 * `dist/release/`, with their checksums. What cannot be made here is said, and then the exit code is 1: Deno
 * downloads a part of each executable.
 */

import { encodeHex } from "@std/encoding/hex";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };

/** What Deno calls the systems, and how people know them. */
const SYSTEMS = {
  "x86_64-unknown-linux-gnu": "linux-x64",
  "aarch64-unknown-linux-gnu": "linux-arm64",
  "x86_64-apple-darwin": "macos-x64",
  "aarch64-apple-darwin": "macos-arm64",
  "x86_64-pc-windows-msvc": "windows-x64.exe",
} as const;

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = join(ROOT, "dist", "release");

/** What the task `compile` tells Deno: permissions and workers are named there alone. */
function options(): string[] {
  const words = project.tasks.compile.command.split(" ");
  return words.slice(2, words.indexOf("--output"));
}

/** Runs a command. Returns undefined if that went well, else why it did not. */
async function faultOf(
  command: string,
  args: readonly string[],
  variables = Deno.env.toObject(),
): Promise<string | undefined> {
  const env = { ...variables, NO_COLOR: "1" };
  const streams = { stdout: "null", stderr: "piped" } as const;
  const run = new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
    env,
    clearEnv: true,
    ...streams,
  });
  const { success, stderr } = await run.output();
  if (success) return undefined;
  const [said = ""] = new TextDecoder().decode(stderr).split("Stack backtrace:");
  const lines = said.trim().split(/\s*\n\s*/);
  const [address] = /https:\/\/[^\s)]+/.exec(said) ?? [];
  if (address === undefined) return lines.join(" ");
  // The last line is what all the others came of.
  return `cannot download ${address}: ${lines.at(-1)?.replace(/^\d+: /, "")}`;
}

/** Makes the executable for a system. Returns undefined if that went well, else why it did not. */
async function compile(target: string, file: string): Promise<string | undefined> {
  const place = ["--target", target, "--output", file];
  const args = ["compile", "--quiet", ...options(), ...place, "main.ts"];
  if (target === Deno.build.target) {
    return await faultOf(Deno.execPath(), args) ?? await faultOf(file, ["--version"]);
  }
  // Where this names the part of Deno to take, that is one for this system.
  const { DENORT_BIN: _, ...env } = Deno.env.toObject();
  return await faultOf(Deno.execPath(), args, env);
}

/** The line by which `sha256sum --check` knows a file. */
async function checksum(name: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(join(FOLDER, name)));
  return `${encodeHex(new Uint8Array(digest))}  ${name}\n`;
}

async function say(line: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${line}\n`));
}

async function main(): Promise<void> {
  // Nothing of an older release shall lie among the files of this one.
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  await Deno.mkdir(FOLDER, { recursive: true });
  const fault = await faultOf(Deno.execPath(), ["task", "--quiet", "page"]);
  if (fault !== undefined) throw new Error(`Cannot build the page: ${fault}`);
  const sums: string[] = [];
  for (const [target, system] of Object.entries(SYSTEMS)) {
    const name = `chatroom-${project.version}-${system}`;
    const fault = await compile(target, join(FOLDER, name));
    if (fault === undefined) sums.push(await checksum(name));
    await say(fault === undefined ? `made ${name}` : `not made: ${name}: ${fault}`);
  }
  await Deno.writeTextFile(join(FOLDER, "SHA256SUMS"), sums.join(""));
  const count = Object.keys(SYSTEMS).length;
  await say(`${sums.length} of ${count} are in dist/release, with SHA256SUMS`);
  if (sums.length < count) Deno.exit(1);
}

await main();
