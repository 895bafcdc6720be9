import { Fifo, RateLimiter, webAddress } from "../../base/mod.ts";
import { steadyNow } from "../clock.ts";
import { networkOf } from "../endpoint.ts";
import type { Received } from "../socket.ts";
import { Tally } from "./tally.ts";

/** Datagrams of one connection that wait to be handled, and of all: those beyond are dropped. */
const CONNECTION_WAITING = 256;
const MOST_WAITING = 8192;

/** Bytes that a connection may leave unsent: a datagram beyond is dropped, as it is on a slow network. */
const MOST_UNSENT = 256 * 1024;

/** Connections of one host, and of all: a school's computers may share an address. */
const HOST_CONNECTIONS = 1024;
const MOST_CONNECTIONS = 4096;

/** Datagrams that one host may send, over all of its connections: those beyond are dropped. */
const HOST_RATE = { perSecond: 4000, burst: 8000 };

/** Milliseconds that a connection may be there for nothing. */
const UNUSED_TIME = 30_000;

/** Milliseconds to wait for those whose connection ends to say that they have heard it. */
const CLOSING_TIME = 500;

/** Why a connection is closed: RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const POLICY = 1008;
const TOO_BIG = 1009;

/** One WebSocket that carries datagrams. */
interface Connection {
  readonly socket: WebSocket;
  readonly address: Deno.NetAddr;
  readonly host: string;
  /** When it was last seen to be of use, or began. */
  usedAt: number;
  /** Its datagrams among those that wait. */
  waiting: number;
  readonly closed: Promise<void>;
}

/**
 * The server's end of WebSockets that carry datagrams: a binary message is one datagram. What is too much is dropped,
 * as UDP does it, since the link sends again what was lost. A connection that is closed is a path on which nothing
 * comes through any more, and no more than that.
 */
export class WebPort {
  /** Called when something has arrived, for {@link shift} to find. */
  onArrival: () => void = () => {};
  readonly #limit: number;
  readonly #connections = new Map<string, Connection>();
  /** How many there are of each host: one that was replaced counts until it is closed. */
  readonly #hosts = new Tally();
  readonly #rate = new RateLimiter(HOST_RATE);
  readonly #waiting = new Fifo<{ readonly datagram: Uint8Array; readonly by: Connection }>();

  #isClosed = false;

  /** @param limit bytes of the longest datagram; who sends a longer one is cut off */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Datagrams that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Takes the oldest datagram that waits; undefined where there is none. */
  shift(): Received | undefined {
    const next = this.#waiting.shift();
    if (next === undefined) return undefined;
    next.by.waiting--;
    return { datagram: next.datagram, from: next.by.address };
  }

  /** Whether one more connection may come from there. */
  hasRoomFor({ hostname }: Deno.NetAddr): boolean {
    if (this.#isClosed) return false;
    return this.#hosts.of(networkOf(hostname)) < HOST_CONNECTIONS &&
      this.#connections.size < MOST_CONNECTIONS;
  }

  /** Takes a WebSocket of a server in, which comes from `peer`; its datagrams have the sender {@link webAddress}. */
  take(socket: WebSocket, peer: Deno.NetAddr, now: number): void {
    const address = webAddress(peer);
    const key = keyOf(address);
    const host = networkOf(peer.hostname);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const connection: Connection = { socket, address, host, usedAt: now, waiting: 0, closed };
    this.#hosts.add(host);
    // The system gives a port anew only when the connection of before is over, whether or not we have heard so.
    this.#connections.get(key)?.socket.close(GOING_AWAY);
    this.#connections.set(key, connection);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#hear(connection, data));
    // What is wrong with it, its end tells too.
    socket.addEventListener("error", (event) => event.preventDefault());
    socket.addEventListener("close", () => {
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
      this.#hosts.remove(host);
      resolve();
    });
  }

  /** Sends a datagram, unless the connection is gone or slow. */
  send(datagram: Uint8Array, to: Deno.NetAddr): void {
    const socket = this.#connections.get(keyOf(to))?.socket;
    if (socket === undefined || socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount + datagram.length > MOST_UNSENT) return;
    // It takes the bytes as they are now.
    socket.send(datagram as Uint8Array<ArrayBuffer>);
  }

  /**
   * Closes the connections that have been of no use for half a minute.
   *
   * @param used the addresses at which somebody is reached, as {@link webAddress} has them
   */
  prune(used: Iterable<Deno.NetAddr>, now: number): void {
    for (const address of used) {
      const connection = this.#connections.get(keyOf(address));
      if (connection !== undefined) connection.usedAt = now;
    }
    for (const { socket, usedAt } of this.#connections.values()) {
      if (now - usedAt >= UNUSED_TIME) socket.close(POLICY);
    }
  }

  /** Closes all connections; fulfilled when their other ends know, or have had the time to. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = [...this.#connections.values()].map(({ socket, closed }) => {
      socket.close(GOING_AWAY);
      return closed;
    });
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSING_TIME);
    await Promise.race([Promise.all(closed), late]);
    clearTimeout(timer);
  }

  #hear(connection: Connection, data: unknown): void {
    const { socket } = connection;
    if (!(data instanceof ArrayBuffer)) return socket.close(UNSUPPORTED_DATA);
    if (data.byteLength > this.#limit) return socket.close(TOO_BIG);
    if (connection.waiting >= CONNECTION_WAITING || this.length >= MOST_WAITING) return;
    if (!this.#rate.admit(connection.host, steadyNow())) return;
    connection.waiting++;
    this.#waiting.push({ datagram: new Uint8Array(data), by: connection });
    this.onArrival();
  }
}

function keyOf({ hostname, port }: Deno.NetAddr): string {
  return `${hostname} ${port}`;
}
