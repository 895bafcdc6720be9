import type { Transmit } from "../base/mod.ts";
import {
  DATAGRAM_LIMIT,
  decodeCall,
  decodeHeader,
  encodeAnswer,
  encodeReset,
  type Header,
  isBinary,
  type Limits,
  ProtocolError,
  VERSION,
} from "../wire/mod.ts";
import { type Answer, type Call, type SessionKey, STREAMS } from "../wire/mod.ts";
import { Connection, type ConnectionEvents } from "./connection.ts";
import { Cookies } from "./cookie.ts";
import { Newcomers } from "./newcomers.ts";

/** A session's server end, and where its other end is. */
export interface Session {
  readonly key: SessionKey;
  readonly address: Deno.NetAddr;
  readonly connection: Connection;
}

/** What the listener keeps of a session beside what others see. */
interface Entry extends Session {
  readonly to: readonly Deno.NetAddr[];
  /** By which a repeated call is known. */
  readonly call: string;
  isReady: boolean;
}

export interface ListenerOptions {
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
  readonly limits: Limits;
  /** Most sessions at a time, those of newcomers among them. */
  readonly maxSessions: number;
  /** The host that an address belongs to: each may have a limited number of newcomers. */
  readonly hostOf: (address: Deno.NetAddr) => string;
  /** How many datagrams are being sent at a time: as many buffers are used in turn. */
  readonly buffers: number;
  /** A session was opened: returns who listens to it. */
  readonly accept: (session: Session, now: number) => ConnectionEvents;
}

/**
 * The server's end of all sessions: answers calls, and passes each datagram on to its session. Before a
 * caller has shown that it is where it says, it gets no more bytes than it sent, and nothing is kept of it.
 * Then it is a newcomer, whose session goes again unless the owner keeps it in time.
 * The contract is the one of a connection; `receive` says whether the datagram was of this dialect.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #cookies: Cookies;
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
    this.#cookies = new Cookies(options.random(32));
    const { buffers } = options;
    this.#buffers = Array.from({ length: buffers }, () => new Uint8Array(DATAGRAM_LIMIT));
  }

  /** Number of sessions. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Takes a datagram if it is of this dialect. Returns whether it was. */
  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): boolean {
    if (isBinary(datagram)) {
      this.#pass(datagram, from, now);
      return true;
    }
    const call = decodeCall(datagram);
    if (call !== undefined) this.#answer(call, from, now);
    return call !== undefined;
  }

  nextTimeout(): number {
    return this.#earliest;
  }

  timeout(now: number): void {
    if (now < this.#earliest) return;
    for (let late = this.#newcomers.overdue(now); late; late = this.#newcomers.overdue(now)) {
      this.#drop(late);
    }
    this.#earliest = this.#newcomers.nextTimeout;
    for (const entry of this.#sessions.values()) {
      if (entry.connection.nextTimeout() <= now) {
        entry.connection.timeout(now);
        this.#queue(entry);
      }
      this.#earliest = Math.min(this.#earliest, entry.connection.nextTimeout());
    }
  }

  /** A session is no newcomer's any more. */
  keep({ key }: Session): void {
    const entry = this.#sessions.get(key.session);
    if (entry !== undefined) this.#newcomers.delete(entry);
  }

  /** A session may have something to send, or may have been closed. */
  wake({ key }: Session): void {
    const entry = this.#sessions.get(key.session);
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
      const length = entry.connection.transmit(target, now);
      if (length > 0) {
        this.#buffer = (this.#buffer + 1) % this.#buffers.length;
        this.#nextRound.push(entry);
        return { to: entry.to, datagram: target.subarray(0, length) };
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
    this.#earliest = Math.min(this.#earliest, entry.connection.nextTimeout());
    this.#queue(entry);
  }

  /** A session has nothing more to send for now. */
  #settle(entry: Entry): void {
    if (entry.connection.end !== undefined) return this.#forget(entry);
    this.#earliest = Math.min(this.#earliest, entry.connection.nextTimeout());
  }

  #forget(entry: Entry): void {
    this.#sessions.delete(entry.key.session);
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
    const header = headerOf(datagram);
    if (header === undefined) return;
    const entry = this.#sessions.get(header.session);
    if (entry === undefined) {
      // Its member can come back at once, instead of waiting until it counts as lost.
      if (header.kind === "data") this.#answerTo(from, encodeReset(header.session));
      return;
    }
    const { hostname, port } = entry.address;
    if (port !== from.port || hostname !== from.hostname || header.kind === "reset") return;
    entry.connection.receive(datagram, header, now);
    this.#touch(entry);
  }

  #answer(call: Call, from: Deno.NetAddr, now: number): void {
    const { version, nonce } = call;
    const address = `${from.hostname} ${from.port}`;
    const send = (answer: Answer) => this.#answerTo(from, encodeAnswer(answer));
    if (version !== VERSION) return send({ kind: "version", nonce, version: VERSION });
    if (call.kind === "hello") {
      return send({ kind: "cookie", nonce, cookie: this.#cookies.make(address, nonce, now) });
    }
    if (!this.#cookies.check(call.cookie, address, nonce, now)) return;
    const name = `${address} ${nonce}`;
    const entry = this.#calls.get(name) ?? this.#open(name, call.limits, from, now);
    if (entry === undefined) return send({ kind: "busy", nonce });
    send({ kind: "welcome", nonce, ...entry.key, limits: this.#options.limits });
  }

  #answerTo(to: Deno.NetAddr, datagram: Uint8Array): void {
    this.#answers.push({ to: [to], datagram });
  }

  #open(call: string, theirs: Limits, address: Deno.NetAddr, now: number): Entry | undefined {
    const { hostOf, maxSessions } = this.#options;
    const host = hostOf(address);
    const surplus = this.#newcomers.surplus(host);
    if (surplus !== undefined) this.#drop(surplus);
    if (this.size >= maxSessions) return undefined;
    const key = this.#newKey();
    const { limits: ours, accept } = this.#options;
    const receives = [STREAMS.request];
    const connection = new Connection({ key, ours, theirs, receives, keepAlive: Infinity }, now);
    const entry = { key, address, connection, to: [address], call, isReady: false };
    this.#sessions.set(key.session, entry);
    this.#calls.set(call, entry);
    this.#newcomers.add(entry, host, now);
    this.#earliest = Math.min(this.#earliest, this.#newcomers.nextTimeout);
    connection.events = accept(entry, now);
    this.#touch(entry);
    return entry;
  }

  #newKey(): SessionKey {
    const bytes = new DataView(this.#options.random(12).buffer);
    const session = bytes.getUint32(0) * 2 ** 21 + (bytes.getUint32(4) >>> 11);
    return this.#sessions.has(session) ? this.#newKey() : { session, tag: bytes.getUint32(8) };
  }
}

function headerOf(datagram: Uint8Array): Header | undefined {
  try {
    return decodeHeader(datagram);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
