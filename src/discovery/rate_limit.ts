/** How often something may happen: so often a second in the long run, so often at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket. Times are in milliseconds. */
class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(readonly rate: Rate, now: number) {
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Tokens that are there; at most the burst. */
  count(now: number): number {
    const { perSecond, burst } = this.rate;
    // A clock that was set back takes nothing away.
    const elapsed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(burst, this.#tokens + elapsed * perSecond / 1000);
    this.#at = now;
    return this.#tokens;
  }

  take(): void {
    this.#tokens--;
  }
}

/** Keys that are remembered before those who may do it to the full again are forgotten. */
const MANY_KEYS = 512;

/**
 * Limits how often something happens in all and for each key. Only what was allowed is remembered, and only
 * until a key's bucket is full again, so the limit in all bounds the memory too.
 */
export class RateLimit {
  readonly #rates: { readonly total: Rate; readonly each: Rate };
  readonly #each = new Map<string, TokenBucket>();
  #total: TokenBucket | undefined;

  constructor(rates: { readonly total: Rate; readonly each: Rate }) {
    this.#rates = rates;
  }

  /** Whether it may happen for `key` now; if so, it counts as happened. */
  allow(key: string, now: number): boolean {
    const total = this.#total ??= new TokenBucket(this.#rates.total, now);
    const each = this.#each.get(key) ?? new TokenBucket(this.#rates.each, now);
    // Both are counted: each has to learn of a clock that was set back.
    if (Math.min(total.count(now), each.count(now)) < 1) return false;
    total.take();
    each.take();
    this.#each.set(key, each);
    if (this.#each.size > MANY_KEYS) this.#forget(now);
    return true;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#each.size;
  }

  #forget(now: number): void {
    for (const [key, bucket] of this.#each) {
      if (bucket.count(now) >= bucket.rate.burst) this.#each.delete(key);
    }
  }
}
