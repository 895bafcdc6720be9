/** Milliseconds before the attempts to come back, attempt by attempt; the last one from then on. */
const BACKOFF = [0, 500, 1000, 2000, 4000];

/** When a member who lost the connection tries again, and when no more. */
export class Comeback {
  readonly #patience: number;
  readonly #random: () => number;
  #attempts = 0;
  #since: number | undefined;
  #retryAt = Infinity;

  /**
   * @param patience milliseconds to go on trying
   * @param random gives a number from 0 to 1: members who lost a server together should not return together
   */
  constructor(patience: number, random: () => number) {
    this.#patience = patience;
    this.#random = random;
  }

  /** Whether the member is away. */
  get isUnderway(): boolean {
    return this.#since !== undefined;
  }

  /** When to try again; Infinity for not now. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** Plans the next attempt, each later than the one before. Returns whether there is to be one. */
  plan(now: number): boolean {
    const wait = BACKOFF[Math.min(this.#attempts++, BACKOFF.length - 1)] ?? 0;
    return this.planAfter(this.jitter(wait), now);
  }

  /** Plans an attempt after a time in milliseconds. Returns whether there is to be one. */
  planAfter(wait: number, now: number): boolean {
    this.#since ??= now;
    if (now - this.#since > this.#patience) return false;
    this.#retryAt = now + wait;
    return true;
  }

  /** From half of a time to one and a half of it. */
  jitter(time: number): number {
    return time * (0.5 + this.#random());
  }

  /** The attempt that was planned is made. */
  try(): void {
    this.#retryAt = Infinity;
  }

  /** The member is back, or gives up. */
  end(): void {
    this.#attempts = 0;
    this.#since = undefined;
    this.#retryAt = Infinity;
  }
}
