import type { Transmit } from "../../base/mod.ts";
import {
  type Destination,
  Dialer,
  type DialerOptions,
  longestTo,
  type Outcome,
} from "../../link/mod.ts";
import type { Endpoint } from "../../net/mod.ts";
import { DATAGRAM_LIMIT, decodeHeader, isBinary, ProtocolError } from "../../wire/mod.ts";
import { LIMITS, RoomLink, type RoomLinkEvents } from "./room_link.ts";

/** Milliseconds without a word from the server after which the person is told. */
const PRESENCE_TIME = 7000;

/** What happens on the line to a server. */
export interface ServerLineEvents extends RoomLinkEvents {
  /** The server has answered a call, or has not. */
  dialed(
    outcome: Exclude<Outcome, { kind: "connected" }> | { kind: "connected"; link: RoomLink },
  ): void;
  /** The server has fallen silent while there is a connection, or speaks again. */
  presence(present: boolean): void;
}

/** What a call needs beside the room: who calls, and what it computes with. */
export type Caller = Pick<DialerOptions, "primitives" | "identity" | "random">;

/** The line to a room's server, of which there may be several: a call, then a connection, then perhaps another call. */
export class ServerLine {
  /** The server that is called, or spoken with. */
  #to: readonly [Deno.NetAddr];
  /** Where else the room is served; whoever loses the server tries them in turn, and then this one again. */
  #others: Deno.NetAddr[] = [];
  readonly #caller: Caller;
  readonly #events: ServerLineEvents;
  #dialer: Dialer | undefined;
  #link: RoomLink | undefined;
  /** Where datagrams are composed. */
  readonly #buffer = new Uint8Array(DATAGRAM_LIMIT);
  #present = true;

  constructor(server: Endpoint, caller: Caller, events: ServerLineEvents) {
    this.#to = [{ transport: "udp", ...server }];
    this.#caller = caller;
    this.#events = events;
  }

  /** The connection, if there is one. */
  get link(): RoomLink | undefined {
    return this.#link;
  }

  /** Whether the server has answered in this dialect. */
  get isAnswered(): boolean {
    return this.#link !== undefined || this.#dialer?.isAnswered === true;
  }

  /** From now on, the room is served at these addresses too. */
  setOthers(others: readonly Endpoint[]): void {
    const [{ hostname, port }] = this.#to;
    this.#others = others
      .filter((other) => other.hostname !== hostname || other.port !== port)
      .map((other) => ({ transport: "udp", ...other }));
  }

  /** The next call is to the next server. */
  turn(): void {
    const next = this.#others.shift();
    if (next === undefined) return;
    this.#others.push(this.#to[0]);
    this.#to = [next];
  }

  /**
   * Calls the server, without a connection. Answered by the event `dialed`.
   *
   * @param room undefined to learn which one it is
   */
  call(room: Destination | undefined, now: number): void {
    this.#dialer = new Dialer({ ...this.#caller, limits: LIMITS, room }, now);
  }

  /** Forgets a connection that is over. */
  drop(): void {
    this.#link = undefined;
    this.#present = true;
  }

  /** Ends the call or the connection, with a last word to the server. */
  hangUp(reason: string): void {
    this.#dialer = undefined;
    this.#link?.connection.abort(reason);
  }

  /**
   * A server with several addresses may answer from another one than it was called at. The call's nonce, or
   * the session's keys, show that a datagram is the server's.
   */
  receive(datagram: Uint8Array, now: number): void {
    if (this.#dialer !== undefined) this.#conclude(this.#dialer.receive(datagram, now), now);
    else if (this.#link !== undefined && isBinary(datagram)) this.#hear(this.#link, datagram, now);
  }

  nextTimeout(): number {
    return Math.min(
      this.#dialer?.nextTimeout() ?? Infinity,
      this.#link?.connection.nextTimeout() ?? Infinity,
      this.#presenceTimeout(),
    );
  }

  timeout(now: number): void {
    if (now >= this.#presenceTimeout()) this.#setPresent(false);
    this.#conclude(this.#dialer?.timeout(now), now);
    const connection = this.#link?.connection;
    if (connection !== undefined && connection.nextTimeout() <= now) connection.timeout(now);
  }

  transmit(now: number): Transmit | undefined {
    const call = this.#dialer?.transmit();
    if (call !== undefined) return { to: this.#to, datagram: call };
    const length = this.#link?.connection.transmit(this.#buffer, now) ?? 0;
    return length > 0 ? { to: this.#to, datagram: this.#buffer.slice(0, length) } : undefined;
  }

  #conclude(outcome: Outcome | undefined, now: number): void {
    if (outcome === undefined) return;
    this.#dialer = undefined;
    if (outcome.kind !== "connected") return this.#events.dialed(outcome);
    const link = new RoomLink({ ...outcome, longest: longestTo(this.#to[0]) }, this.#events, now);
    this.#link = link;
    this.#events.dialed({ kind: "connected", link });
  }

  #hear({ connection }: RoomLink, datagram: Uint8Array, now: number): void {
    try {
      if (connection.receive(datagram, decodeHeader(datagram), now)) this.#setPresent(true);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }

  #presenceTimeout(): number {
    if (!this.#present || this.#link === undefined || this.#link.next === undefined) {
      return Infinity;
    }
    if (this.#link.connection.end !== undefined) return Infinity;
    return this.#link.connection.heard + PRESENCE_TIME;
  }

  #setPresent(present: boolean): void {
    if (this.#present === present) return;
    this.#present = present;
    this.#events.presence(present);
  }
}
