import { Fifo, sameAddress } from "../base/mod.ts";
import type { DatagramPort, Received } from "./socket.ts";
import type { WebPort } from "./web/port.ts";

/** Datagrams and bytes that wait to be handled before no more are received. */
const BACKLOG_DATAGRAMS = 16_384;
const BACKLOG_BYTES = 16 << 20;

/** Milliseconds until the socket is asked again after an error. */
const ERROR_PAUSE = 10;

/** Datagrams that arrive within one look at the socket, or more, are a burst: there may be more of it. */
export const BURST = 32;

/** Most datagrams of a burst that are received in one go: what never ceases must leave the others their turn. */
const LONGEST_BURST = 1024;

/** UDP's longest datagram is 65,507 bytes. */
const BUFFER_BYTES = 65_536;

/**
 * Milliseconds to wait for a mark where nothing arrives. It is there at once, but a busy system may not let
 * this process look for as long.
 */
const MARK_WAIT = 1000;

/** The same where no mark comes back: this host's loopback is down. */
const LOST_MARK_WAIT = 1;

/** More turns of the microtask queue than `receive` takes where a datagram is already there. */
const MICROTASKS = 10;

/**
 * What arrives at a socket, in order. The kernel keeps only some hundred datagrams and drops what does not
 * fit: so they are moved, often and before anything is made of them, to a backlog that holds more.
 *
 * A receive that is pending does not mean that the kernel has nothing. Deno looks at the socket only in a
 * turn of its event loop, and lets 128 sends and receives through in one turn; the rest waits for the next
 * turn, whatever is there. While there is always something to send, such turns are few. So {@link take} moves
 * what is at hand, and {@link sweep} all that has arrived.
 */
export class Intake {
  readonly #socket: DatagramPort;
  readonly #web: WebPort | undefined;
  readonly #onArrival: () => void;
  /** The address under which this socket reaches itself. */
  readonly #self: Deno.NetAddr;
  readonly #backlog = new Fifo<Received>();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #bytes = 0;
  /** Whether it is the socket's turn, or that of the WebSockets. */
  #isSocketsTurn = true;
  #isOver = false;
  /** Whether a receive is under way. */
  #isAsked = false;
  /** What waits for that receive, beside the owner. */
  #resume: (() => void) | undefined;
  #fault: unknown;
  /** Receives that are done. */
  #received = 0;
  /** Number of the sweep, modulo 256: its marks carry it. */
  #sweep = 0;
  /** Number of the last mark that came back. */
  #mark: number | undefined;
  #markWait = MARK_WAIT;

  /**
   * @param onArrival called when something has arrived, for {@link take} to find
   * @param web what arrives there comes in too, and bounds itself
   */
  constructor(socket: DatagramPort, onArrival: () => void, web?: WebPort) {
    this.#socket = socket;
    this.#web = web;
    if (web !== undefined) web.onArrival = onArrival;
    this.#onArrival = onArrival;
    this.#self = ownAddress(socket.addr as Deno.NetAddr);
  }

  /** Datagrams that wait to be handled. */
  get length(): number {
    return this.#backlog.length + (this.#web?.length ?? 0);
  }

  /**
   * Takes the oldest datagram that waits; undefined where there is none. While some wait of the socket and of WebSockets,
   * they come in turn.
   */
  shift(): Received | undefined {
    this.#isSocketsTurn = !this.#isSocketsTurn;
    return this.#isSocketsTurn
      ? this.#web?.shift() ?? this.#shiftSocket()
      : this.#shiftSocket() ?? this.#web?.shift();
  }

  #shiftSocket(): Received | undefined {
    const received = this.#backlog.shift();
    if (received !== undefined) this.#bytes -= received.datagram.length;
    return received;
  }

  /**
   * Moves to the backlog what the socket gives without a turn of the event loop, and asks for more.
   *
   * @throws {Deno.errors.BadResource} where the socket is closed before {@link stop}
   */
  async take(): Promise<void> {
    while (this.#ask()) {
      for (let turn = 0; turn < MICROTASKS && this.#isAsked; turn++) await undefined;
      if (this.#isAsked) return;
    }
  }

  /**
   * Moves everything that had arrived at the time of the call to the backlog, if there is room.
   *
   * A datagram to ourselves, the mark, queues up behind all others: once it is back, they are in. It also
   * makes the event loop look at the socket at once. The kernel drops it where its queue is full: so another
   * is sent after 1, 3, 7, 15 datagrams, and so on, until one is back.
   *
   * @throws {Deno.errors.BadResource} where the socket is closed before {@link stop}
   */
  async sweep(): Promise<void> {
    this.#sweep = (this.#sweep + 1) & 0xff;
    this.#mark = undefined;
    const start = this.#received;
    let nextMark = start;
    while (this.#mark !== this.#sweep && this.#ask()) {
      const before = this.#received;
      if (before >= nextMark) {
        this.#sendMark();
        nextMark += nextMark - start + 1;
      }
      await this.#next();
      await this.take();
      if (this.#received > before) continue;
      this.#markWait = LOST_MARK_WAIT;
      return;
    }
  }

  /**
   * Moves to the backlog what arrives, until that is little or very much: while some of a burst is received, and
   * the more so while it is dealt with, the rest may arrive and be too much for the kernel.
   *
   * @throws {Deno.errors.BadResource} where the socket is closed before {@link stop}
   */
  async drain(): Promise<void> {
    const start = this.#received;
    let before: number;
    do {
      before = this.#received;
      await this.sweep();
    } while (this.#received - before >= BURST && before - start < LONGEST_BURST);
  }

  /** From now on, the socket may be closed. */
  stop(): void {
    this.#isOver = true;
  }

  /** Sees to it that a receive is under way. Returns false where no more is wanted. */
  #ask(): boolean {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#isAsked) return true;
    if (this.#isOver || this.#isFull()) return false;
    this.#isAsked = true;
    this.#receive();
    return true;
  }

  async #sendMark(): Promise<void> {
    const sent = await this.#socket.send(Uint8Array.of(this.#sweep), this.#self).catch(() => 0);
    // Nobody waits for what was not sent.
    if (sent === 0) this.#resume?.();
  }

  /** Waits for the receive that is under way, but no longer than for a mark. */
  async #next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#markWait);
    this.#resume = resolve;
    await promise;
    this.#resume = undefined;
    clearTimeout(timer);
  }

  #isFull(): boolean {
    return this.#backlog.length >= BACKLOG_DATAGRAMS || this.#bytes >= BACKLOG_BYTES;
  }

  /** Receives one datagram into the backlog. Never rejects. */
  async #receive(): Promise<void> {
    try {
      const [view, from] = await this.#socket.receive(this.#buffer);
      this.#keep(view, from as Deno.NetAddr);
    } catch (error) {
      // Some systems report a peer's closed port here; it concerns that peer alone.
      if (isClosed(error)) this.#fault = this.#isOver ? undefined : error;
      // An error that stays must leave the others their turn.
      else if (!this.#isOver) await new Promise((resolve) => setTimeout(resolve, ERROR_PAUSE));
    }
    this.#received++;
    this.#isAsked = false;
    this.#resume?.();
    this.#onArrival();
  }

  #keep(view: Uint8Array, from: Deno.NetAddr): void {
    if (sameAddress(from, this.#self)) {
      this.#mark = view[0];
      this.#markWait = MARK_WAIT;
      return;
    }
    this.#bytes += view.length;
    // Twice as fast as view.slice().
    this.#backlog.push({ datagram: new Uint8Array(view), from });
  }
}

/** Whether the socket was closed; told by the name, which not only Deno's sockets give that error. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "BadResource";
}

/** Where a socket reaches itself: one that listens on every address does so by loopback. */
function ownAddress(address: Deno.NetAddr): Deno.NetAddr {
  if (address.hostname === "0.0.0.0") return { ...address, hostname: "127.0.0.1" };
  return address.hostname === "::" ? { ...address, hostname: "::1" } : address;
}
