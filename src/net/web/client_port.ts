// It must run in a browser too: nothing of Deno's or Node's here, nor in what it imports.

import { Fifo, sameAddress } from "../../base/mod.ts";
import { steadyNow } from "../clock.ts";
import type { DatagramPort } from "../socket.ts";

/** Where a server takes WebSockets that carry datagrams, and the subprotocol by which both ends know that they do. */
export const DATAGRAMS_PATH = "/datagrams";
export const DATAGRAMS_PROTOCOL = "chatroom";

/** Milliseconds from one attempt to connect to the next. */
const ATTEMPT_PAUSE = 1000;

/** Milliseconds that an attempt to connect may take. */
const CONNECT_TIME = 5000;

/** A connection is dead where this many datagrams had no answer, the first of them this many milliseconds ago. */
const UNANSWERED_DATAGRAMS = 4;
const UNANSWERED_TIME = 5000;

/** Datagrams that wait for the connection; those beyond are dropped. */
const MOST_EARLY = 64;

/** Milliseconds to wait for the server to say that it has heard of the end. */
const CLOSING_TIME = 500;

/** Bytes that may wait to be sent: a datagram beyond is dropped. */
const MOST_UNSENT = 256 * 1024;

/** Datagrams that may wait to be received. */
const MOST_ARRIVED = 4096;

/** Where this end is, for the driver, which sends datagrams to itself: nobody else is reached by it. */
const SELF: Deno.NetAddr = { transport: "udp", hostname: "self", port: 0 };

/**
 * The client's end of a WebSocket that carries datagrams to one server, as a socket that a `Driver` takes. It connects
 * when there is something to send, and anew where the connection was closed or is dead: what is lost meanwhile, the
 * link sends again.
 */
export class WebClientPort implements DatagramPort {
  readonly addr: Deno.NetAddr = SELF;
  readonly #url: string;
  readonly #clock: () => number;
  readonly #arrived = new Fifo<readonly [Uint8Array, Deno.NetAddr]>();
  readonly #server: Deno.NetAddr;
  #socket: WebSocket | undefined;
  /** When the last attempt to connect began. */
  #attempted = -Infinity;
  /** Datagrams since the server was heard, and when the first of them was sent. */
  #unanswered = 0;
  #askedAt = 0;
  #early: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  /**
   * @param url a page's origin, or another address of its server: `http://10.0.0.7:8888`
   * @param clock milliseconds on a clock that only goes forward
   */
  constructor(url: string, clock: () => number = steadyNow) {
    const at = new URL(DATAGRAMS_PATH, url);
    at.protocol = at.protocol === "https:" || at.protocol === "wss:" ? "wss:" : "ws:";
    this.#url = at.href;
    this.#clock = clock;
    this.#server = { transport: "tcp", hostname: at.hostname, port: Number(at.port) };
  }

  /** The next datagram. One call at a time. Rejects with an error called `BadResource` once this is closed. */
  async receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.NetAddr]> {
    for (;;) {
      if (this.#isClosed) throw closedError();
      const next = this.#arrived.shift();
      if (next !== undefined) {
        const [datagram, from] = next;
        const view = buffer.subarray(0, Math.min(buffer.length, datagram.length));
        view.set(datagram.subarray(0, view.length));
        return [view, from];
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Sends to the server, or to this end itself. */
  // deno-lint-ignore require-await -- what is sent at once is sent in order
  async send(datagram: Uint8Array, to: Deno.Addr): Promise<number> {
    if (this.#isClosed) throw closedError();
    if (sameAddress(to as Deno.NetAddr, SELF)) {
      this.#arrive(datagram.slice(), SELF);
      return datagram.length;
    }
    this.#connectIfNeeded();
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN) {
      if (this.#unanswered++ === 0) this.#askedAt = this.#clock();
      if (socket.bufferedAmount + datagram.length <= MOST_UNSENT) {
        socket.send(datagram as Uint8Array<ArrayBuffer>);
      }
    } else if (this.#early.length < MOST_EARLY) {
      this.#early.push(datagram.slice());
    }
    return datagram.length;
  }

  /** Drops the connection, for the next datagram to make a new one: when the network or the machine is back. */
  renew(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#attempted = -Infinity;
    this.#early = [];
    socket?.close();
  }

  /** Ends it; fulfilled when the server knows, or has had the time to. Safe to call twice. */
  async close(): Promise<void> {
    const socket = this.#socket;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket?.addEventListener("close", () => resolve());
    this.#isClosed = true;
    this.renew();
    this.#wake?.();
    if (socket === undefined) return;
    const timer = setTimeout(resolve, CLOSING_TIME);
    await promise;
    clearTimeout(timer);
  }

  #connectIfNeeded(): void {
    const now = this.#clock();
    const socket = this.#socket;
    const isSlow = socket?.readyState === WebSocket.CONNECTING &&
      now - this.#attempted > CONNECT_TIME;
    const isDead = socket?.readyState === WebSocket.OPEN &&
      this.#unanswered >= UNANSWERED_DATAGRAMS && now - this.#askedAt > UNANSWERED_TIME;
    if (isSlow || isDead) this.renew();
    if (this.#socket !== undefined || now - this.#attempted < ATTEMPT_PAUSE) return;
    this.#attempted = now;
    this.#unanswered = 0;
    this.#connect();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, DATAGRAMS_PROTOCOL);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) return;
      for (const datagram of this.#early.splice(0)) {
        socket.send(datagram as Uint8Array<ArrayBuffer>);
      }
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket !== socket || !(data instanceof ArrayBuffer)) return;
      this.#unanswered = 0;
      this.#arrive(new Uint8Array(data), this.#server);
    });
    // Its end follows.
    socket.addEventListener("error", (event) => event.preventDefault());
    socket.addEventListener("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#early = [];
    });
  }

  #arrive(datagram: Uint8Array, from: Deno.NetAddr): void {
    if (this.#arrived.length < MOST_ARRIVED) this.#arrived.push([datagram, from]);
    this.#wake?.();
  }
}

/** As Deno's sockets have it; browsers have no such class. */
function closedError(): Error {
  return Object.assign(new Error("Cannot go on: the port is closed"), { name: "BadResource" });
}
