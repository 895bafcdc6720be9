import type { Endpoint } from "./endpoint.ts";

/** What the driver needs of a datagram socket: as `Deno.DatagramConn` has it. */
export interface DatagramPort {
  /** Where it receives. */
  readonly addr: Deno.Addr;
  /** The next datagram, in the buffer. Once the socket is closed, it rejects with an error named `BadResource`. */
  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.Addr]>;
  /** Sends a datagram. Returns the number of bytes. */
  send(datagram: Uint8Array, to: Deno.Addr): Promise<number>;
}

/** A datagram that has arrived, and its sender. */
export interface Received {
  readonly datagram: Uint8Array;
  readonly from: Deno.NetAddr;
}

/** Why a socket could not be opened. */
export type BindFault =
  | "in-use"
  | "not-permitted"
  | "no-such-address"
  /** Of a server that has a certificate: it, or its key, is none. */
  | "certificate"
  | "other";

/** The error of {@link bindDatagram}. */
export class BindError extends Error {
  override readonly name = "BindError";
  /** What the system, or Deno, said. */
  readonly why: string;

  constructor(readonly endpoint: Endpoint, readonly fault: BindFault, cause: Error) {
    super(`Cannot bind ${endpoint.hostname} port ${endpoint.port}: ${cause.message}`, { cause });
    this.why = cause.message;
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

/**
 * Whether nobody on this machine receives at an address; undefined where it is not this machine's. A port that is
 * free can be had, and is given back at once. (A datagram to it comes back as an error, but Deno tells nobody.)
 */
export function isPortFree(endpoint: Endpoint): boolean | undefined {
  try {
    bindDatagram(endpoint).close();
    return true;
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    return error.fault === "in-use" ? false : undefined;
  }
}

/** What kept a socket from being opened. */
export function faultOf(error: Error): BindFault {
  if (error instanceof Deno.errors.AddrInUse) return "in-use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "no-such-address";
  if (error instanceof Deno.errors.PermissionDenied) return "not-permitted";
  if (error instanceof Deno.errors.NotCapable) return "not-permitted";
  return "other";
}
