// A room that several servers serve: the options for it, and what they lead to.

import { parseEndpoint } from "../net/mod.ts";
import type { ServerOptions } from "../server/mod.ts";
import type { OptionSpecs, OptionValues, ValueOption } from "./arguments/options.ts";
import { fileOption, integerOption } from "./arguments/values.ts";
import type { Context } from "./command.ts";
import { Failure, UsageError } from "./errors.ts";
import type { Keeper } from "./keeper.ts";
import { machineName } from "./process.ts";

/** The port of NATS. */
const NATS_PORT = 4222;

/** On how many servers of NATS a stream can be kept. */
const REPLICAS = [1, 5] as const;

/** What a room of several servers is called: their machines have names of their own. */
export const CLUSTER_ROOM = "chatroom";

export const CLUSTER = {
  "cluster": {
    metavar: "URL[,URL...]",
    summary: (help) => help.option.cluster,
    parse: parseCluster,
    expected: (messages) => messages.expected.cluster,
  } as ValueOption<readonly string[]>,
  "cluster-secret-file": fileOption((help) => help.option.clusterSecretFile),
  "nats-creds": fileOption((help) => help.option.natsCreds),
  "replicas": integerOption(REPLICAS, (help) => help.option.replicas),
} satisfies OptionSpecs;

/** Addresses of servers of NATS, with the port that each has; undefined where one of them is none. */
export function parseCluster(text: string): readonly string[] | undefined {
  const servers = text.split(",").map((server) => {
    const [, scheme = "nats", place = ""] = /^(?:(nats|tls):\/\/)?(.+)$/.exec(server) ?? [];
    const endpoint = parseEndpoint(place, NATS_PORT);
    if (endpoint === undefined) return undefined;
    const host = endpoint.hostname.includes(":") ? `[${endpoint.hostname}]` : endpoint.hostname;
    return `${scheme}://${host}:${endpoint.port}`;
  });
  return servers.every((server) => server !== undefined) ? servers : undefined;
}

/**
 * How to serve a room with others; undefined for a room that this server serves alone.
 *
 * @throws {UsageError}
 * @throws {Failure} where a file cannot be read
 */
export async function clusterPlan(
  options: OptionValues<typeof CLUSTER>,
  room: string,
  keeper: Keeper,
  { messages }: Pick<Context, "messages">,
): Promise<ServerOptions["cluster"]> {
  const { cluster: servers, "cluster-secret-file": path, "nats-creds": creds, replicas } = options;
  if (servers === undefined) {
    if ((path ?? creds ?? replicas) === undefined) return undefined;
    throw new UsageError(messages.needsCluster);
  }
  if (path === undefined) throw new UsageError(messages.clusterNeedsSecret);
  return {
    servers,
    secret: await keeper.secretKey(path),
    credentials: creds === undefined ? undefined : await read(creds, messages.cannotReadFile),
    replicas: replicas ?? 1,
    room,
    name: machineName() ?? CLUSTER_ROOM,
  };
}

async function read(path: string, fault: (path: string) => string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Error) throw new Failure(fault(path));
    throw error;
  }
}
