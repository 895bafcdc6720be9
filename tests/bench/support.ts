/** Where the peers to measure against lie. */
export const PEERS = new URL("./peers", import.meta.url).pathname;

/** The middle value; the mean of the two middle ones for an even number of them. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? NaN) + upper) / 2 : upper;
}

/** Why a tool cannot be used, or undefined where it can. */
export async function tool(name: string): Promise<string | undefined> {
  try {
    await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).output();
    return undefined;
  } catch {
    return `${name} is not on this machine`;
  }
}

/** What a program printed. Rejects with what it complained about, where it failed. */
export async function output(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
