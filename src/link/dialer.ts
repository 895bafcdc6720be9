import { equals } from "@std/bytes/equals";
import { encodeHex } from "@std/encoding/hex";
import {
  decodeAnswer,
  decodeWelcome,
  encodeCall,
  type Greeting,
  isWelcome,
  type Limits,
  ProtocolError,
  VERSION,
} from "../wire/mod.ts";
import { Proposal, type ProposalOptions } from "./agreement.ts";
import type { SessionKeys } from "./sealed.ts";

/**
 * Milliseconds to wait for an answer, attempt by attempt; and so again for the second question. The first
 * attempts are close to each other, since a caller without an answer soon tries another dialect. The last
 * ones are for paths on which an answer takes seconds.
 */
const WAITS = [100, 150, 200, 250, 350, 450, 700, 1000, 1500, 2000];

/** The same once the server has answered: a key agreement has to wait for its turn where many come at once. */
const LATER_WAITS = [...WAITS, 3000, 3000, 3000, 3000];

/** Milliseconds that a better welcome may come after one that does not fit: anybody on the path can send such a one. */
const SECOND_OPINION = 300;

/** What came of calling a server. */
export type Outcome =
  /** `name` is the room's; empty where it has none. */
  | {
    readonly kind: "connected";
    readonly keys: SessionKeys;
    readonly theirs: Limits;
    readonly name: string;
  }
  /** A server answered, whose room has not been decided on: the caller is to call again, with that room. */
  | { readonly kind: "greeted"; readonly greeting: Greeting }
  /** Only a room with another key has answered than the one that was called. */
  | { readonly kind: "impostor"; readonly greeting: Greeting }
  /** The room takes a secret, and not the one that was given; or the one who answered does not have it. */
  | { readonly kind: "wrong-secret" }
  /** There were too many attempts with a wrong secret: later ones may succeed. */
  | { readonly kind: "wait" }
  /** It speaks this version, not ours. */
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "busy" }
  /** Nobody who speaks this dialect answered. */
  | { readonly kind: "unanswered" };

/** The room that is called. */
export interface Destination {
  /** The room's public key: 32 bytes. */
  readonly key: Uint8Array;
  /** The room's secret; undefined where it takes none. */
  readonly secret: string | undefined;
}

export interface DialerOptions extends Pick<ProposalOptions, "primitives" | "identity" | "random"> {
  readonly limits: Limits;
  /** The room that is called; undefined to learn first who answers. */
  readonly room: Destination | undefined;
}

/**
 * Calls a server until a session is open: first to get a cookie, which shows the server where we are, then
 * with it and the first message of the key agreement. The contract is the one of a connection; the outcome
 * comes once, from `receive` or `timeout`.
 */
export class Dialer {
  readonly #options: DialerOptions;
  readonly #nonce: string;
  #proposal: Proposal | undefined;
  /** Another room that has answered. */
  #impostor: Greeting | undefined;
  /** Whether a welcome came that does not fit the secret. */
  #isRefused = false;
  #attempts = 0;
  #deadline: number;
  #wantsToSend = false;

  constructor(options: DialerOptions, now: number) {
    this.#options = options;
    this.#nonce = encodeHex(options.random(8));
    this.#deadline = now;
    this.#attempt(now);
  }

  receive(datagram: Uint8Array, now: number): Outcome | undefined {
    if (this.#deadline === Infinity) return undefined;
    if (isWelcome(datagram)) return this.#welcome(datagram, now);
    const answer = decodeAnswer(datagram);
    if (answer === undefined || answer.nonce !== this.#nonce) return undefined;
    if (answer.kind !== "cookie") return this.#conclude(answer);
    if (this.#proposal !== undefined) return undefined;
    const { room, limits } = this.#options;
    const greeting = { key: answer.key, isSecret: answer.isSecret };
    if (room === undefined) return this.#conclude({ kind: "greeted", greeting });
    if (!equals(room.key, answer.key)) {
      // Anybody on the path can say that: the right room may still answer.
      this.#impostor = greeting;
      return undefined;
    }
    if (answer.isSecret && room.secret === undefined) {
      return this.#conclude({ kind: "wrong-secret" });
    }
    this.#proposal = new Proposal({ ...this.#options, secret: room.secret }, answer, limits);
    this.#attempts = 0;
    this.#attempt(now);
    return undefined;
  }

  /** Whether the server has answered: it speaks this dialect. */
  get isAnswered(): boolean {
    return this.#proposal !== undefined;
  }

  nextTimeout(): number {
    return this.#deadline;
  }

  timeout(now: number): Outcome | undefined {
    if (now < this.#deadline) return undefined;
    if (this.#isRefused) return this.#conclude({ kind: "wrong-secret" });
    if (this.#attempt(now)) return undefined;
    this.#deadline = Infinity;
    const greeting = this.#impostor;
    return greeting === undefined ? { kind: "unanswered" } : { kind: "impostor", greeting };
  }

  /** The next datagram to send to the server. */
  transmit(): Uint8Array | undefined {
    if (!this.#wantsToSend) return undefined;
    this.#wantsToSend = false;
    return this.#proposal?.opening ?? encodeCall({ version: VERSION, nonce: this.#nonce });
  }

  #attempt(now: number): boolean {
    const waits = this.#proposal === undefined ? WAITS : LATER_WAITS;
    const wait = waits[this.#attempts++];
    if (wait === undefined) return false;
    this.#deadline = now + wait;
    this.#wantsToSend = true;
    return true;
  }

  #welcome(datagram: Uint8Array, now: number): Outcome | undefined {
    const proposal = this.#proposal;
    if (proposal === undefined) return undefined;
    try {
      const welcome = decodeWelcome(datagram, proposal.isSecret);
      if (welcome.nonce !== this.#nonce) return undefined;
      const agreed = proposal.conclude(welcome);
      if (agreed !== undefined) return this.#conclude({ kind: "connected", ...agreed });
      // In an open room only a damaged or forged answer does not fit, in any room it may be one: the right one may come.
      if (proposal.isSecret && !this.#isRefused) {
        this.#isRefused = true;
        this.#deadline = now + SECOND_OPINION;
      }
      return undefined;
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  #conclude(outcome: Outcome): Outcome {
    this.#deadline = Infinity;
    this.#wantsToSend = false;
    return outcome;
  }
}
