/** A listener and a member that calls it, as machines for the simulated network. */

import { type Machine, SEND_BATCH, type Transmit } from "../../src/base/mod.ts";
import { assert, assertEquals } from "@std/assert";
import {
  Connection,
  type Destination,
  Dialer,
  type End,
  type Identity,
  Listener,
  type ListenerOptions,
  longestTo,
  type Outcome,
  type Session,
  type SessionEvents,
} from "../../src/link/mod.ts";
import { DATAGRAM_LIMIT, decodeHeader, isBinary, type Limits } from "../../src/wire/mod.ts";
import { ProtocolError, STREAMS } from "../../src/wire/mod.ts";
import { Bytes } from "./bytes.ts";
import { address } from "./network.ts";
import { Random } from "./random.ts";
import { HOST, newIdentity, PRIMITIVES, ROOM } from "./secure.ts";

/** What the ends allow each other where a test says nothing else. */
export const LIMITS: Limits = { window: 65_536, silence: 15_000 };

/** Milliseconds of quiet after which a member asks for the server. */
export const KEEP_ALIVE = 4000;

/** Where the server is. */
export const SERVER: Deno.NetAddr = address(8888);

/** A session as the server sees it. */
export interface Seat {
  readonly session: Session;
  readonly direct: Bytes;
  readonly requests: Bytes;
  end: End | undefined;
  /** How often the member was somewhere else. */
  moves: number;
}

/** The server's machine: a room that is the same for all, and for each session a direct stream of its own. */
export class LinkServer implements Machine {
  readonly listener: Listener;
  readonly room = new Bytes();
  /** By the session's id. */
  readonly seats = new Map<number, Seat>();
  /** Whether what arrives is taken at once. */
  isTaking = true;
  /** Whether sessions are kept at once, as those of members are. */
  isKeeping = true;
  /** Datagrams that were sent. */
  sent = 0;

  constructor(random: Random, options: Partial<ListenerOptions> = {}) {
    this.listener = new Listener({
      random: (count) => random.bytes(count),
      host: HOST,
      agreementTime: 1e-6,
      isKnown: () => false,
      limits: LIMITS,
      maxSessions: 20_000,
      hostOf: ({ hostname }) => hostname,
      buffers: SEND_BATCH,
      accept: (session) => this.#accept(session),
      ...options,
    });
  }

  #accept(session: Session): SessionEvents {
    const seat: Seat = {
      session,
      direct: new Bytes(),
      requests: new Bytes(),
      end: undefined,
      moves: 0,
    };
    this.seats.set(session.keys.session, seat);
    if (this.isKeeping) this.listener.keep(session);
    session.connection.open(STREAMS.direct, seat.direct);
    session.connection.open(STREAMS.room, this.room);
    return {
      data: (stream, bytes) => {
        assertEquals(seat.end, undefined, "data after the end");
        assertEquals(stream, STREAMS.request);
        seat.requests.append(bytes);
        if (this.isTaking) session.connection.take(stream, bytes.length);
      },
      ended: (end) => {
        assertEquals(seat.end, undefined, "two ends");
        seat.end = end;
      },
      moved: () => seat.moves++,
    };
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.listener.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.listener.timeout(now);
  }

  nextTimeout(): number {
    return this.listener.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    const next = this.listener.transmit(now);
    if (next !== undefined) this.sent++;
    return next;
  }
}

/** What a member may have that others have not. */
export interface MemberOptions {
  readonly limits?: Limits;
  readonly keepAlive?: number;
  readonly server?: Deno.NetAddr;
  /** The room that is called. */
  readonly room?: Destination | undefined;
  readonly identity?: Identity;
}

/** A member's machine: calls until a session is open, then sends requests and keeps what arrives. */
export class LinkMember implements Machine {
  readonly requests = new Bytes();
  readonly room = new Bytes();
  readonly direct = new Bytes();
  /** Whether what arrives is taken at once. */
  isTaking = true;
  /** Datagrams that were sent. */
  sent = 0;
  outcome: Outcome | undefined;
  connection: Connection | undefined;
  end: End | undefined;
  readonly #random: Random;
  readonly #limits: Limits;
  readonly #options: MemberOptions;
  readonly #identity: Identity;
  #dialer: Dialer;

  constructor(random: Random, now: number, options: MemberOptions = {}) {
    this.#random = random;
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.#identity = newIdentity(random);
    this.#dialer = this.#dial(now);
  }

  /** The session's id. */
  get session(): number {
    assert(this.outcome?.kind === "connected");
    return this.outcome.keys.session;
  }

  receive(datagram: Uint8Array, _from: Deno.NetAddr, now: number): void {
    if (this.connection === undefined) {
      return this.#conclude(this.#dialer.receive(datagram, now), now);
    }
    if (!isBinary(datagram)) return;
    try {
      this.connection.receive(datagram, decodeHeader(datagram), now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }

  timeout(now: number): void {
    if (this.connection !== undefined) return this.connection.timeout(now);
    const outcome = this.#dialer.timeout(now);
    // A network that loses much can lose all calls: call again.
    if (outcome?.kind === "unanswered") this.#dialer = this.#dial(now);
    else this.#conclude(outcome, now);
  }

  nextTimeout(): number {
    return this.connection?.nextTimeout() ?? this.#dialer.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    const datagram = this.#next(now);
    if (datagram === undefined) return undefined;
    this.sent++;
    return { to: [this.#options.server ?? SERVER], datagram };
  }

  #next(now: number): Uint8Array | undefined {
    if (this.connection === undefined) return this.#dialer.transmit();
    const target = new Uint8Array(DATAGRAM_LIMIT);
    const length = this.connection.transmit(target, now);
    assert(length <= DATAGRAM_LIMIT, `${length} bytes in a datagram`);
    return length > 0 ? target.subarray(0, length) : undefined;
  }

  #dial(now: number): Dialer {
    const random = (count: number) => this.#random.bytes(count);
    const { room = ROOM, identity = this.#identity } = this.#options;
    const options = { primitives: PRIMITIVES, identity, random, limits: this.#limits, room };
    return new Dialer(options, now);
  }

  #conclude(outcome: Outcome | undefined, now: number): void {
    if (outcome === undefined) return;
    this.outcome = outcome;
    if (outcome.kind !== "connected") return;
    const connection = new Connection({
      keys: outcome.keys,
      ours: this.#limits,
      theirs: outcome.theirs,
      receives: [STREAMS.room, STREAMS.direct],
      keepAlive: this.#options.keepAlive ?? KEEP_ALIVE,
      longest: longestTo(this.#options.server ?? SERVER),
    }, now);
    this.connection = connection;
    connection.open(STREAMS.request, this.requests);
    connection.events = {
      data: (stream, bytes) => {
        assertEquals(this.end, undefined, "data after the end");
        (stream === STREAMS.room ? this.room : this.direct).append(bytes);
        if (this.isTaking) connection.take(stream, bytes.length);
      },
      ended: (end) => {
        assertEquals(this.end, undefined, "two ends");
        this.end = end;
      },
      responded() {},
    };
  }
}
