/** Most newcomers at a time, of all hosts together. */
export const NEWCOMER_LIMIT = 4096;

/** Most newcomers at a time of one host: a school's computers may share an address. */
const HOST_LIMIT = 1024;

/** Milliseconds that somebody may be a newcomer, whatever it says meanwhile. */
const NEWCOMER_TIME = 60_000;

interface Place {
  readonly host: string;
  /** When the time is over. */
  readonly due: number;
}

/**
 * Those who have called and not entered yet. Each host may have a limited number, so that none can take the
 * places of others, and each newcomer a limited time.
 */
export class Newcomers<T> {
  /** The oldest first. */
  readonly #places = new Map<T, Place>();
  readonly #hosts = new Map<string, Set<T>>();

  /** When the time of the oldest is over; Infinity where there is none. */
  get nextTimeout(): number {
    const [oldest] = this.#places.values();
    return oldest?.due ?? Infinity;
  }

  add(newcomer: T, host: string, now: number): void {
    this.#places.set(newcomer, { host, due: now + NEWCOMER_TIME });
    const others = this.#hosts.get(host);
    if (others === undefined) this.#hosts.set(host, new Set([newcomer]));
    else others.add(newcomer);
  }

  delete(newcomer: T): void {
    const place = this.#places.get(newcomer);
    if (place === undefined) return;
    this.#places.delete(newcomer);
    const others = this.#hosts.get(place.host);
    others?.delete(newcomer);
    if (others?.size === 0) this.#hosts.delete(place.host);
  }

  /** The one that has to go before one more of a host comes: the host's oldest, or the oldest of all. */
  surplus(host: string): T | undefined {
    const others = this.#hosts.get(host);
    if (others !== undefined && others.size >= HOST_LIMIT) return others.values().next().value;
    return this.#places.size < NEWCOMER_LIMIT ? undefined : this.#places.keys().next().value;
  }

  /** One whose time is over, if there is one. */
  overdue(now: number): T | undefined {
    const [oldest] = this.#places;
    return oldest !== undefined && oldest[1].due <= now ? oldest[0] : undefined;
  }
}
