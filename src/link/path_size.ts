import { DATAGRAM_LIMIT } from "../wire/mod.ts";

/**
 * Bytes of a datagram that every path carries: an IPv4 packet of 576 bytes, which every host takes (RFC 1122,
 * section 3.3.2), less the longest header of IP and that of UDP.
 */
export const BASE_SIZE = 576 - 60 - 8;

/** Longer datagrams that have to be missed, with none of them arriving between, before they are given up. */
const MISSES = 3;

/** Milliseconds until a longer datagram is tried again; twice as long after each one that is missed. */
const FIRST_TRIAL = 5000;
const LAST_TRIAL = 600_000;

/**
 * How long a connection's datagrams may be: some paths drop the longer ones without a word (a black hole). It
 * falls to a size that every path carries, and tries again later: RFC 8899, section 4.3, without steps between.
 */
export class PathSize {
  #isSmall = false;
  #misses = 0;
  /** When a longer datagram may be tried; Infinity while one is under way. */
  #trialAt = Infinity;
  #trialDelay = FIRST_TRIAL;

  /** Most bytes of a datagram that is sent now. */
  limit(now: number): number {
    return this.#isSmall && now < this.#trialAt ? BASE_SIZE : DATAGRAM_LIMIT;
  }

  /** A datagram leaves: one longer than the base is the trial, where that is what it takes. */
  sent(size: number): void {
    if (this.#isSmall && size > BASE_SIZE) this.#trialAt = Infinity;
  }

  /** A datagram has arrived. */
  arrived(size: number): void {
    if (size <= BASE_SIZE) return;
    this.#isSmall = false;
    this.#misses = 0;
    this.#trialDelay = FIRST_TRIAL;
  }

  /** A datagram is lost, or not acknowledged for long. */
  missed(size: number, now: number): void {
    if (size <= BASE_SIZE) return;
    if (this.#isSmall) {
      // Those that were sent before do not count again.
      if (this.#trialAt < Infinity) return;
      this.#trialDelay = Math.min(2 * this.#trialDelay, LAST_TRIAL);
    } else if (++this.#misses < MISSES) return;
    this.#isSmall = true;
    this.#trialAt = now + this.#trialDelay;
  }
}
