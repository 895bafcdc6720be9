import { within } from "./deadline.ts";

/** Ways to get a network namespace: as root, or as anybody who may have a user namespace. */
const UNSHARES = [["--net"], ["--user", "--map-root-user", "--net"]] as const;

/** Keeps the namespaces for as long as the script's input is open, and says whose they are. */
const HOLD = `
echo "$$" $other
cat >/dev/null
`;

/**
 * Loopback loses a share of what is sent: netem does it; where the kernel has none, a classic BPF program
 * that draws a random number for each packet, and drops it (2) or not (0).
 */
const LOSSY = `
set -e
ip link set lo up
tc qdisc add dev lo root netem loss "$1%" 2>/dev/null || {
  tc qdisc add dev lo clsact
  tc filter add dev lo ingress bpf direct-action \\
    bytecode "4,32 0 0 4294963256,53 0 1 $2,6 0 0 0,6 0 0 2"
}
${HOLD}`;

/** A second namespace, joined to the first by a pair of virtual Ethernet cards. */
const JOINED = `
set -e
ip link set lo up
unshare --net sleep infinity >/dev/null 2>&1 &
other=$!
trap 'kill $other' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
  kill -0 $other
done
ip link add left type veth peer name right netns $other
ip address add 10.77.0.1/24 dev left
ip link set left up
ip route add 224.0.0.0/4 dev left
nsenter --target $other --net sh -ec "
  ip link set lo up
  ip address add 10.77.0.2/24 dev right
  ip link set right up
  ip route add 224.0.0.0/4 dev right
"
${HOLD}`;

/** What a namespace is made with: a script for the shell, and its arguments. */
export type Recipe = readonly [script: string, ...args: string[]];

/** One host whose loopback loses a share of all datagrams, 0 to 1. */
export function lossyHost(loss: number): Recipe {
  return [LOSSY, `${loss * 100}`, `${Math.floor(loss * 2 ** 32)}`];
}

/** Two hosts on one Ethernet, 10.77.0.1 and 10.77.0.2, which also passes on multicast. */
export const TWO_HOSTS: Recipe = [JOINED];

/**
 * Hosts of a network of their own, on this machine: commands that run there see that network only. It needs
 * Linux with `unshare`, `nsenter`, `ip` and `tc`, and the permission to make namespaces.
 */
export class Namespaces implements AsyncDisposable {
  readonly #holder: Deno.ChildProcess;
  readonly #enter: readonly (readonly string[])[];

  private constructor(holder: Deno.ChildProcess, enter: readonly (readonly string[])[]) {
    this.#holder = holder;
    this.#enter = enter;
  }

  /** Why this machine cannot make them, in one line; undefined where it can. */
  static fault(recipe: Recipe): string | undefined {
    const found = findUnshare(recipe);
    return typeof found === "string" ? found : undefined;
  }

  /** Makes the hosts. They go when they are disposed of and no command runs there any more. */
  static async open(recipe: Recipe): Promise<Namespaces> {
    const unshare = findUnshare(recipe);
    if (typeof unshare === "string") throw new Error(`Cannot make namespaces: ${unshare}`);
    const holder = unshareCommand(unshare, recipe, "piped").spawn();
    const line = await within(firstLine(holder.stdout), "the namespaces");
    const user = unshare.length > 1 ? ["--user", "--preserve-credentials"] : [];
    const enter = line.split(" ").map((pid) => ["nsenter", "--target", pid, ...user, "--net"]);
    return new Namespaces(holder, enter);
  }

  /** The command that runs `args` on a host, 0 being the first. */
  command(args: readonly string[], host = 0): [string, ...string[]] {
    const [program, ...options] = this.#enter[host] ?? [];
    if (program === undefined) throw new RangeError(`Cannot run on host ${host}: there is none`);
    return [program, ...options, "--", ...args];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await within(this.#holder.status, "the end of the namespaces");
  }
}

/** Registers a test that needs namespaces. Where this machine has none, it is left out, and its name says why. */
export function testInNamespaces(
  name: string,
  recipe: Recipe,
  run: (hosts: Namespaces) => Promise<void>,
): void {
  const fault = Namespaces.fault(recipe);
  Deno.test({
    name: fault === undefined ? name : `${name} (left out: ${fault})`,
    ignore: fault !== undefined,
    fn: async () => {
      await using hosts = await Namespaces.open(recipe);
      await run(hosts);
    },
  });
}

function unshareCommand(options: readonly string[], recipe: Recipe, stdin: "piped" | "null") {
  const [script, ...args] = recipe;
  return new Deno.Command("unshare", {
    args: [...options, "sh", "-c", script, "sh", ...args],
    stdin,
    stdout: "piped",
    stderr: stdin === "null" ? "piped" : "null",
  });
}

/** The options of `unshare` with which the recipe works here, or why there are none. */
function findUnshare(recipe: Recipe): readonly string[] | string {
  let fault = "";
  for (const options of UNSHARES) {
    try {
      const { success, stderr } = unshareCommand(options, recipe, "null").outputSync();
      if (success) return options;
      const lines = new TextDecoder().decode(stderr).trim().split("\n");
      fault = lines.at(-1) || "the script failed without a word";
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return "there is no unshare";
    }
  }
  return fault;
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  return text.trim();
}
