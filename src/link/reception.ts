import { Fifo, HostLimiter, type Rate, RateLimiter } from "../base/mod.ts";
import {
  type Answer,
  type Call,
  decodeOpening,
  encodeAnswer,
  type Opening,
  VERSION,
} from "../wire/mod.ts";
import { Agreement, type Host } from "./agreement.ts";
import { Cookies } from "./cookie.ts";

/** Openings that wait for their turn, of one host and in all; those beyond are dropped, and sent again by their members. */
const HOST_WAITING = 1024;
const MOST_WAITING = 4096;

/** The share of the processor that key agreements may take, and how many may come at once after a pause. */
const SHARE = 0.2;
const BURST = 32;

/** How often a wrong secret may be tried from one origin, and in all. */
const GUESSES: Rate = { perSecond: 3 / 60, burst: 3 };
const ALL_GUESSES: Rate = { perSecond: 1, burst: 10 };

export interface ReceptionOptions {
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
  readonly host: Host;
  /** Milliseconds that one key agreement takes on this machine. */
  readonly agreementTime: number;
  /** The origin that an address belongs to. */
  readonly hostOf: (address: Deno.NetAddr) => string;
  /** Whether a member's key was in the room before: then its attempts with a wrong secret do not count. */
  readonly isKnown: (key: Uint8Array) => boolean;
}

/** Somebody who has shown to be at an address, and wants a session. */
export interface Arrival {
  /** By which the same opening is known when it comes again. */
  readonly call: string;
  readonly from: Deno.NetAddr;
  readonly opening: Opening;
}

/** A guess at the room's secret, which may turn out to be right. */
export interface Guess {
  readonly host: string;
}

/**
 * Answers callers until a session can be opened for them. Before a caller has shown that it is where it says, it
 * gets no more bytes than it sent, and nothing is kept of it. Key agreements wait for their turn, since they cost a
 * hundred times what a datagram does.
 */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #cookies: Cookies;
  /** By their hosts, the one whose turn is next first: no host can take the turns of others. */
  readonly #waiting = new Map<string, Fifo<Arrival>>();
  /** What waits. */
  readonly #calls = new Set<string>();
  readonly #agreements: RateLimiter;
  readonly #guesses = new HostLimiter(GUESSES, ALL_GUESSES);
  #next = Infinity;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#cookies = new Cookies(options.host.primitives, options.random(32));
    const perSecond = SHARE * 1000 / options.agreementTime;
    this.#agreements = new RateLimiter({ perSecond, burst: BURST });
  }

  /** When the next opening may be dealt with; Infinity where none waits. */
  get nextTimeout(): number {
    return this.#next;
  }

  /** The answer to a call. */
  answer({ version, nonce, fill }: Call, from: Deno.NetAddr, now: number): Uint8Array {
    if (version !== VERSION) {
      return encodeAnswer({ kind: "version", nonce, version: VERSION }, fill);
    }
    return encodeAnswer(this.#greet(nonce, this.#cookies.make(placeOf(from), nonce, now)), fill);
  }

  /** Takes an opening down that carries a cookie of here. Returns how it is known, if it does. */
  check(datagram: Uint8Array, from: Deno.NetAddr, now: number): Arrival | undefined {
    const opening = decodeOpening(datagram);
    const place = placeOf(from);
    if (!this.#cookies.check(opening.cookie, place, opening.nonce, now)) return undefined;
    const message = opening.message.slice();
    return { call: `${place} ${opening.nonce}`, from, opening: { ...opening, message } };
  }

  /** An arrival is to be dealt with in its turn. */
  queue(arrival: Arrival, now: number): void {
    if (this.#calls.has(arrival.call) || this.#calls.size >= MOST_WAITING) return;
    const host = this.#options.hostOf(arrival.from);
    const waiting = this.#waiting.get(host) ?? new Fifo<Arrival>();
    if (waiting.length >= HOST_WAITING) return;
    this.#waiting.set(host, waiting);
    this.#calls.add(arrival.call);
    waiting.push(arrival);
    this.#plan(now);
  }

  /** The next arrival whose turn it is. */
  take(now: number): Arrival | undefined {
    if (now < this.#next) return undefined;
    const [next] = this.#waiting;
    if (next === undefined) return undefined;
    const [host, waiting] = next;
    const arrival = waiting.shift()!;
    this.#waiting.delete(host);
    if (waiting.length > 0) this.#waiting.set(host, waiting);
    this.#calls.delete(arrival.call);
    this.#agreements.take("", now);
    this.#plan(now);
    return arrival;
  }

  /** Reads an arrival's message; undefined where it is none. */
  read({ opening }: Arrival): Agreement | undefined {
    const { host, random } = this.#options;
    return Agreement.read(opening, this.#greet(opening.nonce, opening.cookie), host, random);
  }

  /**
   * Counts an attempt at the room's secret: it counts as wrong until {@link confirm}. Returns undefined where there
   * were too many; `"free"` where it does not count.
   */
  guess(key: Uint8Array, from: Deno.NetAddr, now: number): Guess | "free" | undefined {
    if (this.#options.host.secret === undefined || this.#options.isKnown(key)) return "free";
    const host = this.#options.hostOf(from);
    return this.#guesses.admit(host, now) ? { host } : undefined;
  }

  /** A guess was right. */
  confirm({ host }: Guess): void {
    this.#guesses.giveBack(host);
  }

  #greet(nonce: string, cookie: string): Extract<Answer, { kind: "cookie" }> {
    const { identity, secret } = this.#options.host;
    return {
      kind: "cookie",
      nonce,
      cookie,
      key: identity.publicKey,
      isSecret: secret !== undefined,
    };
  }

  #plan(now: number): void {
    this.#next = this.#calls.size === 0 ? Infinity : now + this.#agreements.wait("", now);
  }
}

/** An address, as cookies and calls are bound to it. */
function placeOf({ hostname, port }: Deno.NetAddr): string {
  return `${hostname} ${port}`;
}
