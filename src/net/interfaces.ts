import { isIPv4 } from "node:net";

/** An IPv4 address of this machine, and the mask of the network that it is on, both as `10.0.0.7`. */
export interface NetworkInterface {
  readonly address: string;
  readonly netmask: string;
}

/** This machine's loopback interface: what is there where nothing can be asked. */
export const LOOPBACK: NetworkInterface = { address: "127.0.0.1", netmask: "255.0.0.0" };

/**
 * The IPv4 interfaces of this machine by which a server that listens on `hostname` is reached: all of them
 * where that stands for every address, else the one that has it.
 */
export function ipv4Interfaces(hostname = "0.0.0.0"): NetworkInterface[] {
  const isAny = hostname === "0.0.0.0" || hostname === "::";
  return ownInterfaces().filter(({ address }) => isIPv4(address))
    .filter(({ address }) => isAny || address === hostname);
}

function ownInterfaces(): readonly NetworkInterface[] {
  try {
    return Deno.networkInterfaces();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return [LOOPBACK];
    throw error;
  }
}

/** Whether an IPv4 address is on the network of an interface: a neighbour, not behind a router. */
export function isOnNetwork(hostname: string, { address, netmask }: NetworkInterface): boolean {
  return isIPv4(hostname) && ((bitsOf(hostname) ^ bitsOf(address)) & bitsOf(netmask)) === 0;
}

/** The 32 bits of an IPv4 address. */
function bitsOf(address: string): number {
  return address.split(".").reduce((bits, byte) => (bits << 8) | Number(byte), 0);
}
