import type { Cause, Fact, RoomRecord } from "./fact.ts";
import { isHappening } from "./fact.ts";
import { decideToEnter, decideToKeepName, decideToRename } from "./decide.ts";
import type { LeaveReason, RemovalReason } from "./log_entry.ts";
import type { Log } from "./log.ts";
import { type Departure, endOf, type Member, type Refusal, type Seat } from "./member.ts";
import { muteKeysOf, type Revive, RoomState, type SavedState } from "./state.ts";

export interface RoomOptions<S extends Seat> {
  /** Most members at a time, a positive integer. */
  readonly maxMembers: number;
  /** Milliseconds that a name belongs to its owner after the last visit; 0 for names that belong to nobody. */
  readonly namesFor: number;
  /** What is kept of a seat, which JSON can carry, and how it becomes a seat again. */
  readonly keepSeat?: (seat: S) => unknown;
  readonly revive?: Revive<S>;
  /** Is told of each fact, in their order. */
  readonly onRecord?: (record: RoomRecord) => void;
  /**
   * Takes what the room decides, which has no effect then before it comes back by `take`: others may be first. Without
   * it, the effect is at once.
   */
  readonly propose?: ((proposal: Proposal<S>) => void) | undefined;
}

/** What a room has decided, and somebody else has to agree to. */
export interface Proposal<S extends Seat> {
  readonly facts: readonly Fact[];
  /** Whole milliseconds since 1970. */
  readonly at: number;
  readonly cause: Cause | undefined;
  /** The seat that a `seat` or a `reseat` fact is about. */
  readonly seat: S | undefined;
}

/**
 * A room. It decides on what is asked, and what it decides becomes facts: those that members see are entries of the
 * log, and all of them have their effect on what the room knows, {@link RoomState}. The owner of the room reads the new
 * entries after each call and passes them on. A name belongs to the seat that it was taken from: requests under it from
 * any other seat have no effect.
 *
 * A member's time is over after the silence that the seat allows, or when `keep` says, whichever comes first.
 */
export class Room<S extends Seat> {
  readonly #state: RoomState<S>;
  readonly #log: Log;
  readonly #options: RoomOptions<S>;
  /** The request whose effects are happening. */
  #cause: Cause | undefined;
  /** Nobody's time is over before this. Hearing a member only puts its end off, so it need not be told. */
  #nextExpiry = Infinity;

  constructor(log: Log, options: RoomOptions<S>) {
    this.#log = log;
    this.#options = options;
    this.#state = new RoomState(options.namesFor, options.revive ?? ((seat) => seat as S));
  }

  /** What the room knows, for those who decide. */
  get state(): RoomState<S> {
    return this.#state;
  }

  /** Number of members. */
  get size(): number {
    return this.#state.size;
  }

  /** Everybody in the room, in the order of entering. */
  members(): IteratorObject<Member<S>> {
    return this.#state.members();
  }

  /** The member on a seat, if there is one. */
  memberAt(seat: Pick<Seat, "key">): Member<S> | undefined {
    return this.#state.memberAt(seat);
  }

  /** The member whose name `text` is, in any case or width. */
  memberNamed(text: string): Member<S> | undefined {
    return this.#state.memberNamed(text);
  }

  /** What has been decided has its effect, in the log and in what the room knows, or is proposed. */
  commit(facts: readonly Fact[], now: number, seat?: S): void {
    const { propose } = this.#options;
    if (propose !== undefined) {
      if (facts.length === 0) return;
      const at = Math.round(this.#log.wallTime(now));
      return propose({ facts, at, cause: this.#cause, seat });
    }
    for (const fact of facts) {
      const entry = isHappening(fact) ? this.#log.append(fact, now) : undefined;
      const at = entry?.at ?? Math.round(this.#log.wallTime(now));
      this.#state.apply(fact, now, at, this.#cause, seat);
      this.#options.onRecord?.({ fact, at, entry: entry?.index, cause: this.#cause });
    }
  }

  /**
   * A record that was agreed to has its effect, here as everywhere.
   *
   * @param seat the one that it is about, where that is here
   */
  take({ fact, at, cause }: RoomRecord, now: number, seat?: S): void {
    const entry = isHappening(fact) ? this.#log.next : undefined;
    if (isHappening(fact)) this.#log.recall({ ...fact, index: this.#log.next, at });
    this.#state.apply(fact, now + at - this.#log.wallTime(now), at, cause, seat);
    this.#options.onRecord?.({ fact, at, entry, cause });
  }

  /** What is decided within `act` is the effect of a member's request. */
  answering<T>(cause: Cause, act: () => T): T {
    this.#cause = cause;
    try {
      return act();
    } finally {
      this.#cause = undefined;
    }
  }

  /**
   * Goes on with what was kept, before anything else happens: a saved state, and the facts after it.
   *
   * @param now in milliseconds on the room's clock
   */
  restore(saved: SavedState | undefined, records: Iterable<RoomRecord>, now: number): void {
    const ahead = this.#log.wallTime(now) - now;
    const roomTime = (at: number) => at - ahead;
    if (saved !== undefined) this.#state.load(saved, roomTime);
    for (const { fact, at, cause } of records) this.#state.apply(fact, roomTime(at), at, cause);
    this.#state.reopen();
    for (const member of this.members()) {
      member.heard = now;
      this.#nextExpiry = Math.min(this.#nextExpiry, endOf(member));
    }
  }

  /** What the room knows, to be kept. */
  save(): SavedState {
    return this.#state.save((time) => this.#log.wallTime(time));
  }

  /**
   * Lets somebody in, or says why not. Asking again from the same seat under the same name changes nothing
   * and succeeds, so that a request whose answer was lost can be repeated; under another name, the earlier
   * member leaves.
   */
  enter(seat: S, text: string, now: number): Member<S> | Refusal {
    const refusal = this.admit(seat, text, now);
    if (refusal !== undefined) return refusal;
    const member = this.memberAt(seat)!;
    member.heard = now;
    this.#nextExpiry = Math.min(this.#nextExpiry, endOf(member));
    return member;
  }

  /** Decides whether somebody enters: returns why not, where that cannot be. The member is in when that has its effect. */
  admit(seat: S, text: string, now: number): Refusal | undefined {
    const { maxMembers, keepSeat = (seat) => seat } = this.#options;
    const decision = decideToEnter(
      this.#state,
      { seat, kept: keepSeat(seat) },
      text,
      maxMembers,
      now,
    );
    if (typeof decision === "string") return decision;
    this.commit(decision, now, seat);
    return undefined;
  }

  /** A member is heard without a word. Returns whether the seat is that member's. */
  hear(seat: Seat, name: string, now: number): boolean {
    const member = this.#owner(seat, name);
    if (member !== undefined) member.heard = now;
    return member !== undefined;
  }

  /** A member says something, or acts. Returns whether the seat is that member's, and it may speak. */
  say(seat: Seat, name: string, text: string, now: number, kind: "say" | "act" = "say"): boolean {
    const member = this.#owner(seat, name);
    if (member === undefined) return false;
    member.heard = now;
    if (this.isMuted(member, now)) return false;
    this.commit([{ kind, name: member.name.text, text }], now);
    return true;
  }

  /** Whether a member may not speak. */
  isMuted(member: Member<S>, now: number): boolean {
    return this.mutedUntil(member, now) !== undefined;
  }

  /** Until when a member may not speak, by its name or by its key; undefined where it may. */
  mutedUntil(member: Member<S>, now: number): number | undefined {
    const { bansAndMutes } = this.#state;
    const ends = muteKeysOf(member).flatMap((key) => bansAndMutes.mutedUntil(key, now) ?? []);
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /** A member takes another name on its seat. Returns why not, where that cannot be. */
  rename(member: Member<S>, text: string, now: number): Refusal | undefined {
    return this.#commitName(decideToRename(this.#state, member, text, now), now);
  }

  /**
   * Keeps a second name for a member, instead of the one that was kept before, and tells nobody: the member may
   * speak and leave under either. `rename` makes it the only one. Returns why not, where that cannot be.
   */
  keepName(member: Member<S>, text: string, now: number): Refusal | undefined {
    return this.#commitName(decideToKeepName(this.#state, member, text, now), now);
  }

  #commitName(decision: readonly Fact[] | Refusal, now: number): Refusal | undefined {
    if (typeof decision === "string") return decision;
    this.commit(decision, now);
    return undefined;
  }

  /** A member leaves. Returns whether the seat was that member's. */
  leave(seat: Seat, name: string, now: number): boolean {
    const member = this.#owner(seat, name);
    if (member === undefined) return false;
    this.#remove(member, "left", now);
    return true;
  }

  /**
   * Removes the member on `seat`; `by` is the operator's name, where a member did it. Returns the member, or
   * undefined where there is none.
   */
  remove(seat: Seat, reason: RemovalReason, now: number, by?: string): Member<S> | undefined {
    const member = this.memberAt(seat);
    if (member !== undefined) this.#remove(member, reason, now, by);
    return member;
  }

  /**
   * Keeps the member on `seat` until a given time. There is one such time: a later call replaces it. So a
   * member whose connection breaks is kept for a while, and for good when it is back.
   *
   * @param until in milliseconds on the room's clock; Infinity for no such time
   * @param reason why the member leaves then
   * @returns whether somebody sits there
   */
  keep(seat: Seat, until: number, reason: RemovalReason): boolean {
    const member = this.memberAt(seat);
    if (member === undefined) return false;
    member.until = until;
    member.reason = reason;
    this.#nextExpiry = Math.min(this.#nextExpiry, until);
    return true;
  }

  /**
   * Removes and returns a member whose time is over, if there is one. Call it until there is none: only then
   * `nextExpiry` is a new time.
   */
  expire(now: number): Departure<S> | undefined {
    if (now < this.#nextExpiry) return undefined;
    let earliest = Infinity;
    for (const member of this.members()) {
      const end = endOf(member);
      if (end <= now) {
        const reason = end === member.until ? member.reason : "idle";
        this.#remove(member, reason, now);
        return { member, reason };
      }
      earliest = Math.min(earliest, end);
    }
    this.#nextExpiry = earliest;
    return undefined;
  }

  /** At most so many members whose time is over, who are to be removed. `nextExpiry` is a new time then. */
  overdue(now: number, most: number): Departure<S>[] {
    const gone: Departure<S>[] = [];
    let earliest = Infinity;
    for (const member of this.members()) {
      const end = endOf(member);
      if (end > now || gone.length === most) earliest = Math.min(earliest, end);
      else gone.push({ member, reason: end === member.until ? member.reason : "idle" });
    }
    this.#nextExpiry = earliest;
    return gone;
  }

  /**
   * When to call `expire` next, in milliseconds on the room's clock: nobody's time is over before. It may turn out
   * then that nobody's is, since members were heard meanwhile; the next time comes with that.
   */
  nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** The operator speaks to everybody. */
  announce(text: string, now: number): void {
    this.commit([{ kind: "announce", text }], now);
  }

  /** Ends the room. Its members are still listed, so that they can be told. */
  close(now: number): void {
    this.commit([{ kind: "close" }], now);
  }

  #owner(seat: Seat, name: string): Member<S> | undefined {
    const member = this.memberAt(seat);
    if (member === undefined) return undefined;
    // The common case is the name to the letter; else it is the same name if it folds to the same key.
    return member.name.text === name || this.memberNamed(name) === member ? member : undefined;
  }

  #remove(member: Member<S>, reason: LeaveReason, now: number, by?: string): void {
    const doer = by === undefined ? undefined : { by };
    this.commit([{ kind: "leave", name: member.name.text, reason, ...doer }], now);
  }
}
