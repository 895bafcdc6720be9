import type { DatagramPort } from "../../src/net/mod.ts";

/** What a modelled system does. */
export interface ModelOptions {
  /** Sends and receives that one turn of the event loop lets through: with Deno, 128. */
  readonly budget: number;
  /** Datagrams that the kernel keeps for a socket. */
  readonly capacity: number;
}

/** Something that the program asked for, tried again in each turn of the event loop until it is done. */
type Operation = () => boolean;

/**
 * A socket with the kernel's queue behind it and the event loop in front, as Deno has them, but in memory. An
 * operation is done at once while the turn's budget lasts, and else waits for a later turn. A receive is done
 * only if the event loop has seen that something is there, which it looks for at the beginning of a turn. A
 * turn begins when the program has nothing left to run.
 */
export class ModelSocket implements DatagramPort, Disposable {
  readonly addr: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: 50_000 };
  /** Called when somebody else's datagram found the kernel's queue full. */
  onDropped = () => {};
  /** Called when a datagram has been sent to somebody else. */
  onSent = () => {};
  readonly #options: ModelOptions;
  readonly #queue: (readonly [Uint8Array, Deno.NetAddr])[] = [];
  #left = 0;
  #isReadable = false;
  #pending: Operation[] = [];
  #isTurnPlanned = false;
  /** A message to oneself comes when the program has nothing left to run. */
  readonly #channel = new MessageChannel();

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#channel.port1.onmessage = () => this.#turn();
  }

  /** A datagram arrives, from one's own address or another. */
  arrive(datagram: Uint8Array, from: Deno.NetAddr): void {
    if (this.#queue.length < this.#options.capacity) this.#queue.push([datagram, from]);
    else if (from.port !== this.addr.port) this.onDropped();
    // The kernel wakes an event loop that sleeps.
    this.#planTurn();
  }

  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.NetAddr]> {
    return this.#ask(() => {
      const next = this.#isReadable ? this.#queue.shift() : undefined;
      if (next === undefined) {
        this.#isReadable = false;
        return undefined;
      }
      buffer.set(next[0]);
      return [buffer.subarray(0, next[0].length), next[1]];
    });
  }

  send(datagram: Uint8Array, to: Deno.NetAddr): Promise<number> {
    return this.#ask(() => {
      if (to.port === this.addr.port) this.arrive(datagram.slice(), this.addr);
      else this.onSent();
      return datagram.length;
    });
  }

  /** An operation of another socket takes its share of the turn's budget. */
  spend(): void {
    this.#left = Math.max(0, this.#left - 1);
  }

  /** Fulfilled at the beginning of the next turn. */
  nextTurn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pending.push(() => {
      resolve();
      return true;
    });
    this.#planTurn();
    return promise;
  }

  /** Tries something now, and in each turn until it gives a value. */
  #ask<T>(attempt: () => T | undefined): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const operation = () => {
      if (this.#left === 0) return false;
      const value = attempt();
      if (value === undefined) return false;
      this.#left--;
      resolve(value);
      return true;
    };
    if (!operation()) {
      this.#pending.push(operation);
      this.#planTurn();
    }
    return promise;
  }

  #planTurn(): void {
    if (this.#isTurnPlanned) return;
    this.#isTurnPlanned = true;
    this.#channel.port2.postMessage(undefined);
  }

  [Symbol.dispose](): void {
    this.#channel.port1.close();
    this.#channel.port2.close();
  }

  #turn(): void {
    this.#isTurnPlanned = false;
    this.#left = this.#options.budget;
    this.#isReadable = this.#queue.length > 0;
    const pending = this.#pending;
    this.#pending = [];
    this.#pending.push(...pending.filter((operation) => !operation()));
    // What the budget was not enough for is tried again; what finds nothing sleeps.
    if (this.#left === 0 && this.#pending.length > 0) this.#planTurn();
  }
}
