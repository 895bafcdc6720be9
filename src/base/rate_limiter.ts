/**
 * How often something may happen: a number of times a second in the long run, and a number at once after a
 * pause.
 */
export interface Rate {
  readonly perSecond: number;
  /** At least 1. */
  readonly burst: number;
}

/** Less than this is nothing, in milliseconds: the last digits of a time are rounded. */
const INSTANT = 0.01;

/** Number of keys at which those with a full bucket are forgotten for the first time. */
const FEW_KEYS = 512;

/**
 * Limits how often something happens for each key: a token bucket, kept as the one time at which it will be
 * full again (the generic cell rate algorithm of ITU-T I.371). Times are in milliseconds.
 */
export class RateLimiter {
  readonly #interval: number;
  readonly #burst: number;
  /** When each key's bucket is full again. */
  readonly #full = new Map<string, number>();
  #forgetAt = FEW_KEYS;

  constructor({ perSecond, burst }: Rate) {
    this.#interval = 1000 / perSecond;
    this.#burst = burst;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#full.size;
  }

  /** Milliseconds until it may happen for a key; 0 for at once. */
  wait(key: string, now: number): number {
    const wait = this.#fullAt(key, now) - (this.#burst - 1) * this.#interval - now;
    return wait < INSTANT ? 0 : wait;
  }

  /** Whether it may happen for a key now; if so, it counts as done. */
  admit(key: string, now: number): boolean {
    if (this.wait(key, now) > 0) return false;
    this.take(key, now);
    return true;
  }

  /** It happens for a key. */
  take(key: string, now: number): void {
    this.#full.set(key, this.#fullAt(key, now) + this.#interval);
    if (this.#full.size >= this.#forgetAt) this.#forget(now);
  }

  /** It has not happened for a key, after all. */
  giveBack(key: string): void {
    const full = this.#full.get(key);
    if (full !== undefined) this.#full.set(key, full - this.#interval);
  }

  #fullAt(key: string, now: number): number {
    return Math.max(now, this.#full.get(key) ?? now);
  }

  #forget(now: number): void {
    for (const [key, full] of this.#full) if (full <= now) this.#full.delete(key);
    this.#forgetAt = Math.max(FEW_KEYS, 2 * this.#full.size);
  }
}
