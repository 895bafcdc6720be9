import type { LeaveReason, RemovalReason } from "./entry.ts";
import type { Log } from "./log.ts";
import { type Departure, endOf, type Member, type Refusal, type Seat } from "./member.ts";
import { Name } from "./name.ts";
import { Sanctions } from "./sanctions.ts";

export interface RoomOptions {
  /** Most members at a time, a positive integer. */
  readonly maxMembers: number;
}

/**
 * The members of a room, and its rules. All that happens becomes an entry of the log; the owner of the room
 * reads the new entries after each call and passes them on. A name belongs to the seat that it was taken
 * from: requests under it from any other seat have no effect.
 *
 * A member's time is over after the silence that the seat allows, or when `keep` says, whichever comes first.
 */
export class Room<S extends Seat> {
  /** Bans and mutes. */
  readonly sanctions: Sanctions = new Sanctions();
  readonly #log: Log;
  readonly #options: RoomOptions;
  readonly #bySeat = new Map<string, Member<S>>();
  readonly #byName = new Map<string, Member<S>>();
  /** Nobody's time is over before this. Hearing a member only puts its end off, so it need not be told. */
  #nextExpiry = Infinity;

  constructor(log: Log, options: RoomOptions) {
    this.#log = log;
    this.#options = options;
  }

  /** Number of members. */
  get size(): number {
    return this.#bySeat.size;
  }

  /** Everybody in the room, in the order of entering. */
  members(): IteratorObject<Member<S>> {
    return this.#bySeat.values();
  }

  /** The member on a seat, if there is one. */
  memberAt(seat: Seat): Member<S> | undefined {
    return this.#bySeat.get(seat.key);
  }

  /** The member whose name `text` is, in any case or width. */
  memberNamed(text: string): Member<S> | undefined {
    const name = Name.parse(text);
    return name instanceof Name ? this.#byName.get(name.key) : undefined;
  }

  /**
   * Lets somebody in, or says why not. Asking again from the same seat under the same name changes nothing
   * and succeeds, so that a request whose answer was lost can be repeated; under another name, the earlier
   * member leaves.
   */
  enter(seat: S, text: string, now: number): Member<S> | Refusal {
    const name = Name.parse(text);
    if (!(name instanceof Name)) return name;
    const before = this.memberAt(seat);
    const holder = this.#byName.get(name.key);
    if (holder !== undefined && holder === before) {
      holder.heard = now;
      return holder;
    }
    if (this.#isBanned(name, seat, now)) return "banned";
    if (holder !== undefined) return "taken";
    if (before === undefined && this.size >= this.#options.maxMembers) return "full";
    if (before !== undefined) this.#remove(before, "renamed", now);
    return this.#seat({
      name,
      seat,
      since: now,
      heard: now,
      spoke: now,
      isOperator: false,
      until: Infinity,
      reason: "lost",
    });
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
    member.spoke = now;
    this.#log.append({ kind, name: member.name.text, text }, now);
    return true;
  }

  /** Whether a member may not speak. */
  isMuted({ name }: Member<S>, now: number): boolean {
    return this.sanctions.mutedUntil(name.key, now) !== undefined;
  }

  /** A member takes another name on its seat. Returns why not, where that cannot be. */
  rename(member: Member<S>, text: string, now: number): Refusal | undefined {
    const name = Name.parse(text);
    if (!(name instanceof Name)) return name;
    if ((this.#byName.get(name.key) ?? member) !== member) return "taken";
    if (this.#isBanned(name, member.seat, now)) return "banned";
    if (name.text === member.name.text) return undefined;
    this.#log.append({ kind: "rename", name: member.name.text, to: name.text }, now);
    this.#byName.delete(member.name.key);
    this.#byName.set(name.key, member);
    member.name = name;
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

  /**
   * When to call `expire` next, in milliseconds on the room's clock: nobody's time is over before. It may turn out
   * then that nobody's is, since members were heard meanwhile; the next time comes with that.
   */
  nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** The operator speaks to everybody. */
  announce(text: string, now: number): void {
    this.#log.append({ kind: "announce", text }, now);
  }

  /** Ends the room. Its members are still listed, so that they can be told. */
  close(now: number): void {
    this.#log.append({ kind: "close" }, now);
  }

  #owner(seat: Seat, name: string): Member<S> | undefined {
    const member = this.memberAt(seat);
    if (member === undefined) return undefined;
    // The common case is the name to the letter; else it is the same name if it folds to the same key.
    return member.name.text === name || this.memberNamed(name) === member ? member : undefined;
  }

  #seat(member: Member<S>): Member<S> {
    this.#bySeat.set(member.seat.key, member);
    this.#byName.set(member.name.key, member);
    this.#nextExpiry = Math.min(this.#nextExpiry, endOf(member));
    this.#log.append({ kind: "enter", name: member.name.text }, member.since);
    return member;
  }

  #isBanned(name: Name, seat: Seat, now: number): boolean {
    const { sanctions } = this;
    return sanctions.isBanned("name", name.key, now) ||
      sanctions.isBanned("origin", seat.origin, now);
  }

  #remove(member: Member<S>, reason: LeaveReason, now: number, by?: string): void {
    this.#bySeat.delete(member.seat.key);
    this.#byName.delete(member.name.key);
    const name = member.name.text;
    const doer = by === undefined ? undefined : { by };
    this.#log.append({ kind: "leave", name, reason, ...doer }, now);
  }
}
