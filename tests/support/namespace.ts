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
`;

/**
 * What drops datagrams that come in, as classic BPF programs that say 2 for those and 0 for all others: UDP to one host
 * alone, all UDP, or whatever has more than 1000 bytes.
 */
const DROPS = {
  unicast: "8,40 0 0 12,21 0 5 2048,48 0 0 23,21 0 3 17,48 0 0 30,53 1 0 224,6 0 0 2,6 0 0 0",
  udp: "6,40 0 0 12,21 0 3 2048,48 0 0 23,21 0 1 17,6 0 0 2,6 0 0 0",
  long: "4,128 0 0 0,53 0 1 1000,6 0 0 2,6 0 0 0",
} as const;

/** A firewall at one of the hosts, in the way of what comes in. */
const GUARDED = `
drop="tc qdisc add dev $1 clsact
  tc filter add dev $1 ingress bpf direct-action bytecode '$2'"
if [ $1 = left ]; then eval "$drop"; else nsenter --target $other --net sh -ec "$drop"; fi
`;

/** The first host has an address on another network as well, to which the second one has a route. */
const ROUTED = `
ip address add 10.88.0.1/24 dev lo
nsenter --target $other --net ip route add 10.88.0.0/24 via 10.77.0.1
`;

/** What a namespace is made with: a script for the shell, and its arguments. */
export type Recipe = readonly [script: string, ...args: string[]];

/** One host whose loopback loses a share of all datagrams, 0 to 1. */
export function lossyHost(loss: number): Recipe {
  return [LOSSY, `${loss * 100}`, `${Math.floor(loss * 2 ** 32)}`];
}

/** Two hosts on one Ethernet, 10.77.0.1 and 10.77.0.2, which also passes on multicast. */
export const TWO_HOSTS: Recipe = [JOINED + HOLD];

/** The same, and 10.88.0.1 of the first one is on another network: multicast does not get there. */
export const TWO_NETWORKS: Recipe = [JOINED + ROUTED + HOLD];

/** The two hosts with a firewall at one of them, 0 or 1, that drops some of what comes in. */
export function guardedHosts(host: 0 | 1, drops: keyof typeof DROPS): Recipe {
  return [JOINED + GUARDED + HOLD, host === 0 ? "left" : "right", DROPS[drops]];
}

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
  const decoder = new TextDecoder();
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.trim();
}
