import { sameAddress, SEND_BATCH, webPortOf } from "../base/mod.ts";
import type { DatagramPort } from "./socket.ts";
import type { WebPort } from "./web/port.ts";

/**
 * Sends that are awaited together, no two of them to one receiver: what is awaited before the next is sent
 * keeps the order for each receiver.
 */
export class Batch {
  readonly #socket: DatagramPort;
  readonly #web: WebPort | undefined;
  readonly #receivers: Deno.NetAddr[] = [];
  readonly #sends: Promise<number>[] = [];
  #marked = 0;
  /** Sends over WebSockets: the event loop has to turn for them to go out. */
  #webSends = 0;

  constructor(socket: DatagramPort, web?: WebPort) {
    this.#socket = socket;
    this.#web = web;
  }

  get isFull(): boolean {
    return this.#sends.length + this.#webSends >= SEND_BATCH;
  }

  /** Says that what is sent from now on has different receivers. */
  mark(): void {
    this.#marked = this.#sends.length;
  }

  /** Whether something that was sent before the mark is under way to an address. */
  has(address: Deno.NetAddr): boolean {
    for (let index = 0; index < this.#marked; index++) {
      const receiver = this.#receivers[index];
      if (receiver !== undefined && sameAddress(receiver, address)) return true;
    }
    return false;
  }

  /** Begins to send. */
  send(datagram: Uint8Array, to: Deno.NetAddr): void {
    if (webPortOf(to) !== undefined) {
      this.#webSends++;
      return this.#web?.send(datagram, to);
    }
    this.#receivers.push(to);
    this.#sends.push(this.#socket.send(datagram, to));
  }

  /** Waits for all sends, and empties the batch. */
  async settle(): Promise<void> {
    try {
      await Promise.all(this.#sends);
    } catch {
      // An address that cannot be reached (no route, no permission) loses its datagram, as UDP does. The
      // others are still waited for: the next datagram must not overtake theirs.
      await Promise.allSettled(this.#sends);
    }
    this.#receivers.length = 0;
    this.#sends.length = 0;
    this.#marked = this.#webSends = 0;
  }
}
