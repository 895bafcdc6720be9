/** What a process has used so far. */
export interface Usage {
  /** Microseconds of processor time, in the program and in the system on its behalf. */
  readonly cpu: number;
  /** Bytes of resident memory. */
  readonly memory: number;
}

/** Microseconds in the unit of processor times: `USER_HZ` is 100 wherever Linux runs. */
const TICK = 10_000;

/**
 * The use of a running process (proc(5)). `cat` reads it, since Deno itself opens files of `/proc` only with
 * every permission there is.
 */
export async function usage(pid: number): Promise<Usage> {
  const args = [`/proc/${pid}/stat`, `/proc/${pid}/status`];
  const { success, stdout } = await new Deno.Command("cat", { args, stderr: "null" }).output();
  if (!success) throw new Error(`Cannot measure process ${pid}: it has ended`);
  return parseUsage(new TextDecoder().decode(stdout));
}

/** The use that the texts of `stat` and `status` tell. */
export function parseUsage(text: string): Usage {
  // The second field is the program's name in parentheses, which may contain anything; utime and stime are
  // the fields 14 and 15.
  const fields = text.slice(text.lastIndexOf(") ") + 2).split(" ");
  const [utime, stime] = [Number(fields[11]), Number(fields[12])];
  const memory = Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024;
  return { cpu: (utime + stime) * TICK, memory };
}
