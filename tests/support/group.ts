import { DISCOVERY_GROUP } from "../../src/discovery/mod.ts";

/**
 * The group of discovery on a port that nobody uses, so that a test hears neither another one nor the rooms
 * of the network that it happens to run on.
 */
export function freeGroup(): Deno.NetAddr {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
  const { port } = socket.addr as Deno.NetAddr;
  socket.close();
  return { ...DISCOVERY_GROUP, port };
}

/** Takes the group's port, for itself or shared, as some other program may. */
export function occupy({ port }: Deno.NetAddr, reuseAddress: boolean): Disposable {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port, reuseAddress });
  return { [Symbol.dispose]: () => socket.close() };
}
