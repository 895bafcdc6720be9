/** Where the peers to measure against lie. */
export const PEERS = new URL("./peers", import.meta.url).pathname;

/** The middle value; the mean of the two middle ones for an even number of them. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? NaN) + upper) / 2 : upper;
}

/** The command of a program; undefined where it is not on this machine. Debian has servers where only root looks. */
export async function find(program: string): Promise<string | undefined> {
  for (const command of [program, `/usr/sbin/${program}`]) {
    try {
      const child = new Deno.Command(command, {
        args: ["--version"],
        stdout: "null",
        stderr: "null",
      });
      await child.output();
      return command;
    } catch {
      // It may be at the next place.
    }
  }
  return undefined;
}

/** Why a tool cannot be used, or undefined where it can. */
export async function tool(name: string): Promise<string | undefined> {
  return await find(name) === undefined ? `${name} is not on this machine` : undefined;
}

/** What a program printed. Rejects with what it complained about, where it failed. */
export async function output(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
