import type { Machine, Transmit } from "../../src/base/mod.ts";
import type { ClientEvent, EndReason } from "../../src/client/mod.ts";
import type { SessionEvent } from "../../src/client/protocol.ts";
import { ReliableSession } from "../../src/client/reliable/session.ts";
import { bindToward, type DatagramPort, Driver, steadyNow } from "../../src/net/mod.ts";
import type { Endpoint } from "../../src/net/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import { decodeHeader, isBinary, isOpening, isWelcome } from "../../src/wire/mod.ts";
import { LIMIT, within } from "./deadline.ts";
import { Random } from "./random.ts";
import { callerOf } from "./secure.ts";

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
      {
        server,
        history,
        patience: Infinity,
        room: undefined,
        takesOver: true,
        caller: callerOf(crowd.random),
      },
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

  #hear(event: SessionEvent): void {
    if (event.kind === "greeted") {
      const room = { key: event.greeting.key, secret: undefined };
      return this.#crowd.act(this, (now) => this.session.trust(room, now));
    }
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

/** What the members of a crowd share. */
export type CrowdSocket = DatagramPort & { close(): void | Promise<void> };

/** Reliable members on one real socket, so that a test can have a thousand of them. */
export class Crowd implements Machine, AsyncDisposable {
  readonly guests = new Set<Guest>();
  /** Whose keys differ from those of every other crowd. */
  readonly random = new Random(Math.floor(Math.random() * 2 ** 31));
  /** Sees each datagram that a guest sends. */
  onSend: ((datagram: Uint8Array) => void) | undefined;
  readonly #server: Endpoint;
  readonly #socket: CrowdSocket;
  readonly #driver: Driver;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly #bySession = new Map<number, Guest>();
  /** Guests who may have something to send. */
  readonly #active = new Set<Guest>();
  readonly #foreign: Transmit[] = [];
  readonly #waiters = new Set<() => void>();

  /** @param socket the members' own; a UDP socket by default */
  constructor(server: Endpoint, socket: CrowdSocket = bindToward(server)) {
    this.#server = server;
    this.#socket = socket;
    this.#driver = new Driver(this.#socket, this, steadyNow);
    this.#running = this.#driver.run(this.#stop.signal);
  }

  /** A member who has not entered yet; at another server of the same room, if that is given. */
  add(name: string, history = 0, server = this.#server): Guest {
    const guest = new Guest(this, name, server, history);
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

  /** All members leave, so that a room that ends has nobody to wait for. */
  async leave(): Promise<void> {
    for (const guest of this.guests) guest.leave();
    const isOver = ({ ending }: Guest) => ending !== undefined;
    await this.until(() => [...this.guests].every(isOver), "everybody to leave");
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
    if (isBinary(datagram) && !isWelcome(datagram)) {
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
      const isOfSession = isBinary(next.datagram) && !isOpening(next.datagram);
      if (isOfSession) this.#bySession.set(decodeHeader(next.datagram).session, guest);
      return next;
    }
    return this.#foreign.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await within(this.#running, "the crowd's end");
    await this.#socket.close();
  }

  #pass(guest: Guest, datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    guest.session.receive(datagram, from, now);
    this.#active.add(guest);
  }
}
