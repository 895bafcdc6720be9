import { type Rate, RateLimiter } from "../base/mod.ts";
import { type Seat } from "../room/mod.ts";

/** Members who may be as fast as they may, from one origin together. */
const MEMBERS_PER_ORIGIN = 5;

/**
 * Limits how much members ask for: each of them `rate`, all from one origin together five times that. The
 * same `rate` limits how often somebody from one origin enters. Without a rate there is no limit.
 */
export class RateGate {
  readonly rate: Rate | undefined;
  readonly #members: RateLimiter | undefined;
  readonly #origins: RateLimiter | undefined;
  readonly #entries: RateLimiter | undefined;

  constructor(rate: Rate | undefined) {
    this.rate = rate;
    if (rate === undefined) return;
    const { perSecond, burst } = rate;
    this.#members = new RateLimiter(rate);
    this.#entries = new RateLimiter(rate);
    this.#origins = new RateLimiter({
      perSecond: perSecond * MEMBERS_PER_ORIGIN,
      burst: burst * MEMBERS_PER_ORIGIN,
    });
  }

  /** Milliseconds until a member may ask for something; where that is 0, it counts as asked. */
  pass({ key, origin }: Seat, now: number): number {
    if (this.#members === undefined || this.#origins === undefined) return 0;
    const wait = Math.max(this.#members.wait(key, now), this.#origins.wait(origin, now));
    if (wait > 0) return wait;
    this.#members.take(key, now);
    this.#origins.take(origin, now);
    return 0;
  }

  /** Whether somebody may enter from an origin now; if so, it counts as done. */
  admit(origin: string, now: number): boolean {
    return this.#entries === undefined || this.#entries.admit(origin, now);
  }
}
