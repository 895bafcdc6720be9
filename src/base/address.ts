/** Whether two socket addresses are the same: host and port. */
export function sameAddress(
  one: Pick<Deno.NetAddr, "hostname" | "port">,
  other: Pick<Deno.NetAddr, "hostname" | "port">,
): boolean {
  return one.port === other.port && one.hostname === other.hostname;
}

/** Whether an IP address, in its one form, is this machine's own to itself. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/**
 * Reads an IP address, IPv6 in brackets, and a port from 1 to 65535: `10.0.0.7:8888`. Undefined for anything else, names
 * of hosts among them.
 */
export function parseSocketAddress(
  text: string,
): { readonly hostname: string; readonly port: number } | undefined {
  const [, four, six, digits] =
    /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([\da-f:.]*:[\da-f:.]*)\]):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  // The URL standard knows every form of an address, and refuses what only looks like one.
  const host = six === undefined ? four : `[${six}]`;
  if (host === undefined || !URL.canParse(`http://${host}/`)) return undefined;
  return port >= 1 && port <= 65535 ? { hostname: six ?? host, port } : undefined;
}

/** UDP has no port beyond: what is added to the TCP port of who is reached over a WebSocket. */
const WEB_PORTS = 65_536;

/**
 * The address by which a machine knows who is reached over a WebSocket that comes from `peer`. It is never equal to
 * the address of a UDP socket, whatever that one's port.
 */
export function webAddress(
  { hostname, port }: Pick<Deno.NetAddr, "hostname" | "port">,
): Deno.NetAddr {
  return { transport: "tcp", hostname, port: port + WEB_PORTS };
}

/** The TCP port that the address of {@link webAddress} was made of; undefined for any other address. */
export function webPortOf({ port }: Pick<Deno.NetAddr, "port">): number | undefined {
  return port >= WEB_PORTS ? port - WEB_PORTS : undefined;
}
