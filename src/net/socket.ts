import type { Endpoint } from "./address.ts";

/** What the driver needs of a datagram socket: as `Deno.DatagramConn` has it. */
export interface DatagramPort {
  /** Where it receives. */
  readonly addr: Deno.Addr;
  /** The next datagram, in the buffer. Rejects with `BadResource` once the socket is closed. */
  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.Addr]>;
  /** Sends a datagram. Returns the number of bytes. */
  send(datagram: Uint8Array, to: Deno.Addr): Promise<number>;
}

/** Why a socket could not be opened. */
export type BindFault = "in-use" | "not-permitted" | "no-such-address" | "other";

/** The error of {@link bindDatagram}. */
export class BindError extends Error {
  override readonly name = "BindError";

  constructor(readonly endpoint: Endpoint, readonly fault: BindFault, cause: Error) {
    super(`Cannot bind ${endpoint.hostname} port ${endpoint.port}: ${cause.message}`, { cause });
  }
}

/** How a socket is opened, beside its address. */
export interface BindOptions {
  /** Whether other sockets may have the same address and port: each gets a copy of what goes to a group. */
  readonly reuseAddress?: boolean;
  /** Whether what it sends to a group comes to this machine too. */
  readonly loopback?: boolean;
}

/**
 * Opens a datagram socket. Port 0 takes a free one.
 *
 * @throws {BindError}
 */
export function bindDatagram(
  { hostname, port }: Endpoint,
  options: BindOptions = {},
): Deno.DatagramConn {
  try {
    return Deno.listenDatagram({ transport: "udp", hostname, port, ...options });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new BindError({ hostname, port }, faultOf(error), error);
  }
}

/** Opens a socket on a free port, in the address family of `peer`. */
export function bindToward(peer: Endpoint): Deno.DatagramConn {
  return bindDatagram({ hostname: peer.hostname.includes(":") ? "::" : "0.0.0.0", port: 0 });
}

function faultOf(error: Error): BindFault {
  if (error instanceof Deno.errors.AddrInUse) return "in-use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "no-such-address";
  if (error instanceof Deno.errors.PermissionDenied) return "not-permitted";
  if (error instanceof Deno.errors.NotCapable) return "not-permitted";
  return "other";
}
