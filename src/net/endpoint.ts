import { lookup } from "node:dns/promises";
import { isIP, isIPv4, isIPv6 } from "node:net";
import process from "node:process";
import { isLoopback, webPortOf } from "../base/mod.ts";

/** Where a program listens or sends to: a host name or an IP address without brackets, and a port. */
export interface Endpoint {
  readonly hostname: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** The endpoint as people write it: `10.0.0.7:8888`, `[::1]:8888`. */
export function formatEndpoint({ hostname, port }: Endpoint): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/**
 * Where somebody is, as people are shown it. Who is reached over a WebSocket is told apart from the UDP socket with the
 * same number: `10.0.0.7:50123/web`.
 */
export function formatPeer(address: Deno.NetAddr): string {
  const port = webPortOf(address);
  return port === undefined
    ? formatEndpoint(address)
    : `${formatEndpoint({ ...address, port })}/web`;
}

/** The port that `text` is, or undefined where it is none: a whole number from 0 to 65535. */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  return port <= 65535 ? port : undefined;
}

/** The IP address that `text` is, IPv6 in brackets or bare; undefined where it is none, or has a zone. */
export function parseIP(text: string): string | undefined {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  const address = bracketed ?? text;
  const isAddress = isIPv6(address) || (bracketed === undefined && isIPv4(address));
  // Neither Deno's sockets nor its URLs take an address with a zone.
  return isAddress && !address.includes("%") ? address : undefined;
}

/**
 * Reads `HOST` or `HOST:PORT`, where a host is a name, an IPv4 address or an IPv6 address in brackets (bare
 * where no port follows). Returns undefined for anything else.
 */
export function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  if (isIPv6(text)) {
    const hostname = parseIP(text);
    return hostname === undefined ? undefined : { hostname, port: defaultPort };
  }
  const parts = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text);
  if (parts === null) return undefined;
  const [, host = "", portText] = parts;
  const port = portText === undefined ? defaultPort : parsePort(portText);
  if (port === undefined || port === 0) return undefined;
  const hostname = host.startsWith("[") ? parseIP(host) : hostNameOrIPv4(host);
  return hostname === undefined ? undefined : { hostname, port };
}

function hostNameOrIPv4(host: string): string | undefined {
  if (isIPv4(host)) return host;
  // RFC 1123, section 2.1: labels of letters, digits and hyphens; the last one is not all digits. Letters
  // beyond ASCII are left to the resolver.
  const label = /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)$/u;
  const labels = host.replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  return labels.every((text) => label.test(text)) && !/^\d+$/.test(last) ? host : undefined;
}

/**
 * The endpoint with its host name looked up: at least one, IPv4 and IPv6 in turn, IPv4 first. An IP address is
 * in the one form that a received datagram's sender has. The address that stands for every address of this
 * machine becomes its loopback address.
 *
 * @throws {Deno.errors.NotFound} where the host has no address
 */
export async function resolveEndpoint({ hostname, port }: Endpoint): Promise<Endpoint[]> {
  const addresses = isIP(hostname) !== 0 ? [hostname] : await lookUp(hostname);
  const unique = new Set(addresses.map(canonicalIP));
  return [...unique].map((address) => ({ hostname: LOOPBACKS[address] ?? address, port }));
}

/** How this machine reaches itself where a server listens on every address. */
const LOOPBACKS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * The one form of an IP address: IPv6 as RFC 5952 writes it, but for IPv4 in IPv6's clothes (RFC 4291,
 * section 2.5.5.2), which becomes IPv4. A zone, which only this machine knows, is left out.
 */
export function canonicalIP(address: string): string {
  if (isIPv4(address)) return address;
  const [bare = ""] = address.split("%");
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const words = [high, low].map((digits) => parseInt(digits, 16));
  return words.flatMap((word) => [word >> 8, word & 0xff]).join(".");
}

/**
 * The addresses that count as one host, in the form of `canonicalIP`: an IPv4 address alone; of an IPv6
 * address its /64, as `2001:db8::/64`, since a host has all addresses of its /64 (RFC 4291, section 2.5.1).
 * The loopback address stands alone, and so do link-local ones, whose /64 all hosts share.
 */
export function networkOf(address: string): string {
  const canonical = canonicalIP(address);
  if (isIPv4(canonical) || canonical === "::1" || /^fe[89ab][\da-f]:/.test(canonical)) {
    return canonical;
  }
  const [head = "", tail = ""] = canonical.split("::");
  const [front, back] = [head, tail].map((part) => part.split(":").filter((word) => word !== ""));
  const zeros = Array<string>(8 - front!.length - back!.length).fill("0");
  const prefix = [...front!, ...zeros, ...back!].slice(0, 4);
  return `${canonicalIP(`${prefix.join(":")}::`)}/64`;
}

async function lookUp(hostname: string): Promise<string[]> {
  // RFC 6761, section 6.3: the name means this machine, whatever its list of hosts lacks.
  if (/(?:^|\.)localhost\.?$/i.test(hostname)) return ["127.0.0.1", "::1"];
  // Deno 2.4's resolver uses a module that the same Deno warns about, on the person's terminal.
  Object.assign(process, { noDeprecation: true });
  try {
    const found = await lookup(hostname, { all: true });
    const [four, six] = [4, 6].map((wanted) => found.filter(({ family }) => family === wanted));
    const inTurn = found.flatMap((_, index) => [four?.[index], six?.[index]]);
    const addresses = inTurn.flatMap((entry) => entry?.address ?? []);
    if (addresses.length > 0) return addresses;
  } catch {
    // Whatever the resolver says, the host cannot be reached by this name.
  }
  throw new Deno.errors.NotFound(`Cannot find the host ${hostname}`);
}

/**
 * The addresses by which others reach a server that listens on `hostname`: for one that stands for every
 * address of this machine, those of its network interfaces, loopback last; IPv6 link-local addresses, which
 * need a zone, are left out.
 */
export function reachableAddresses(
  hostname: string,
  interfaces: readonly { readonly address: string }[],
): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  const addresses = interfaces.map(({ address }) => address)
    .filter((address) => hostname === "::" || isIPv4(address))
    .filter((address) => !/^fe[89ab]/i.test(address));
  return [...new Set(addresses)].sort((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)));
}
