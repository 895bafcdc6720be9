/** Browsers for tests: what a page does, without a page. */

import { DATAGRAMS_PATH, DATAGRAMS_PROTOCOL, type Page, WebClientPort } from "../../src/net/mod.ts";
import type { Server, WebPlan } from "../../src/server/mod.ts";
import { Crowd } from "./crowd.ts";
import { awaited, within } from "./deadline.ts";

/** A room that serves browsers, on a free port. */
export const WEB: WebPlan = { port: 0, certificate: undefined };

/** A page of three files. */
// deno-lint-ignore require-await -- a page has to be made, as a rule
export async function smallPage(): Promise<Page> {
  const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text));
  return {
    files: new Map([
      ["/", { type: "text/html; charset=utf-8", body: bytes("<!doctype html>".padEnd(2000)) }],
      ["/page.js", { type: "text/javascript; charset=utf-8", body: bytes("{}") }],
      ["/page.css", { type: "text/css; charset=utf-8", body: bytes("p{}") }],
    ]),
  };
}

/** The TCP port of a server that serves browsers. */
export function webPort({ web }: Server): number {
  if (web.kind !== "open") throw new Error(`No browser is served: ${web.kind}`);
  return web.port;
}

/** Where a server's page is. */
export function originOf(server: Server): string {
  return `http://127.0.0.1:${webPort(server)}`;
}

/** The members at one page: they share its WebSocket. */
export class PageCrowd extends Crowd {
  readonly port: WebClientPort;

  constructor(server: Server) {
    const port = new WebClientPort(originOf(server));
    super(server.endpoint, port);
    this.port = port;
  }
}

/** A bare WebSocket to a server: what it hears, and why it was closed. */
export class BareSocket implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly heard: unknown[] = [];
  readonly opened = awaited<void>("the WebSocket to open");
  /** The code of the end; 1006 where nobody gave one. */
  readonly closed = Promise.withResolvers<number>();

  /** @param port the TCP port of a server on loopback */
  constructor(port: number, protocol: string = DATAGRAMS_PROTOCOL) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${DATAGRAMS_PATH}`, protocol);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.opened.resolve());
    this.socket.addEventListener("message", ({ data }) => this.heard.push(data));
    this.socket.addEventListener("error", (event) => event.preventDefault());
    this.socket.addEventListener("close", ({ code }) => {
      this.opened.resolve();
      this.closed.resolve(code);
    });
  }

  /** Sends a message once the connection is there. */
  async send(message: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.opened.promise;
    this.socket.send(message);
  }

  /** Waits for the end. */
  async end(): Promise<number> {
    return await within(this.closed.promise, "the WebSocket's end");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.end();
  }
}
