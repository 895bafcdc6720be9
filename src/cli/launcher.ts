#!/usr/bin/env node
/**
 * The command of the npm package, and the only file that Node runs. It starts the program on the Deno that
 * npm has got for this machine, and then is as good as not there: signals go on to the program, and its end
 * is the launcher's.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Milliseconds between two looks at whether npx is still there. */
const LOOK = 500;

/** Deno for this machine; undefined where there is none. */
function findDeno(): string | undefined {
  const { platform, arch } = process;
  const name = `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, platform === "win32" ? "deno.exe" : "deno");
  } catch {
    return undefined;
  }
}

/** What Deno is told: what the task `chatroom` tells it, so that the permissions are in one place. */
function denoArguments(): string[] {
  const file = new URL("../../deno.json", import.meta.url);
  const { unstable, tasks } = JSON.parse(readFileSync(file, "utf8"));
  const [, ...words]: string[] = tasks.chatroom.command.split(" ");
  return [
    ...words.slice(0, -1),
    // All that it needs is in the package: it shall neither look around nor ask the network.
    ...["--no-config", "--no-lock", "--no-remote", "--no-npm"],
    ...unstable.map((feature: string) => `--unstable-${feature}`),
    fileURLToPath(new URL("../../main.js", import.meta.url)),
  ];
}

function start(deno: string): ChildProcess {
  return spawn(deno, [...denoArguments(), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: {
      ...process.env,
      DENO_NO_PACKAGE_JSON: "1",
      DENO_NO_UPDATE_CHECK: "1",
      // `launch.ts` reads it.
      CHATROOM_LAUNCHER: `${process.pid} ${process.argv[1]}`,
    },
  });
}

/** Hands on what asks the launcher to end. */
function passSignals(child: ChildProcess): void {
  const { stdin, stdout, stderr } = process;
  // A terminal sends these to both by itself; one Ctrl-C must not be two.
  const isTold = [stdin, stdout, stderr].some((stream) => stream.isTTY);
  for (const signal of ["SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => isTold || child.kill(signal));
  }
  process.on("SIGTERM", () => child.kill("SIGTERM"));
}

/**
 * Ends the program when npx is gone. On a signal, npx ends the shell by which it has started the launcher, and
 * that tells nobody.
 */
function followNpx(child: ChildProcess): void {
  if (process.env["npm_command"] !== "exec") return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill("SIGTERM");
  }, LOOK);
}

/** Ends as the program did, so that a shell sees no difference. */
function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) return process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function fail(text: string): void {
  process.stderr.write(`chatroom: ${text}\n`);
  process.exitCode = 1;
}

function main(): void {
  const deno = findDeno();
  if (deno === undefined) {
    const system = `${process.platform} on ${process.arch}`;
    return fail(`npm has got no Deno for ${system}: there is none, or optional ones are left out`);
  }
  const child = start(deno);
  passSignals(child);
  followNpx(child);
  child.on("error", (error) => fail(`cannot start ${deno}: ${error.message}`));
  child.on("exit", endLike);
}

main();
