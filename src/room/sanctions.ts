/** Most bans at a time. */
export const BAN_LIMIT = 1000;

/** What a ban is about: a name, or all who come from an origin. */
export type BanScope = "name" | "origin";

/** Somebody may not enter. */
export interface Ban {
  readonly scope: BanScope;
  /** The name as it was written, or the origin. */
  readonly target: string;
  /** Equal for all names that are the same to the room. */
  readonly key: string;
  /** Milliseconds on the room's clock; Infinity for good. */
  readonly until: number;
  /** The operator's name; undefined for the one at the console. */
  readonly by: string | undefined;
}

/**
 * Bans and mutes, with their ends. They outlive the members: one who is muted, leaves and comes back is
 * still muted. Times are in milliseconds on the room's clock.
 */
export class Sanctions {
  /** By scope and key. */
  readonly #bans = new Map<string, Ban>();
  /** Until when a name is muted, by its key. */
  readonly #mutes = new Map<string, number>();

  /** Bans, in the place of an earlier ban of the same. Returns whether there was room for one more. */
  ban(ban: Ban, now: number): boolean {
    const name = slot(ban.scope, ban.key);
    if (!this.#bans.has(name) && this.bans(now).length >= BAN_LIMIT) return false;
    this.#bans.set(name, ban);
    return true;
  }

  /** Lifts all bans of these keys. Returns whether there was one. */
  unban(keys: Readonly<Record<BanScope, string | undefined>>, now: number): boolean {
    const before = this.bans(now).length;
    for (const scope of ["name", "origin"] as const) {
      const key = keys[scope];
      if (key !== undefined) this.#bans.delete(slot(scope, key));
    }
    return this.#bans.size < before;
  }

  isBanned(scope: BanScope, key: string, now: number): boolean {
    return (this.#bans.get(slot(scope, key))?.until ?? -Infinity) > now;
  }

  /** All bans that are not over, in the order of their making. */
  bans(now: number): Ban[] {
    for (const [name, { until }] of this.#bans) if (until <= now) this.#bans.delete(name);
    return [...this.#bans.values()];
  }

  mute(key: string, until: number, now: number): void {
    for (const [other, end] of this.#mutes) if (end <= now) this.#mutes.delete(other);
    this.#mutes.set(key, until);
  }

  /** Returns whether the name was muted. */
  unmute(key: string, now: number): boolean {
    const wasMuted = this.mutedUntil(key, now) !== undefined;
    this.#mutes.delete(key);
    return wasMuted;
  }

  /** Until when a name is muted; undefined for one that is not. */
  mutedUntil(key: string, now: number): number | undefined {
    const until = this.#mutes.get(key);
    return until !== undefined && until > now ? until : undefined;
  }
}

function slot(scope: BanScope, key: string): string {
  return `${scope} ${key}`;
}
