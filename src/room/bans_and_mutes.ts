/** Most bans at a time. */
export const BAN_LIMIT = 1000;

/** What a ban is about: a name, all who come from an origin, or a member by its key, whatever its name is. */
export type BanScope = "name" | "origin" | "key";

/** Somebody may not enter. */
export interface Ban {
  readonly scope: BanScope;
  /** The name as it was written, which the member had where the ban goes by its key; or the origin. */
  readonly target: string;
  /** Equal for all names that are the same to the room; or the origin, or the member's key. */
  readonly key: string;
  /** Milliseconds on the room's clock; Infinity for good. */
  readonly until: number;
  /** The operator's name; undefined for the one at the console. */
  readonly by: string | undefined;
}

/** Bans and mutes, as JSON can carry them; an end that is left out never comes. Times are in milliseconds since 1970. */
export interface SavedBans {
  readonly bans: readonly (Omit<Ban, "until"> & { readonly until?: number })[];
  readonly mutes: readonly { readonly key: string; readonly until?: number }[];
}

/**
 * Bans and mutes, with their ends. They outlive the members: one who is muted, leaves and comes back is
 * still muted. Times are in milliseconds on the room's clock.
 */
export class BansAndMutes {
  /** By scope and key. */
  readonly #bans = new Map<string, Ban>();
  /** Until when a name is muted, by its key. */
  readonly #mutes = new Map<string, number>();

  /** Whether there is room for these, some of which may take the place of earlier bans of the same. */
  canBan(bans: readonly Pick<Ban, "scope" | "key">[], now: number): boolean {
    const more = bans.filter(({ scope, key }) => !this.#bans.has(slot(scope, key)));
    return this.bans(now).length + more.length <= BAN_LIMIT;
  }

  /** Bans, in the place of an earlier ban of the same. */
  ban(ban: Ban): void {
    this.#bans.set(slot(ban.scope, ban.key), ban);
  }

  unban(scope: BanScope, key: string): void {
    this.#bans.delete(slot(scope, key));
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

  unmute(key: string): void {
    this.#mutes.delete(key);
  }

  /** Until when a name is muted; undefined for one that is not. */
  mutedUntil(key: string, now: number): number | undefined {
    const until = this.#mutes.get(key);
    return until !== undefined && until > now ? until : undefined;
  }

  /** @param wallTime the time of day for a time on the room's clock */
  save(wallTime: (time: number) => number): SavedBans {
    const end = (until: number) => until === Infinity ? undefined : { until: wallTime(until) };
    return {
      bans: [...this.#bans.values()].map(({ until, ...ban }) => ({ ...ban, ...end(until) })),
      mutes: [...this.#mutes].map(([key, until]) => ({ key, ...end(until) })),
    };
  }

  load({ bans, mutes }: SavedBans, roomTime: (wallTime: number) => number): void {
    const end = (until: number | undefined) => until === undefined ? Infinity : roomTime(until);
    for (const ban of bans) this.ban({ ...ban, until: end(ban.until) });
    for (const { key, until } of mutes) this.#mutes.set(key, end(until));
  }
}

function slot(scope: BanScope, key: string): string {
  return `${scope} ${key}`;
}

/** What a member's mute goes by beside its name, so that another name does not end it; undefined without a key. */
export function muteKeyOf({ owner }: { readonly owner?: string }): string | undefined {
  return owner === undefined ? undefined : `key ${owner}`;
}
