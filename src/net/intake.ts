import { Fifo } from "../base/mod.ts";
import type { DatagramPort } from "./socket.ts";

/** Datagrams and bytes that wait to be handled before no more are received. */
const BACKLOG_DATAGRAMS = 16_384;
const BACKLOG_BYTES = 16 << 20;

/** Milliseconds until the socket is asked again after an error. */
const ERROR_PAUSE = 10;

/** UDP's longest datagram is 65,507 bytes. */
const BUFFER_BYTES = 65_536;

/** Milliseconds to wait for a datagram to ourselves, which may get lost like any. */
const NUDGE_WAIT = 1;

const EMPTY = new Uint8Array();

/** A datagram that has arrived, and its sender. */
export interface Received {
  readonly datagram: Uint8Array;
  readonly from: Deno.NetAddr;
}

/**
 * What arrives at a socket, in order. The kernel keeps only some hundred datagrams and drops what does not
 * fit: so they are moved, often and before anything is made of them, to a backlog that holds more.
 */
export class Intake {
  readonly #socket: DatagramPort;
  /** The address under which this socket reaches itself. */
  readonly #self: Deno.NetAddr;
  readonly #backlog = new Fifo<Received>();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #bytes = 0;
  #isOver = false;
  #arrival: Promise<void> | undefined;

  constructor(socket: DatagramPort) {
    this.#socket = socket;
    this.#self = ownAddress(socket.addr as Deno.NetAddr);
  }

  /** Datagrams in the backlog. */
  get length(): number {
    return this.#backlog.length;
  }

  /**
   * Settles when something has arrived, for {@link take} to find.
   *
   * @throws {Deno.errors.BadResource} where the socket is closed before {@link stop}
   */
  get arrival(): Promise<void> {
    return this.#arrival ??= this.#receive();
  }

  /** Takes the oldest datagram out of the backlog; undefined where there is none. */
  shift(): Received | undefined {
    const received = this.#backlog.shift();
    if (received !== undefined) this.#bytes -= received.datagram.length;
    return received;
  }

  /**
   * Moves what the socket already has to the backlog, `most` datagrams or as many as it holds.
   *
   * @throws {Deno.errors.BadResource} where the socket is closed before {@link stop}
   */
  async take(most: number): Promise<void> {
    for (let count = 0; count < most && !this.#isOver && !this.#isFull(); count++) {
      if (!await settlesNow(this.arrival)) return;
      await this.#arrival;
      this.#arrival = undefined;
    }
  }

  /**
   * Lets the event loop see what has arrived. Nothing else makes it look while there is always something to
   * do: a send that the kernel takes at once is over before the event loop's next turn, a turn for a message
   * looks for no datagrams, and a timer takes milliseconds. A datagram to ourselves is there at once, behind
   * all others.
   */
  async nudge(): Promise<void> {
    if (this.#isOver || this.#isFull()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, NUDGE_WAIT);
    this.#socket.send(EMPTY, this.#self).catch(() => {});
    await Promise.race([this.arrival, promise]);
    clearTimeout(timer);
  }

  /** From now on, the socket may be closed. */
  stop(): void {
    this.#isOver = true;
  }

  #isFull(): boolean {
    return this.#backlog.length >= BACKLOG_DATAGRAMS || this.#bytes >= BACKLOG_BYTES;
  }

  /** Receives one datagram into the backlog. Never rejects but for a socket closed too early. */
  async #receive(): Promise<void> {
    try {
      const [view, sender] = await this.#socket.receive(this.#buffer);
      const from = sender as Deno.NetAddr;
      if (from.port === this.#self.port && from.hostname === this.#self.hostname) return;
      this.#bytes += view.length;
      // Twice as fast as view.slice().
      this.#backlog.push({ datagram: new Uint8Array(view), from });
    } catch (error) {
      if (error instanceof Deno.errors.BadResource && !this.#isOver) throw error;
      // Some systems report a peer's closed port here; it concerns that peer alone. An error that stays
      // must leave the others their turn.
      if (!this.#isOver) await new Promise((resolve) => setTimeout(resolve, ERROR_PAUSE));
    }
  }
}

/** Where a socket reaches itself: one that listens on every address does so by loopback. */
function ownAddress(address: Deno.NetAddr): Deno.NetAddr {
  if (address.hostname === "0.0.0.0") return { ...address, hostname: "127.0.0.1" };
  return address.hostname === "::" ? { ...address, hostname: "::1" } : address;
}

/** More turns of the microtask queue than `receive` takes where a datagram is already there. */
const MICROTASKS = 10;

/** Whether a promise settles without the event loop's help: with what the socket already has. */
async function settlesNow(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  const note = () => {
    settled = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < MICROTASKS && !settled; turn++) await undefined;
  return settled;
}
