import { type Rate, RateLimiter } from "./rate_limiter.ts";

/** Limits how often something happens for each host, and for all of them together. */
export class HostLimiter {
  readonly #hosts: RateLimiter;
  readonly #all: RateLimiter;

  constructor(host: Rate, all: Rate) {
    this.#hosts = new RateLimiter(host);
    this.#all = new RateLimiter(all);
  }

  /** Whether it may happen for a host now; if so, it counts as done. */
  admit(host: string, now: number): boolean {
    if (this.#all.wait("", now) > 0 || !this.#hosts.admit(host, now)) return false;
    this.#all.take("", now);
    return true;
  }

  /** It has not happened for a host, after all. */
  giveBack(host: string): void {
    this.#hosts.giveBack(host);
    this.#all.giveBack("");
  }
}
