import type { Transmit } from "../base/mod.ts";
import {
  DATAGRAM_LIMIT,
  decodeCall,
  decodeHeader,
  encodeAnswer,
  encodeReset,
  isBinary,
  isOpening,
  type Limits,
  ProtocolError,
  STREAMS,
} from "../wire/mod.ts";
import { type Agreement, resetTokenOf } from "./agreement.ts";
import { Connection, type ConnectionEvents } from "./connection.ts";
import { Newcomers } from "./newcomers.ts";
import { Path } from "./path.ts";
import { longestTo } from "./path_size.ts";
import type { SessionKeys } from "./sealed.ts";
import { type Arrival, type Guess, Reception, type ReceptionOptions } from "./reception.ts";

/** A session's server end, and where its other end is. */
export interface Session {
  readonly keys: SessionKeys;
  /** The member's public key, whose secret part it has: 32 bytes. */
  readonly member: Uint8Array;
  /** Where the member is: it may move. */
  readonly address: Deno.NetAddr;
  readonly connection: Connection;
}

/** What the listener keeps of a session beside what others see. */
interface Entry extends Session {
  address: Deno.NetAddr;
  to: readonly Deno.NetAddr[];
  /** By which a repeated opening is known. */
  readonly call: string;
  /** The answer to the opening, until it is known to have arrived. */
  welcome: Uint8Array | undefined;
  /** The attempt at the room's secret that the session is, until it is known to be right. */
  guess: Guess | undefined;
  readonly path: Path;
  isReady: boolean;
}

export interface ListenerOptions extends ReceptionOptions {
  readonly limits: Limits;
  /** Most sessions at a time, those of newcomers among them. */
  readonly maxSessions: number;
  /** How many datagrams are being sent at a time: as many buffers are used in turn. */
  readonly buffers: number;
  /** A session was opened: returns who listens to it. */
  readonly accept: (session: Session, now: number) => SessionEvents;
}

/** What a session tells its owner. */
export interface SessionEvents extends Pick<ConnectionEvents, "data" | "ended"> {
  /** The member is somewhere else now. */
  moved(): void;
}

/**
 * The server's end of all sessions: opens them, and passes each datagram on to its session. A new one is a
 * newcomer's, which goes again unless the owner keeps it in time.
 * The contract is the one of a connection; `receive` says whether the datagram was of this dialect.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #reception: Reception;
  readonly #sessions = new Map<number, Entry>();
  readonly #calls = new Map<string, Entry>();
  readonly #newcomers = new Newcomers<Entry>();
  readonly #answers: Transmit[] = [];
  readonly #buffers: Uint8Array[];
  #buffer = 0;
  /** Sessions that may have something to send: in this round, and in the next. */
  #round: Entry[] = [];
  #nextRound: Entry[] = [];
  #position = 0;
  /**
   * No session's timeout is due before. It may be early, since a timeout that is put off does not move it:
   * then all are looked at once too often, which is cheaper than keeping them in order at each datagram.
   */
  #earliest = Infinity;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#reception = new Reception(options);
    const { buffers } = options;
    this.#buffers = Array.from({ length: buffers }, () => new Uint8Array(DATAGRAM_LIMIT));
  }

  /** Number of sessions. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Where the members of all sessions are. */
  *addresses(): Iterable<Deno.NetAddr> {
    for (const { address } of this.#sessions.values()) yield address;
  }

  /** Takes a datagram if it is of this dialect. Returns whether it was. */
  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): boolean {
    if (isBinary(datagram)) {
      guard(() =>
        isOpening(datagram) ? this.#admit(datagram, from, now) : this.#pass(datagram, from, now)
      );
      return true;
    }
    const call = decodeCall(datagram);
    if (call !== undefined) this.#answerTo(from, this.#reception.answer(call, from, now));
    return call !== undefined;
  }

  nextTimeout(): number {
    return Math.min(this.#earliest, this.#reception.nextTimeout);
  }

  /** Opens at most one session: members' datagrams, which come between two calls, must not wait for newcomers. */
  timeout(now: number): void {
    const arrival = this.#reception.take(now);
    if (arrival !== undefined) guard(() => this.#meet(arrival, now));
    if (now < this.#earliest) return;
    for (let late = this.#newcomers.overdue(now); late; late = this.#newcomers.overdue(now)) {
      this.#drop(late);
    }
    this.#earliest = this.#newcomers.nextTimeout;
    for (const entry of this.#sessions.values()) {
      if (nextTimeoutOf(entry) <= now) {
        entry.path.timeout(now);
        entry.connection.timeout(now);
        this.#queue(entry);
      }
      this.#earliest = Math.min(this.#earliest, nextTimeoutOf(entry));
    }
  }

  /** A session is no newcomer's any more. */
  keep({ keys }: Session): void {
    const entry = this.#sessions.get(keys.session);
    if (entry !== undefined) this.#newcomers.delete(entry);
  }

  /** A session may have something to send, or may have been closed. */
  wake({ keys }: Session): void {
    const entry = this.#sessions.get(keys.session);
    if (entry !== undefined) this.#touch(entry);
  }

  /** All sessions may have something to send. */
  wakeAll(): void {
    for (const entry of this.#sessions.values()) this.#queue(entry);
  }

  /** The next datagram to send: of one session after the other, so that none waits for another's many. */
  transmit(now: number): Transmit | undefined {
    const answer = this.#answers.shift();
    if (answer !== undefined) return answer;
    for (let entry = this.#nextReady(); entry !== undefined; entry = this.#nextReady()) {
      const target = this.#buffers[this.#buffer]!;
      const trial = entry.path.transmit(target, entry.connection);
      const length = trial?.length ?? entry.connection.transmit(target, now);
      if (length > 0) {
        this.#buffer = (this.#buffer + 1) % this.#buffers.length;
        this.#nextRound.push(entry);
        return { to: trial?.to ?? entry.to, datagram: target.subarray(0, length) };
      }
      entry.isReady = false;
      this.#settle(entry);
    }
    return undefined;
  }

  #nextReady(): Entry | undefined {
    if (this.#position === this.#round.length) {
      [this.#round, this.#nextRound] = [this.#nextRound, this.#round];
      this.#nextRound.length = 0;
      this.#position = 0;
    }
    return this.#position < this.#round.length ? this.#round[this.#position++] : undefined;
  }

  #queue(entry: Entry): void {
    if (entry.isReady) return;
    entry.isReady = true;
    this.#nextRound.push(entry);
  }

  #touch(entry: Entry): void {
    this.#earliest = Math.min(this.#earliest, nextTimeoutOf(entry));
    this.#queue(entry);
  }

  /** A session has nothing more to send for now. */
  #settle(entry: Entry): void {
    if (entry.connection.end !== undefined) return this.#forget(entry);
    this.#earliest = Math.min(this.#earliest, nextTimeoutOf(entry));
  }

  #forget(entry: Entry): void {
    this.#sessions.delete(entry.keys.session);
    this.#newcomers.delete(entry);
    // The same call may have opened another session since.
    if (this.#calls.get(entry.call) === entry) this.#calls.delete(entry.call);
  }

  /** A newcomer has to go, which it is told. */
  #drop(newcomer: Entry): void {
    newcomer.connection.abort("unused");
    this.#queue(newcomer);
    this.#forget(newcomer);
  }

  #pass(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const header = decodeHeader(datagram);
    if (header.kind === "reset") return;
    const entry = this.#sessions.get(header.session);
    if (entry === undefined) return this.#reset(header.session, from);
    if (!entry.connection.receive(datagram, header, now)) return;
    this.#confirm(entry);
    if (header.number === entry.connection.newest) {
      entry.path.heard(from, entry.address, this.#options.random, now);
    }
    this.#touch(entry);
  }

  /** The session is not there: its member can come back at once, instead of waiting until it counts as lost. */
  #reset(session: number, from: Deno.NetAddr): void {
    this.#answerTo(from, encodeReset(session, resetTokenOf(this.#options.host, session)));
  }

  /** The member has shown that it has the session's keys. */
  #confirm(entry: Entry): void {
    if (entry.guess !== undefined) this.#reception.confirm(entry.guess);
    entry.guess = entry.welcome = undefined;
  }

  #admit(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const arrival = this.#reception.check(datagram, from, now);
    if (arrival === undefined) return;
    const entry = this.#calls.get(arrival.call);
    if (entry === undefined) this.#reception.queue(arrival, now);
    else if (entry.welcome !== undefined) this.#answerTo(from, entry.welcome);
  }

  #answerTo(to: Deno.NetAddr, datagram: Uint8Array): void {
    this.#answers.push({ to: [to], datagram });
  }

  /** Opens a session for an arrival, or says why not. */
  #meet(arrival: Arrival, now: number): void {
    const { from, opening } = arrival;
    const agreement = this.#reception.read(arrival);
    if (agreement === undefined) return;
    const refuse = (kind: "busy" | "wait") =>
      this.#answerTo(from, encodeAnswer({ kind, nonce: opening.nonce }));
    const guess = this.#reception.guess(agreement.member, from, now);
    if (guess === undefined) return refuse("wait");
    const { hostOf, maxSessions } = this.#options;
    const surplus = this.#newcomers.surplus(hostOf(from));
    if (surplus !== undefined) this.#drop(surplus);
    if (this.size >= maxSessions) return refuse("busy");
    const entry = this.#open(arrival, agreement, guess === "free" ? undefined : guess, now);
    this.#answerTo(from, entry.welcome!);
  }

  #open(
    { call, from }: Arrival,
    agreement: Agreement,
    guess: Guess | undefined,
    now: number,
  ): Entry {
    const { limits: ours, accept, hostOf } = this.#options;
    const { keys, welcome } = agreement.answer(this.#newId(), ours);
    const { member, limits: theirs } = agreement;
    const receives = [STREAMS.request];
    const longest = longestTo(from);
    const options = { keys, ours, theirs, receives, keepAlive: Infinity, longest };
    const connection = new Connection(options, now);
    const path = new Path();
    const place = { keys, member, address: from, to: [from], call };
    const entry: Entry = { ...place, connection, welcome, guess, path, isReady: false };
    this.#sessions.set(keys.session, entry);
    this.#calls.set(call, entry);
    this.#newcomers.add(entry, hostOf(from), now);
    this.#earliest = Math.min(this.#earliest, this.#newcomers.nextTimeout);
    const events = accept(entry, now);
    connection.events = {
      data: (stream, bytes) => events.data(stream, bytes),
      ended: (end) => events.ended(end),
      responded: (data) => this.#move(entry, data, events),
    };
    this.#touch(entry);
    return entry;
  }

  /** The member has shown that it is reached where its newest datagrams come from. */
  #move(entry: Entry, data: Uint8Array, events: SessionEvents): void {
    const address = entry.path.confirmed(data);
    if (address === undefined) return;
    entry.address = address;
    entry.to = [address];
    entry.connection.changePath(longestTo(address));
    events.moved();
  }

  #newId(): number {
    const bytes = new DataView(this.#options.random(8).buffer);
    const id = bytes.getUint32(0) * 2 ** 21 + (bytes.getUint32(4) >>> 11);
    return this.#sessions.has(id) ? this.#newId() : id;
  }
}

function nextTimeoutOf({ connection, path }: Entry): number {
  return Math.min(connection.nextTimeout(), path.nextTimeout);
}

/** A datagram that breaks the protocol has no effect and no answer. */
function guard(deal: () => void): void {
  try {
    deal();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}
