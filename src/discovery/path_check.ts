import type { Machine, Transmit } from "../base/mod.ts";
import {
  CHECK_SIZES,
  type CheckReport,
  decodeAnswer,
  decodeCheckAnswer,
  encodeCheck,
  type Heard,
  NOTHING_HEARD,
} from "../wire/mod.ts";

/** What is known of the way to an address and back. */
export interface PathResult {
  /** The shortest round trip for each of `CHECK_SIZES`, in milliseconds; undefined where no answer came. */
  readonly roundTrips: readonly (number | undefined)[];
  /** Who answered; undefined where nobody did. */
  readonly peer:
    | { readonly kind: "room"; readonly isSecret: boolean }
    /** A room that speaks another version, or has no place. */
    | { readonly kind: "other" }
    /** One who waits for checks: what it has heard of us, and the milliseconds by which its clock is ahead. */
    | { readonly kind: "waiter"; readonly heard: Heard; readonly clockAhead: number }
    | undefined;
}

export interface PathCheckOptions {
  readonly to: Deno.NetAddr;
  /** Makes 16 random hexadecimal digits. */
  readonly nonce: () => string;
  /** The time of day, in milliseconds since 1970. */
  readonly wallTime: () => number;
  /** Whether what the other side sends to the group was heard here. */
  readonly hasHeardGroup: boolean;
  /** Called once, when all is known or nothing more is waited for. */
  readonly onDone: () => void;
}

/** Milliseconds from the first checks to each of the next ones, as long as an answer is missing. */
const ATTEMPTS = [0, 150, 350, 700, 1100, 1500];

/** Milliseconds that answers are waited for. */
const PATIENCE = 2000;

/**
 * The side that asks, as a state machine: it sends checks of both sizes to an address until both were answered. One
 * who waits there is then told so, since only we know whether its answers arrive.
 */
export class PathCheck implements Machine {
  readonly #options: PathCheckOptions;
  readonly #outgoing: Transmit[] = [];
  /** What was sent, by its nonce: when, on both clocks, and which size. */
  readonly #sent = new Map<string, { at: number; time: number; size: number; isLast: boolean }>();
  readonly #roundTrips: (number | undefined)[] = CHECK_SIZES.map(() => undefined);
  #peer: PathResult["peer"];
  #start: number | undefined;
  #attempts = 0;
  #isDone = false;

  constructor(options: PathCheckOptions) {
    this.#options = options;
  }

  result(): PathResult {
    return { roundTrips: [...this.#roundTrips], peer: this.#peer };
  }

  receive(datagram: Uint8Array, _from: Deno.NetAddr, now: number): void {
    const report = decodeCheckAnswer(datagram);
    const answer = report ?? decodeAnswer(datagram);
    const sent = answer && this.#sent.get(answer.nonce);
    // An answer of another length was filled up by nobody: such a one shows less than it should.
    if (sent === undefined || datagram.length !== CHECK_SIZES[sent.size]) return;
    const roundTrip = Math.max(0, now - sent.at);
    this.#roundTrips[sent.size] = Math.min(roundTrip, this.#roundTrips[sent.size] ?? Infinity);
    if (report !== undefined) this.#note(report, sent.time + roundTrip / 2);
    else if (this.#peer?.kind !== "waiter") {
      const room = decodeAnswer(datagram);
      this.#peer = room?.kind === "cookie"
        ? { kind: "room", isSecret: room.isSecret }
        : { kind: "other" };
    }
    if (sent.isLast || (this.#isComplete && this.#peer?.kind !== "waiter")) this.#finish();
    // Whether the large ones arrive is the other side's to know as well.
    else if (this.#isComplete && this.#attempts < ATTEMPTS.length) this.#send(0, now);
  }

  timeout(now: number): void {
    if (this.#isDone) return;
    this.#start ??= now;
    if (now >= this.#start + PATIENCE) return this.#finish();
    if (now < this.nextTimeout()) return;
    this.#attempts++;
    CHECK_SIZES.forEach((_, size) => {
      if (size === 0 || this.#roundTrips[size] === undefined) this.#send(size, now);
    });
  }

  nextTimeout(): number {
    if (this.#isDone) return Infinity;
    if (this.#start === undefined) return 0;
    return this.#start + (ATTEMPTS[this.#attempts] ?? PATIENCE);
  }

  transmit(): Transmit | undefined {
    return this.#outgoing.shift();
  }

  get #isComplete(): boolean {
    return this.#roundTrips.every((time) => time !== undefined);
  }

  #note({ heard, time }: CheckReport, expected: number): void {
    const before = this.#peer?.kind === "waiter" ? this.#peer.heard : NOTHING_HEARD;
    const small = heard.small || before.small;
    const [large, group] = [heard.large || before.large, heard.group || before.group];
    this.#peer = { kind: "waiter", heard: { small, large, group }, clockAhead: time - expected };
  }

  #send(size: number, now: number): void {
    const { to, nonce: draw, wallTime, hasHeardGroup: group } = this.#options;
    const [nonce, time] = [draw(), wallTime()];
    this.#sent.set(nonce, { at: now, time, size, isLast: this.#isComplete });
    const [small, large] = this.#roundTrips.map((trip) => trip !== undefined);
    const heard = { small: small === true, large: large === true, group };
    this.#outgoing.push({
      to: [to],
      datagram: encodeCheck({ nonce, heard, time }, CHECK_SIZES[size]!),
    });
  }

  #finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#options.onDone();
  }
}
