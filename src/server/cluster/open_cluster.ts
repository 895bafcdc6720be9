import { encodeHex } from "@std/encoding/hex";
import { isLoopback, randomBytes } from "../../base/mod.ts";
import { formatEndpoint, reachableAddresses } from "../../net/mod.ts";
import type { Primitives } from "../../secure/mod.ts";
import { type JetStream, RoomFile, StoreError } from "../../store/mod.ts";
import type { ClusterOptions } from "./cluster.ts";
import type { ClusterPlan } from "./plan.ts";
import { openRoomSeal, type RoomIdentity, sealRoom } from "./room_seal.ts";

/** A room's stream that is open, and what this server has of it. */
export interface OpenCluster {
  readonly stream: JetStream;
  readonly identity: RoomIdentity;
  readonly file: RoomFile | undefined;
  /** How the room's service takes part, once it is known where members reach it. */
  optionsAt(endpoint: { readonly hostname: string; readonly port: number }): ClusterOptions;
}

/**
 * Opens a room's stream, and the file that has as much of it as was seen here before.
 *
 * @param key the room's secret key, where this server is the first
 * @throws {StoreError}
 */
export async function openCluster(
  plan: ClusterPlan,
  key: Uint8Array,
  path: string | undefined,
  primitives: Primitives,
): Promise<OpenCluster> {
  const { JetStream } = await import("../../store/stream/jet_stream.ts");
  const name = encodeHex(primitives.sha256(new TextEncoder().encode(plan.room)).subarray(0, 8));
  const first = { id: encodeHex(randomBytes(8)), key };
  const stream = await JetStream.open(
    { ...plan, name },
    sealRoom(first, plan.secret, primitives, randomBytes),
  );
  let file: RoomFile | undefined;
  try {
    const identity = openRoomSeal(stream.first, plan.secret, primitives);
    file = path === undefined ? undefined : openFile(path, plan.room, identity.id);
    const after = await stream.sequenceOf(file?.last ?? 0);
    return {
      stream,
      identity,
      file,
      optionsAt: (endpoint) => optionsAt(plan, stream, after, endpoint),
    };
  } catch (error) {
    file?.close();
    await stream[Symbol.asyncDispose]();
    throw error;
  }
}

function optionsAt(
  { name }: ClusterPlan,
  stream: JetStream,
  after: number,
  { hostname, port }: { readonly hostname: string; readonly port: number },
): ClusterOptions {
  const reachable = reachableAddresses(hostname, Deno.networkInterfaces());
  // On another machine, a loopback address is that machine's own.
  const outer = reachable.filter((address) => !isLoopback(address));
  const addresses = (outer.length > 0 ? outer : reachable)
    .map((hostname) => formatEndpoint({ hostname, port }));
  return {
    stream,
    server: encodeHex(randomBytes(8)),
    name: `${name}:${port}`,
    addresses,
    after,
    catchUp: stream.last,
  };
}

function openFile(path: string, name: string, id: string): RoomFile {
  const file = RoomFile.open(path, { id, name, now: Date.now() });
  if (file.id === id) return file;
  file.close();
  throw new StoreError(`Cannot use ${path}: it is the file of another room`);
}
