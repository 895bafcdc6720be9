import type { LeaveReason } from "./entry.ts";
import type { Log } from "./log.ts";
import { Name, type NameFault } from "./name.ts";

/** Where a member sits: opaque to the room but for the key that tells two seats apart. */
export interface Seat {
  readonly key: string;
}

/** Somebody in the room. */
export interface Member<S extends Seat> {
  readonly name: Name;
  readonly seat: S;
  /** When the member entered, in milliseconds since 1970. */
  readonly since: number;
  /** When the member was last heard, in milliseconds since 1970. */
  heard: number;
}

/** Why somebody may not enter. */
export type Refusal = NameFault | "taken" | "full";

export interface RoomOptions {
  /** Most members at a time, a positive integer. */
  readonly maxMembers: number;
  /** Milliseconds of silence after which a member leaves. */
  readonly idle: number;
}

/**
 * Who is in the room, and the rules. Whatever happens becomes an entry of the log; who runs the room reads
 * the new entries after each call and passes them on. A name belongs to the seat that it was taken from:
 * requests under it from any other seat have no effect.
 */
export class Room<S extends Seat> {
  readonly #log: Log;
  readonly #options: RoomOptions;
  readonly #bySeat = new Map<string, Member<S>>();
  readonly #byName = new Map<string, Member<S>>();

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
    if (holder !== undefined) return "taken";
    if (before === undefined && this.size >= this.#options.maxMembers) return "full";
    if (before !== undefined) this.#remove(before, "renamed", now);
    const member = { name, seat, since: now, heard: now };
    this.#bySeat.set(seat.key, member);
    this.#byName.set(name.key, member);
    this.#log.append({ kind: "enter", name: name.text }, now);
    return member;
  }

  /** A member is heard without a word. Returns whether the seat is that member's. */
  hear(seat: Seat, name: string, now: number): boolean {
    const member = this.#owner(seat, name);
    if (member !== undefined) member.heard = now;
    return member !== undefined;
  }

  /** A member speaks. Returns whether the seat is that member's. */
  say(seat: Seat, name: string, text: string, now: number): boolean {
    const member = this.#owner(seat, name);
    if (member === undefined) return false;
    member.heard = now;
    this.#log.append({ kind: "say", name: member.name.text, text }, now);
    return true;
  }

  /** A member leaves. Returns whether the seat was that member's. */
  leave(seat: Seat, name: string, now: number): boolean {
    const member = this.#owner(seat, name);
    if (member === undefined) return false;
    this.#remove(member, "left", now);
    return true;
  }

  /** The operator removes somebody. Returns who it was, or undefined where nobody has that name. */
  kick(name: string, now: number): Member<S> | undefined {
    const member = this.memberNamed(name);
    if (member !== undefined) this.#remove(member, "kicked", now);
    return member;
  }

  /** Removes and returns one who has been silent for longer than the room allows, if there is one. */
  expire(now: number): Member<S> | undefined {
    const silent = this.members().find((member) => member.heard + this.#options.idle < now);
    if (silent !== undefined) this.#remove(silent, "idle", now);
    return silent;
  }

  /** When `expire` is due next, in milliseconds since 1970; Infinity in an empty room. */
  nextExpiry(): number {
    let earliest = Infinity;
    for (const member of this.members()) earliest = Math.min(earliest, member.heard);
    return earliest + this.#options.idle + 1;
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

  #remove(member: Member<S>, reason: LeaveReason, now: number): void {
    this.#bySeat.delete(member.seat.key);
    this.#byName.delete(member.name.key);
    this.#log.append({ kind: "leave", name: member.name.text, reason }, now);
  }
}
