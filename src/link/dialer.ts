import {
  type Answer,
  decodeAnswer,
  encodeCall,
  type Limits,
  type SessionKey,
  VERSION,
} from "../wire/mod.ts";

/**
 * Milliseconds to wait for an answer, attempt by attempt; and so again for the second question. The first
 * attempts are close to each other, since a caller without an answer soon tries another dialect. The last
 * ones are for paths on which an answer takes seconds.
 */
const WAITS = [100, 150, 200, 250, 350, 450, 700, 1000, 1500, 2000];

/** What came of calling a server. */
export type Outcome =
  | { readonly kind: "connected"; readonly key: SessionKey; readonly theirs: Limits }
  /** It speaks this version, not ours. */
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "busy" }
  /** Nobody who speaks this dialect answered. */
  | { readonly kind: "unanswered" };

/**
 * Calls a server until a session is open: first to get a cookie, which shows the server where we are, then
 * with it. The contract is the one of a connection; the outcome comes once, from `receive` or `timeout`.
 */
export class Dialer {
  readonly #nonce: string;
  readonly #limits: Limits;
  #cookie: string | undefined;
  #attempts = 0;
  #deadline: number;
  #wantsToSend = false;

  /** @param nonce 16 random hexadecimal digits, which tell the answers to this call from others */
  constructor(nonce: string, limits: Limits, now: number) {
    this.#nonce = nonce;
    this.#limits = limits;
    this.#deadline = now;
    this.#attempt(now);
  }

  receive(datagram: Uint8Array, now: number): Outcome | undefined {
    const answer = decodeAnswer(datagram);
    if (answer === undefined || answer.nonce !== this.#nonce) return undefined;
    if (answer.kind !== "cookie") return this.#conclude(answer);
    if (this.#cookie !== undefined) return undefined;
    this.#cookie = answer.cookie;
    this.#attempts = 0;
    this.#attempt(now);
    return undefined;
  }

  /** Whether the server has answered: it speaks this dialect. */
  get isAnswered(): boolean {
    return this.#cookie !== undefined;
  }

  nextTimeout(): number {
    return this.#deadline;
  }

  timeout(now: number): Outcome | undefined {
    if (now < this.#deadline || this.#attempt(now)) return undefined;
    this.#deadline = Infinity;
    return { kind: "unanswered" };
  }

  /** The next datagram to send to the server. */
  transmit(): Uint8Array | undefined {
    if (!this.#wantsToSend) return undefined;
    this.#wantsToSend = false;
    const call = { version: VERSION, nonce: this.#nonce };
    if (this.#cookie === undefined) return encodeCall({ kind: "hello", ...call });
    return encodeCall({ kind: "open", ...call, cookie: this.#cookie, limits: this.#limits });
  }

  #attempt(now: number): boolean {
    const wait = WAITS[this.#attempts++];
    if (wait === undefined) return false;
    this.#deadline = now + wait;
    this.#wantsToSend = true;
    return true;
  }

  #conclude(answer: Exclude<Answer, { kind: "cookie" }>): Outcome | undefined {
    this.#deadline = Infinity;
    this.#wantsToSend = false;
    if (answer.kind !== "welcome") return answer;
    const { session, tag, limits } = answer;
    return { kind: "connected", key: { session, tag }, theirs: limits };
  }
}
