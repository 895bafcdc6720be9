// What the system says about processes.

/** Process numbers of the children that a process has. */
export async function childrenOf(pid: number): Promise<number[]> {
  const command = new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="] });
  const { stdout } = await command.output();
  const rows = new TextDecoder().decode(stdout).trim().split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  // `ps` itself is a child of this process, not of that one.
  return rows.flatMap(([child, parent]) => child !== undefined && parent === pid ? [child] : []);
}

/** Waits until there is no such process. */
export async function gone(pid: number): Promise<void> {
  while (await isAlive(pid));
}

/** Whether a process runs; one that has ended but that nobody has asked about yet does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const command = new Deno.Command("ps", { args: ["-p", `${pid}`, "-o", "stat="] });
  const { stdout } = await command.output();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}

/** Bytes of memory that a process has in use. */
export async function residentBytes(pid: number): Promise<number> {
  const command = new Deno.Command("ps", { args: ["-o", "rss=", "-p", `${pid}`] });
  const { stdout } = await command.output();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}
