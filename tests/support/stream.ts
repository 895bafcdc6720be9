/** A stream in memory, as several servers write it: a seed says how late, and whether at all, what they want gets there. */

import type { Lease, RecordStream, StreamEvent, StreamMessage } from "../../src/store/mod.ts";
import type { Random } from "./random.ts";

/** Milliseconds until a server whose proposal got nowhere is told. */
const GIVE_UP = 2000;

/** What a stream does to those who use it. */
export interface StreamConditions {
  /** Least and most milliseconds that a message takes in one direction. */
  readonly delay: readonly [least: number, most: number];
  /** Share of proposals that never get there, 0 to 1. */
  readonly loss: number;
  /** Share of proposals that get there, though the server is told that nobody knows, 0 to 1. */
  readonly doubt: number;
  /** Share of proposals that get there twice, 0 to 1. */
  readonly duplication: number;
}

export class SimulatedStream {
  readonly messages: StreamMessage[] = [];
  /** Whether it takes nothing and gives nothing: there is no quorum. */
  isDown = false;
  readonly #leases = new Map<string, { readonly lease: Lease; readonly time: number }>();
  readonly #ports = new Set<StreamPort>();
  readonly #random: Random;
  readonly #now: () => number;

  constructor(random: Random, now: () => number, readonly conditions: StreamConditions) {
    this.#random = random;
    this.#now = now;
  }

  /**
   * A server's end.
   *
   * @param after sequence of the last message that the server has
   * @param wake is called when the time of its next event is another one
   */
  open(after: number, wake: () => void): StreamPort {
    const port: StreamPort = new StreamPort(this, this.#now, () => this.#delay(), wake);
    this.#ports.add(port);
    for (const message of this.messages.slice(after)) port.put({ kind: "message", message });
    for (const known of this.#leases.values()) port.put({ kind: "lease", ...known });
    return port;
  }

  close(port: StreamPort): void {
    this.#ports.delete(port);
  }

  /** All its nodes are killed and started again, and have not written the newest messages. */
  forget(count: number): void {
    this.messages.length -= Math.min(count, this.messages.length - 1);
    const event = { kind: "end", last: this.messages.length } as const;
    for (const port of this.#ports) port.put(event);
  }

  propose(port: StreamPort, message: StreamMessage): void {
    const { loss, doubt, duplication } = this.conditions;
    // What is sent is what the proposal is now: plain data.
    const sent: StreamMessage = JSON.parse(JSON.stringify(message));
    if (this.isDown || port.isCut || this.#random.next() < loss) return this.#giveUp(port, sent.id);
    port.later(this.#delay(), () => this.#append(port, sent));
    if (this.#random.next() < duplication) {
      port.later(10 * this.#delay(), () => this.#append(port, sent));
    }
    if (this.#random.next() < doubt) this.#giveUp(port, sent.id);
  }

  renew(port: StreamPort, lease: Lease): void {
    if (this.isDown || port.isCut) return;
    port.later(this.#delay(), () => {
      if (this.isDown) return;
      // Its time has nothing to do with that of any server.
      const time = this.#now() + 5_000_000;
      this.#leases.set(lease.server, { lease, time });
      for (const each of this.#ports) each.put({ kind: "lease", lease, time });
    });
  }

  #append(port: StreamPort, message: StreamMessage): void {
    if (this.isDown) return;
    const last = this.messages.length;
    // A server that has more than there is hears of it.
    if (message.sequence > last + 1) return port.put({ kind: "end", last });
    if (message.sequence <= last) return;
    this.messages.push(message);
    for (const port of this.#ports) port.put({ kind: "message", message });
  }

  #giveUp(port: StreamPort, id: string): void {
    port.later(GIVE_UP, () => port.put({ kind: "unavailable", id, why: "no quorum" }));
  }

  #delay(): number {
    const [least, most] = this.conditions.delay;
    return least + this.#random.next() * (most - least);
  }
}

/** One server's end of the stream. What comes of it comes in order, when its time has come. */
export class StreamPort implements RecordStream {
  /** Whether nothing gets through, in either direction: what the stream tells comes when it does again. */
  #isCut = false;
  readonly #stream: SimulatedStream;
  readonly #now: () => number;
  readonly #delay: () => number;
  readonly #wake: () => void;
  readonly #events: { at: number; readonly event: StreamEvent }[] = [];
  readonly #works: { readonly at: number; readonly work: () => void }[] = [];

  constructor(stream: SimulatedStream, now: () => number, delay: () => number, wake: () => void) {
    this.#stream = stream;
    this.#now = now;
    this.#delay = delay;
    this.#wake = wake;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  set isCut(isCut: boolean) {
    this.#isCut = isCut;
    this.#wake();
  }

  propose(message: StreamMessage): void {
    this.#stream.propose(this, message);
  }

  renew(lease: Lease): void {
    this.#stream.renew(this, lease);
  }

  /** Gives the server an event, after those that it was given before. */
  put(event: StreamEvent): void {
    const at = Math.max(this.#now() + this.#delay(), this.#events.at(-1)?.at ?? 0);
    this.#events.push({ at, event });
    this.#wake();
  }

  later(delay: number, work: () => void): void {
    this.#works.push({ at: this.#now() + delay, work });
    this.#works.sort((a, b) => a.at - b.at);
    this.#wake();
  }

  nextTimeout(): number {
    const event = this.#isCut ? Infinity : this.#events[0]?.at ?? Infinity;
    return Math.min(event, this.#works[0]?.at ?? Infinity);
  }

  /** The events whose time has come. */
  *due(now: number): Generator<StreamEvent> {
    while ((this.#works[0]?.at ?? Infinity) <= now) this.#works.shift()!.work();
    while (!this.#isCut && (this.#events[0]?.at ?? Infinity) <= now) {
      yield this.#events.shift()!.event;
    }
  }
}
