import { Name } from "./name.ts";

/** Names that one member may own: with one more, the one that it used least recently is free again. */
const NAMES_OF_ONE = 8;

/** Names that are kept in all: with one more, the one that was used least recently is free again. */
const MOST_NAMES = 10_000;

/** Whose a name is. Times are in milliseconds on the room's clock. */
interface Ownership {
  /** The name as it was written. */
  readonly name: string;
  /** The member's public key. */
  readonly owner: string;
  /** When the owner was last here by this name. */
  readonly seen: number;
}

/** The same, as JSON can carry it: `seen` is in milliseconds since 1970. */
export type SavedOwner = Ownership;

/**
 * Whose names are: a name belongs to the member that has it first, until it was not here by it for a while. Members
 * without a key own nothing.
 */
export class Owners {
  readonly #period: number;
  /** By the name's key, the one that was used least recently first. */
  readonly #names = new Map<string, Ownership>();
  /** The keys of each owner's names, in the same order. */
  readonly #byOwner = new Map<string, Set<string>>();

  /** @param period milliseconds that a name is kept after its owner was last here; 0 for no names that belong to anybody */
  constructor(period: number) {
    this.#period = period;
  }

  /** Whose a name is, in any case or width; undefined where it is nobody's. */
  ownerOf(
    text: string,
    now: number,
  ): { readonly name: string; readonly owner: string } | undefined {
    const name = Name.parse(text);
    const known = name instanceof Name ? this.#names.get(name.key) : undefined;
    return known !== undefined && known.seen + this.#period > now ? known : undefined;
  }

  /** Whether a name is somebody else's. */
  isForeign(name: Name, owner: string | undefined, now: number): boolean {
    return name.looks.some((look) => {
      const known = this.#names.get(look);
      return known !== undefined && known.owner !== owner && known.seen + this.#period > now;
    });
  }

  /** A member is here by a name, which is its own from now on. */
  use({ text, key }: Name, owner: string, now: number): void {
    if (this.#period === 0) return;
    this.#forget(key);
    this.#names.set(key, { name: text, owner, seen: now });
    const own = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, own.add(key));
    if (own.size > NAMES_OF_ONE) this.#forget(own.values().next().value!);
    if (this.#names.size > MOST_NAMES) this.#forget(this.#names.keys().next().value!);
  }

  /** @param wallTime the time of day for a time on the room's clock */
  save(wallTime: (time: number) => number): SavedOwner[] {
    return [...this.#names.values()].map((each) => ({ ...each, seen: wallTime(each.seen) }));
  }

  /** Takes over what was saved; a text that is no name is left out. */
  load(saved: readonly SavedOwner[], roomTime: (wallTime: number) => number): void {
    for (const { name: text, owner, seen } of saved) {
      const name = Name.parse(text);
      if (name instanceof Name) this.use(name, owner, roomTime(seen));
    }
  }

  #forget(key: string): void {
    const known = this.#names.get(key);
    if (known === undefined) return;
    this.#names.delete(key);
    const own = this.#byOwner.get(known.owner);
    own?.delete(key);
    if (own?.size === 0) this.#byOwner.delete(known.owner);
  }
}
