import type { Endpoint } from "./address.ts";

/** Why a socket could not be opened. */
export type BindFault = "in-use" | "not-permitted" | "no-such-address" | "other";

/** The error of {@link bindDatagram}. */
export class BindError extends Error {
  override readonly name = "BindError";

  constructor(readonly endpoint: Endpoint, readonly fault: BindFault, cause: Error) {
    super(`Cannot bind ${endpoint.hostname} port ${endpoint.port}: ${cause.message}`, { cause });
  }
}

/**
 * Opens a datagram socket. Port 0 takes a free one.
 *
 * @throws {BindError}
 */
export function bindDatagram({ hostname, port }: Endpoint): Deno.DatagramConn {
  try {
    return Deno.listenDatagram({ transport: "udp", hostname, port });
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
