import { isIPv4 } from "node:net";
import { isLoopback } from "../base/mod.ts";
import { canonicalIP } from "./endpoint.ts";

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

/** Whether an IPv4 address is on a network of this machine. */
export function isNeighbour(hostname: string): boolean {
  return ipv4Interfaces().some((network) => isOnNetwork(hostname, network));
}

/** The 32 bits of an IPv4 address. */
function bitsOf(address: string): number {
  return address.split(".").reduce((bits, byte) => (bits << 8) | Number(byte), 0);
}

/** What an interface is for, as far as its name and address tell. */
export type InterfaceKind =
  /** This machine alone. */
  | "loopback"
  /** Containers and virtual machines on this machine. */
  | "virtual"
  /** A tunnel to another network, such as a VPN. */
  | "tunnel"
  | "network";

/** An address of this machine, and the interface that has it. */
export interface OwnAddress {
  readonly name: string;
  readonly family: "IPv4" | "IPv6";
  readonly address: string;
  /** With the number of bits of its network, as `10.0.0.7/24`. */
  readonly cidr: string;
  readonly kind: InterfaceKind;
}

/** All addresses of this machine but IPv6 link-local ones, IPv4 first; none where nothing can be asked. */
export function ownAddresses(): OwnAddress[] {
  const all = ownInterfaces().filter((one): one is Deno.NetworkInterfaceInfo => "name" in one);
  return all.filter(({ address }) => !/^fe[89ab]/i.test(address))
    .map(({ name, family, address, cidr }) => {
      return { name, family, address, cidr, kind: interfaceKind(name, address) };
    })
    .sort((one, other) => one.family < other.family ? -1 : one.family > other.family ? 1 : 0);
}

const TUNNELS = /^(?:tun|tap|utun|wg|ppp|ipsec|gif|zt|tailscale|nordlynx|proton|sit|gre)/i;
const VIRTUALS =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vnet|vmbr|lxc|lxd|cni|flannel|cali|podman|dummy|ifb|bridge\d)|\b(?:vEthernet|VirtualBox|VMware|WSL)\b/i;

/** What an interface of this name is for, by the names that such programs and systems give. */
export function interfaceKind(name: string, address: string): InterfaceKind {
  if (isLoopback(address)) return "loopback";
  if (TUNNELS.test(name)) return "tunnel";
  return VIRTUALS.test(name) ? "virtual" : "network";
}

/** Networks that no router of the internet knows: RFC 1918, 3927, 6598 (shared by a provider's customers), loopback. */
const PRIVATE: readonly NetworkInterface[] = [
  { address: "10.0.0.0", netmask: "255.0.0.0" },
  { address: "172.16.0.0", netmask: "255.240.0.0" },
  { address: "192.168.0.0", netmask: "255.255.0.0" },
  { address: "169.254.0.0", netmask: "255.255.0.0" },
  { address: "100.64.0.0", netmask: "255.192.0.0" },
  LOOPBACK,
];

/** Whether an address is on a private network, or a neighbour's: nobody on the internet can send from there. */
export function isPrivate(hostname: string): boolean {
  const address = canonicalIP(hostname);
  if (!isIPv4(address)) return /^(?:::1$|f[cd]|fe[89ab])/.test(address);
  return PRIVATE.some((network) => isOnNetwork(address, network)) || isNeighbour(address);
}
