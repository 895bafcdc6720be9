import type { Endpoint } from "../endpoint.ts";
import { BindError, faultOf } from "../socket.ts";
import { WebDesk, type WebDeskOptions } from "./desk.ts";
import { answerText } from "./page.ts";

/** A certificate and its secret key, both in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface WebOptions extends WebDeskOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly endpoint: Endpoint;
  /** Undefined for plain HTTP. */
  readonly certificate?: Certificate | undefined;
}

/** A web server that is open. */
export interface WebServer {
  /** The TCP port on which it listens. */
  readonly port: number;
  /** Ends all connections, and answers that are under way; fulfilled when they are over. */
  close(): Promise<void>;
}

/**
 * Answers HTTP: gives browsers a page, and takes their WebSockets, which carry datagrams.
 *
 * @throws {BindError}
 */
export function serveWeb(options: WebOptions): WebServer {
  const { endpoint, certificate, port } = options;
  const desk = new WebDesk(options);
  const cut = new AbortController();
  try {
    const server = Deno.serve(
      {
        ...endpoint,
        ...certificate,
        signal: cut.signal,
        onListen: () => {},
        onError: () => answerText(500, "It did not work"),
      },
      (request, { remoteAddr, completed }) =>
        desk.answer({ request, from: remoteAddr as Deno.NetAddr, completed }),
    );
    return {
      port: (server.addr as Deno.NetAddr).port,
      async close() {
        await port.close();
        cut.abort();
        await server.finished;
      },
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fault = faultOf(error);
    const isCertificates = fault === "other" && certificate !== undefined;
    throw new BindError(endpoint, isCertificates ? "certificate" : fault, error);
  }
}
