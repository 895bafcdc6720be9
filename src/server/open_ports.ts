import {
  bindDatagram,
  BindError,
  type Endpoint,
  type Page,
  serveWeb,
  WebPort,
} from "../net/mod.ts";
import { DATAGRAM_LIMIT } from "../wire/mod.ts";
import type { ServerOptions, WebPlan, WebState } from "./protocol.ts";

/** How often a free port is taken anew whose number browsers cannot have. */
const ATTEMPTS = 10;

/** The web's side of a room. */
export interface OpenWeb {
  /** Where members come from who are at a page; undefined where no browser is served. */
  readonly port: WebPort | undefined;
  readonly state: WebState;
  close(): Promise<void>;
}

/** The ports of a room. */
export interface OpenPorts {
  readonly socket: Deno.DatagramConn;
  readonly web: OpenWeb;
}

/**
 * Opens the room's socket, and serves browsers, on the port of the same number where no other is wanted.
 *
 * @throws {BindError} where there can be no socket, or the certificate is none
 */
export function openPorts(
  { endpoint, web: plan }: Pick<ServerOptions, "endpoint" | "web">,
  page: () => Promise<Page>,
): OpenPorts {
  const isFree = endpoint.port === 0 && plan?.port === undefined;
  for (let attempt = 1;; attempt++) {
    const socket = bindDatagram(endpoint);
    try {
      const web = openWeb(plan, socket.addr as Deno.NetAddr, page);
      if (web.state.kind !== "closed" || !isFree || attempt === ATTEMPTS) return { socket, web };
    } catch (error) {
      socket.close();
      throw error;
    }
    socket.close();
  }
}

/**
 * Serves browsers, as far as that is wanted and the port is free.
 *
 * @param endpoint where the room's datagrams arrive
 * @throws {BindError} where the certificate is none
 */
function openWeb(
  plan: WebPlan | undefined,
  { hostname, port: datagramPort }: Endpoint,
  page: () => Promise<Page>,
): OpenWeb {
  const without = (state: WebState) => ({ port: undefined, state, close: () => Promise.resolve() });
  if (plan === undefined) return without({ kind: "off" });
  const { port: number = datagramPort, certificate } = plan;
  const port = new WebPort(DATAGRAM_LIMIT);
  try {
    const server = serveWeb({ endpoint: { hostname, port: number }, certificate, port, page });
    const isSecure = certificate !== undefined;
    return { port, state: { kind: "open", port: server.port, isSecure }, close: server.close };
  } catch (error) {
    if (!(error instanceof BindError) || error.fault === "certificate") throw error;
    return without({ kind: "closed", port: number, fault: error.fault });
  }
}
