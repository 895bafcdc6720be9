// Real servers of NATS, for tests of rooms that several servers serve.

import { within } from "./deadline.ts";

/** Whether there is a `nats-server` to start here. */
export const HAS_NATS = await canRun("nats-server");

async function canRun(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

interface Node {
  readonly name: string;
  readonly clients: number;
  readonly routes: number;
  /** Where it tells of itself, over HTTP. */
  readonly monitor: number;
  process: Deno.ChildProcess | undefined;
}

/** A cluster of servers of NATS on loopback, with JetStream. */
export class NatsCluster implements AsyncDisposable {
  readonly #nodes: readonly Node[];
  readonly #folder: string;

  private constructor(count: number) {
    this.#folder = Deno.makeTempDirSync({ prefix: "chatroom-nats-" });
    const ports = freePorts(3 * count);
    this.#nodes = Array.from({ length: count }, (_, index) => ({
      name: `n${index}`,
      clients: ports[3 * index]!,
      routes: ports[3 * index + 1]!,
      monitor: ports[3 * index + 2]!,
      process: undefined,
    }));
  }

  /** Fulfilled when the cluster has a leader. */
  static async start(count: number): Promise<NatsCluster> {
    const cluster = new NatsCluster(count);
    for (let index = 0; index < count; index++) cluster.revive(index);
    await within(cluster.#settled(), "a cluster of NATS");
    return cluster;
  }

  /** The ports that clients use. */
  get ports(): readonly number[] {
    return this.#nodes.map(({ clients }) => clients);
  }

  /** The addresses that clients use. */
  get urls(): string {
    return urlsOf(this.ports);
  }

  /** Starts a node that is not running. */
  revive(index: number): void {
    const node = this.#nodes[index]!;
    const routes = this.#nodes.map(({ routes }) => `nats://127.0.0.1:${routes}`).join(",");
    const cluster = ["--cluster_name", "c", "--cluster", `nats://127.0.0.1:${node.routes}`];
    node.process ??= new Deno.Command("nats-server", {
      args: [
        ...["-a", "127.0.0.1", "-p", `${node.clients}`, "-n", node.name, "-l", "/dev/null"],
        ...["-m", `${node.monitor}`],
        ...["-js", "-sd", `${this.#folder}/${node.name}`, "--no_advertise"],
        ...this.#nodes.length > 1 ? [...cluster, "--routes", routes] : [],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** Ends a node, which gets no chance to say a word. */
  async kill(index: number): Promise<void> {
    const node = this.#nodes[index]!;
    const { process } = node;
    node.process = undefined;
    process?.kill("SIGKILL");
    await process?.status;
  }

  /** Number of the node that leads a stream; undefined where none does. */
  async leaderOf(stream: string): Promise<number | undefined> {
    for (const node of this.#nodes) {
      const { account_details: accounts = [] } = await tellOf(node) ?? {};
      const details = accounts.flatMap(({ stream_detail = [] }) => stream_detail);
      const leader = details.find(({ name }) => name === stream)?.cluster?.leader;
      const index = this.#nodes.findIndex(({ name }) => name === leader);
      if (index >= 0) return index;
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.keys().map((index) => this.kill(index)));
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** Waits until the nodes have a leader, or until the one is there. */
  async #settled(): Promise<void> {
    const isSettled = (told: Told | undefined) =>
      told !== undefined && (this.#nodes.length === 1 || (told.meta_cluster?.leader ?? "") !== "");
    while (!(await Promise.all(this.#nodes.map(tellOf))).every(isSettled)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** What a node tells of itself. */
interface Told {
  readonly meta_cluster?: { readonly leader?: string };
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string;
      readonly cluster?: { readonly leader?: string };
    }[];
  }[];
}

/** Undefined where the node does not answer. */
async function tellOf({ monitor }: Node): Promise<Told | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${monitor}/jsz?streams=true`);
    return answer.ok ? await answer.json() : (await answer.body?.cancel(), undefined);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The addresses of NATS at these ports of loopback. */
export function urlsOf(ports: readonly number[]): string {
  return ports.map((port) => `nats://127.0.0.1:${port}`).join(",");
}

/** Ports that were free a moment ago, below those that the system gives to other sockets. */
function freePorts(count: number): number[] {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      if (!ports.includes(port)) ports.push(port);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  return ports;
}
