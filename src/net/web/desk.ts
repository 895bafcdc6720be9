import { steadyNow } from "../clock.ts";
import { DATAGRAMS_PATH, DATAGRAMS_PROTOCOL } from "./client_port.ts";
import { type Download, Downloads } from "./download.ts";
import { answerText, HEADERS, type Page, PreparedPage } from "./page.ts";
import type { WebPort } from "./port.ts";
import { Visitors } from "./visitors.ts";

export interface WebDeskOptions {
  /** Takes the WebSockets. */
  readonly port: WebPort;
  /** The page, which is asked for when a browser first asks. */
  readonly page: () => Promise<Page>;
}

/** A request, and what is known beside. */
interface Visit {
  readonly request: Request;
  readonly from: Deno.NetAddr;
  /** Settled when the answer was sent, or could not be. */
  readonly completed: Promise<void>;
}

/** What is said to who asks for too much. */
const TOO_MUCH = () => answerText(429, "Too much at once", { "retry-after": "5" });

/** Answers requests: with a file of the page, or with a WebSocket. Nothing that somebody asks for is said back. */
export class WebDesk {
  readonly #options: WebDeskOptions;
  readonly #visitors = new Visitors();
  readonly #downloads = new Downloads();
  #page: Promise<PreparedPage> | undefined;

  constructor(options: WebDeskOptions) {
    this.#options = options;
  }

  async answer(visit: Visit): Promise<Response> {
    const { request, from, completed } = visit;
    // Who goes away in between is nobody's fault.
    completed.catch(() => {});
    if (!this.#visitors.admit(from, steadyNow())) return TOO_MUCH();
    if (request.method !== "GET" && request.method !== "HEAD") {
      return answerText(405, "Only GET and HEAD", { allow: "GET, HEAD" });
    }
    const path = URL.canParse(request.url) ? new URL(request.url).pathname : undefined;
    if (path === undefined) return answerText(400, "No such address");
    if (path === DATAGRAMS_PATH) return this.#takeSocket(request, from);
    const page = await this.#prepare();
    if (page === undefined) return answerText(503, "There is no page");
    const download = page.download(path);
    if (download !== undefined) return await this.#send(download, visit);
    return page.answer(path, request.headers) ?? answerText(404, "No such file");
  }

  /** The page; undefined where it cannot be had, which is tried again the next time. */
  async #prepare(): Promise<PreparedPage | undefined> {
    const preparing = this.#page ??= this.#options.page().then(PreparedPage.prepare);
    try {
      return await preparing;
    } catch {
      this.#page = undefined;
      return undefined;
    }
  }

  async #send(download: Download, { request, from, completed }: Visit): Promise<Response> {
    const headers = {
      ...HEADERS,
      "content-type": "application/octet-stream",
      "content-length": String(download.size),
      "content-disposition": `attachment; filename="${download.name}"`,
    };
    if (request.method === "HEAD") return new Response(null, { headers });
    if (!this.#visitors.download(from, completed)) return TOO_MUCH();
    try {
      return new Response(await this.#downloads.open(download), { headers });
    } catch {
      return answerText(503, "The file cannot be read");
    }
  }

  #takeSocket(request: Request, from: Deno.NetAddr): Response {
    const { port } = this.#options;
    if (!isOwnOrigin(request.headers)) return answerText(403, "Only from the room's own page");
    if (!isUpgrade(request)) return answerText(426, "Only WebSockets", { upgrade: "websocket" });
    if (!port.hasRoomFor(from)) {
      return answerText(503, "Too many are here", { "retry-after": "60" });
    }
    let upgrade: Deno.WebSocketUpgrade;
    try {
      upgrade = Deno.upgradeWebSocket(request, { protocol: DATAGRAMS_PROTOCOL });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return answerText(400, "No such handshake");
    }
    port.take(upgrade.socket, from, steadyNow());
    return upgrade.response;
  }
}

/** Whether somebody asks for a WebSocket that carries datagrams. */
function isUpgrade({ method, headers }: Request): boolean {
  const protocols = headers.get("sec-websocket-protocol")?.split(",") ?? [];
  return method === "GET" && headers.get("upgrade")?.toLowerCase() === "websocket" &&
    protocols.some((name) => name.trim() === DATAGRAMS_PROTOCOL);
}

/**
 * Whether a WebSocket is asked for by the page that this server gave, or by no page: browsers let any page open one to
 * any server, and say which page it is (RFC 6455, section 10.2).
 */
function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host")?.toLowerCase();
}
