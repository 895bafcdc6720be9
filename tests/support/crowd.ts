import type { Machine, Transmit } from "../../src/base/mod.ts";
import type { ClientEvent, EndReason } from "../../src/client/mod.ts";
import { ReliableSession } from "../../src/client/reliable/session.ts";
import { bindToward, Driver } from "../../src/net/mod.ts";
import type { Endpoint } from "../../src/net/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import { decodeHeader, isBinary } from "../../src/wire/mod.ts";
import { LIMIT, within } from "./deadline.ts";

/** A reliable member in the test's own process. */
export class Guest {
  readonly session: ReliableSession;
  /** What happened, but for the entries of the log. */
  readonly events: ClientEvent["kind"][] = [];
  /** The log, as far as the test has not taken it away. */
  readonly entries: Entry[] = [];
  /** Index of the next entry. */
  next = 0;
  /** Whether what arrives is taken, so that more may come. */
  takes = true;
  /** Why the member's time in the room is over. */
  ending: EndReason | undefined;
  readonly #crowd: Crowd;

  constructor(crowd: Crowd, readonly name: string, server: Endpoint, history: number) {
    this.#crowd = crowd;
    this.session = new ReliableSession(
      { server, history, patience: Infinity, random: Math.random },
      (event) => this.#hear(event),
      () => {},
    );
  }

  enter(): void {
    this.#crowd.act(this, (now) => this.session.enter(this.name, now));
  }

  say(text: string): void {
    this.#crowd.act(this, (now) => this.session.say(text, now));
  }

  leave(): void {
    this.#crowd.act(this, (now) => this.session.leave(now));
  }

  has(kind: ClientEvent["kind"]): boolean {
    return this.events.includes(kind);
  }

  #hear(event: ClientEvent): void {
    if (event.kind === "entries") {
      this.entries.push(...event.entries);
      this.next = (event.entries.at(-1)?.index ?? this.next - 1) + 1;
      if (this.takes) this.session.take(event.bytes);
    } else this.events.push(event.kind);
    // A person would try again as well.
    if (event.kind === "unanswered") this.enter();
    if (event.kind === "ended") this.ending = event.reason;
    this.#crowd.wake();
  }
}

/** Reliable members on one real socket, so that a test can have a thousand of them. */
export class Crowd implements Machine, AsyncDisposable {
  readonly guests = new Set<Guest>();
  /** Sees each datagram that a guest sends. */
  onSend: ((datagram: Uint8Array) => void) | undefined;
  readonly #server: Endpoint;
  readonly #socket: Deno.DatagramConn;
  readonly #driver: Driver;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly #bySession = new Map<number, Guest>();
  /** Guests who may have something to send. */
  readonly #active = new Set<Guest>();
  readonly #foreign: Transmit[] = [];
  readonly #waiters = new Set<() => void>();

  constructor(server: Endpoint) {
    this.#server = server;
    this.#socket = bindToward(server);
    this.#driver = new Driver(this.#socket, this, Date.now);
    this.#running = this.#driver.run(this.#stop.signal);
  }

  /** A member who has not entered yet. */
  add(name: string, history = 0): Guest {
    const guest = new Guest(this, name, this.#server, history);
    this.guests.add(guest);
    return guest;
  }

  /** Members who are in the room. */
  async enter(...names: string[]): Promise<Guest[]> {
    const guests = names.map((name) => this.add(name));
    for (const guest of guests) guest.enter();
    await this.until(() => guests.every((guest) => guest.has("entered")), `${names} inside`);
    return guests;
  }

  /** A member vanishes, as if its process had been killed. */
  vanish(guest: Guest): void {
    this.guests.delete(guest);
    this.#active.delete(guest);
  }

  /** Sends a datagram from the guests' own address. */
  inject(datagram: Uint8Array): void {
    const to = [{ transport: "udp", ...this.#server } as const];
    this.#driver.input(() => this.#foreign.push({ to, datagram }));
  }

  /** Waits until it is so, at most `limit` milliseconds: it is asked after each event of a guest. */
  async until(isSo: () => boolean, what: string, limit = LIMIT): Promise<void> {
    const wait = async () => {
      while (!isSo()) await new Promise<void>((resolve) => this.#waiters.add(resolve));
    };
    await within(wait(), what, limit);
  }

  act(guest: Guest, input: (now: number) => void): void {
    this.#driver.input((now) => {
      input(now);
      this.#active.add(guest);
    });
  }

  wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    if (isBinary(datagram)) {
      const guest = this.#bySession.get(decodeHeader(datagram).session);
      if (guest !== undefined && this.guests.has(guest)) this.#pass(guest, datagram, from, now);
    } else for (const guest of this.guests) this.#pass(guest, datagram, from, now);
  }

  timeout(now: number): void {
    for (const guest of this.guests) {
      if (guest.session.nextTimeout() > now) continue;
      guest.session.timeout(now);
      this.#active.add(guest);
    }
  }

  nextTimeout(): number {
    let earliest = Infinity;
    for (const { session } of this.guests) earliest = Math.min(earliest, session.nextTimeout());
    return earliest;
  }

  transmit(now: number): Transmit | undefined {
    for (const guest of this.#active) {
      const next = guest.session.transmit(now);
      if (next === undefined) {
        this.#active.delete(guest);
        continue;
      }
      this.onSend?.(next.datagram);
      if (isBinary(next.datagram)) this.#bySession.set(decodeHeader(next.datagram).session, guest);
      return next;
    }
    return this.#foreign.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await within(this.#running, "the crowd's end");
    this.#socket.close();
  }

  #pass(guest: Guest, datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    guest.session.receive(datagram, from, now);
    this.#active.add(guest);
  }
}
