import { within } from "./deadline.ts";

/** Ways to get a mount namespace: as root, or as anybody who may have a user namespace. */
const UNSHARES = [["--mount"], ["--user", "--map-root-user", "--mount"]] as const;

/** Runs a program in a folder that is a disk of a mebibyte. It is gone when the program ends. */
const ON_DISK = `
set -e
mount -t tmpfs -o size=1m none "$1"
cd "$1"
shift
exec "$@"
`;

/** Runs a command on a small disk of its own, mounted at an empty folder. Returns what it wrote. */
export async function runOnSmallDisk(folder: string, command: readonly string[]): Promise<string> {
  const options = findUnshare();
  if (typeof options === "string") throw new Error(`Cannot make a disk: ${options}`);
  const output = unshareCommand(options, folder, command).output();
  const { success, stdout, stderr } = await within(output, "the end of the command on the disk");
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Runs programs on a small disk of their own, mounted at an empty folder, of which a file `ballast` takes most. */
export class FilledDisk {
  constructor(readonly folder: string) {}

  command(command: readonly string[]): [string, ...string[]] {
    const options = findUnshare();
    if (typeof options === "string") throw new Error(`Cannot make a disk: ${options}`);
    return ["unshare", ...options, "sh", "-c", FILLED, "sh", this.folder, ...command];
  }

  /** Makes room on the disk of a program that runs. */
  async clear(pid: number): Promise<void> {
    const namespaces = Deno.uid() === 0
      ? ["--mount"]
      : ["--user", "--preserve-credentials", "--mount"];
    const args = ["--target", `${pid}`, ...namespaces, "rm", `${this.folder}/ballast`];
    const { success, stderr } = await new Deno.Command("nsenter", { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }
}

const FILLED = `
set -e
mount -t tmpfs -o size=1m none "$1"
head -c 700000 /dev/zero > "$1/ballast"
shift
exec "$@"
`;

/** Why there can be no small disks here, in one line; undefined where there can. */
export function smallDiskFault(): string | undefined {
  const found = findUnshare();
  return typeof found === "string" ? found : undefined;
}

function unshareCommand(options: readonly string[], folder: string, command: readonly string[]) {
  const args = [...options, "sh", "-c", ON_DISK, "sh", folder, ...command];
  return new Deno.Command("unshare", { args, stdin: "null" });
}

/** The options of `unshare` that work here, or why there are none. */
function findUnshare(): readonly string[] | string {
  const folder = Deno.makeTempDirSync({ prefix: "chatroom-disk-" });
  let fault = "";
  try {
    for (const options of UNSHARES) {
      const { success, stderr } = unshareCommand(options, folder, ["true"]).outputSync();
      if (success) return options;
      fault = new TextDecoder().decode(stderr).trim().split("\n").at(-1) || "unshare failed";
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "there is no unshare";
  } finally {
    Deno.removeSync(folder);
  }
  return fault;
}
