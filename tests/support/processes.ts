// What the system says about processes.

import { LIMIT, within } from "./deadline.ts";

/** What `ps` says. */
async function ps(...args: string[]): Promise<string> {
  const command = new Deno.Command("ps", { args });
  const { stdout } = await within(command.output(), `ps ${args.join(" ")}`);
  return new TextDecoder().decode(stdout).trim();
}

/** Process numbers of the children that a process has. */
export async function childrenOf(pid: number): Promise<number[]> {
  const rows = (await ps("-A", "-o", "pid=,ppid=")).split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  // `ps` itself is a child of this process, not of that one.
  return rows.flatMap(([child, parent]) => child !== undefined && parent === pid ? [child] : []);
}

/** Waits until there is no such process. */
export async function gone(pid: number): Promise<void> {
  for (const start = performance.now(); await isAlive(pid);) {
    if (performance.now() - start > LIMIT) throw new Error(`Process ${pid} does not end`);
  }
}

/** Whether a process runs; one that has ended but that nobody has asked about yet does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const state = await ps("-p", `${pid}`, "-o", "stat=");
  return state !== "" && !state.startsWith("Z");
}

/** Bytes of memory that a process has in use. */
export async function residentBytes(pid: number): Promise<number> {
  return Number(await ps("-o", "rss=", "-p", `${pid}`)) * 1024;
}
