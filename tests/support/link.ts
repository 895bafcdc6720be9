/** A listener and members that call it, as machines for the simulated network, and the bytes they exchange. */

import { assert, assertEquals } from "@std/assert";
import {
  Connection,
  Dialer,
  type End,
  Listener,
  type ListenerOptions,
  type Outcome,
  type Session,
  type Source,
} from "../../src/link/mod.ts";
import { type Machine, SEND_BATCH, type Transmit } from "../../src/net/mod.ts";
import { DATAGRAM_LIMIT, decodeHeader, isBinary, type Limits } from "../../src/wire/mod.ts";
import { ProtocolError, STREAMS } from "../../src/wire/mod.ts";
import { address, type Conditions, SimulatedNetwork } from "./network.ts";
import { Random } from "./random.ts";

/** What the ends allow each other where a test says nothing else. */
export const LIMITS: Limits = { window: 65_536, silence: 15_000 };

/** Milliseconds of quiet after which a member asks for the server. */
export const KEEP_ALIVE = 4000;

/** Where the server is. */
export const SERVER: Deno.NetAddr = address(8888);

/** Bytes that grow and are kept: what is sent, or what has arrived. */
export class Bytes implements Source {
  first = 0;
  /** An other end has all bytes before this offset. */
  arrived = 0;
  #bytes = new Uint8Array(1024);
  #length = 0;

  get end(): number {
    return this.#length;
  }

  append(part: Uint8Array): void {
    const end = this.#length + part.length;
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(2 * end);
      longer.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = longer;
    }
    this.#bytes.set(part, this.#length);
    this.#length = end;
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    assert(from >= this.first && from < to && to <= this.#length, `no bytes ${from} to ${to}`);
    target.set(this.#bytes.subarray(from, to), at);
  }

  acknowledged(offset: number): void {
    assert(offset <= this.#length, `${offset} bytes acknowledged of ${this.#length}`);
    this.arrived = Math.max(this.arrived, offset);
  }

  /** Fails unless these bytes are the first ones of `whole`. */
  assertBegins(whole: Bytes): void {
    assert(this.#length <= whole.#length, `${this.#length} bytes of ${whole.#length}`);
    for (let index = 0; index < this.#length; index++) {
      if (this.#bytes[index] !== whole.#bytes[index]) throw new Error(`Byte ${index} is wrong`);
    }
  }

  /** Fails unless these bytes are all of `whole`. */
  assertIs(whole: Bytes): void {
    assertEquals(this.#length, whole.#length, "number of bytes");
    this.assertBegins(whole);
  }
}

/** A session as the server sees it. */
export interface Seat {
  readonly session: Session;
  readonly direct: Bytes;
  readonly requests: Bytes;
  end: End | undefined;
}

/** The server's machine: a room that is the same for all, and for each session a direct stream of its own. */
export class LinkServer implements Machine {
  readonly listener: Listener;
  readonly room = new Bytes();
  /** By the session's id. */
  readonly seats = new Map<number, Seat>();
  /** Whether what arrives is taken at once. */
  isTaking = true;
  /** Datagrams that were sent. */
  sent = 0;

  constructor(random: Random, options: Partial<ListenerOptions> = {}) {
    this.listener = new Listener({
      random: (count) => random.bytes(count),
      limits: LIMITS,
      maxSessions: 20_000,
      buffers: SEND_BATCH,
      accept: (session) => this.#accept(session),
      ...options,
    });
  }

  #accept(
    session: Session,
  ): { data(stream: number, bytes: Uint8Array): void; ended(end: End): void } {
    const seat: Seat = { session, direct: new Bytes(), requests: new Bytes(), end: undefined };
    this.seats.set(session.key.session, seat);
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
  #dialer: Dialer;

  constructor(random: Random, now: number, options: MemberOptions = {}) {
    this.#random = random;
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.#dialer = this.#dial(now);
  }

  /** The session's id. */
  get session(): number {
    assert(this.outcome?.kind === "connected");
    return this.outcome.key.session;
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
    return length > 0 ? target.subarray(0, length) : undefined;
  }

  #dial(now: number): Dialer {
    const bytes = this.#random.bytes(8);
    const nonce = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return new Dialer(nonce, this.#limits, now);
  }

  #conclude(outcome: Outcome | undefined, now: number): void {
    if (outcome === undefined) return;
    this.outcome = outcome;
    if (outcome.kind !== "connected") return;
    const connection = new Connection({
      key: outcome.key,
      ours: this.#limits,
      theirs: outcome.theirs,
      receives: [STREAMS.room, STREAMS.direct],
      keepAlive: this.#options.keepAlive ?? KEEP_ALIVE,
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
    };
  }
}

/** A server and members, connected over a simulated network. */
export class LinkWorld {
  readonly network: SimulatedNetwork;
  readonly random: Random;
  readonly server: LinkServer;
  readonly members: LinkMember[] = [];

  constructor(
    seed: number,
    conditions: Conditions,
    options: { readonly server?: Partial<ListenerOptions>; readonly member?: MemberOptions } = {},
    count = 1,
  ) {
    this.network = new SimulatedNetwork(seed, conditions);
    this.random = new Random(seed ^ 0x5eed);
    this.server = new LinkServer(this.random, options.server);
    this.network.attach(SERVER, this.server);
    for (let index = 0; index < count; index++) {
      const member = new LinkMember(this.random, this.network.now, options.member);
      this.network.attach(address(1000 + index), member);
      this.members.push(member);
    }
    const areConnected = () => this.members.every(({ connection }) => connection !== undefined);
    assert(this.network.passUntil(areConnected, 120_000), "a member is not connected");
    // What the members have to say first shows the listener that the sessions are used.
    this.network.act(() => this.server.listener.wakeAll());
  }

  /** The first member, and its seat. */
  get member(): LinkMember {
    return this.members[0]!;
  }

  get seat(): Seat {
    return this.seatOf(this.member);
  }

  seatOf(member: LinkMember): Seat {
    return this.server.seats.get(member.session)!;
  }

  /** Says something into the room, and sends it. */
  say(bytes: Uint8Array): void {
    this.network.act(() => {
      this.server.room.append(bytes);
      this.server.listener.wakeAll();
    });
  }

  /** Tells one member something. */
  tell(member: LinkMember, bytes: Uint8Array): void {
    this.network.act(() => {
      const { direct, session } = this.seatOf(member);
      direct.append(bytes);
      this.server.listener.wake(session);
    });
  }

  /** A member asks for something. */
  ask(member: LinkMember, bytes: Uint8Array): void {
    this.network.act(() => member.requests.append(bytes));
  }

  /** Datagrams that were sent by all. */
  get sent(): number {
    return this.members.reduce((sum, { sent }) => sum + sent, this.server.sent);
  }

  /** Whether everybody has everything, and knows that the others have it. */
  get isSettled(): boolean {
    const { room } = this.server;
    return this.members.every((member) => {
      const { direct, requests } = this.seatOf(member);
      return member.room.end === room.end && member.direct.end === direct.end &&
        requests.end === member.requests.end && direct.arrived === direct.end &&
        member.requests.arrived === member.requests.end;
    });
  }

  /** Fails unless everybody has exactly what was sent. */
  assertWhole(): void {
    for (const member of this.members) {
      const { direct, requests } = this.seatOf(member);
      member.room.assertIs(this.server.room);
      member.direct.assertIs(direct);
      requests.assertIs(member.requests);
    }
  }
}
