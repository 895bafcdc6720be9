import { Applied, type SavedApplied } from "./applied.ts";
import { BansAndMutes, muteKeyOf, type SavedBans } from "./bans_and_mutes.ts";
import type { Cause, Fact } from "./fact.ts";
import type { Happening } from "./log_entry.ts";
import { Mailbox, type SavedMailbox } from "./mailbox.ts";
import type { Member, Seat } from "./member.ts";
import { Name } from "./name.ts";
import { Owners, type SavedOwner } from "./owners.ts";

/** Makes a seat of what a `seat` fact has of it. */
export type Revive<S extends Seat> = (seat: unknown) => S;

/** A member, as it is kept. Times are in milliseconds since 1970. */
interface SavedMember {
  readonly name: string;
  readonly second?: string | undefined;
  readonly seat: unknown;
  readonly since: number;
  readonly spoke: number;
}

/** What a room knows, as JSON can carry it. Times are in milliseconds since 1970. */
export interface SavedState {
  readonly topic: string;
  readonly isClosed: boolean;
  readonly members: readonly SavedMember[];
  readonly operators: readonly string[];
  readonly operatorsHere: readonly string[];
  readonly owners: readonly SavedOwner[];
  readonly bans: SavedBans;
  readonly mailbox: SavedMailbox;
  readonly applied: SavedApplied;
}

/**
 * All that a room knows. It changes by {@link apply} alone, and what comes of that depends on nothing but the facts and
 * their order: so the facts of a file, applied again, give the same room.
 */
export class RoomState<S extends Seat> {
  readonly bansAndMutes: BansAndMutes = new BansAndMutes();
  /** What was said to members alone, and they do not have yet. */
  readonly mailbox: Mailbox = new Mailbox();
  /** Which requests had an effect. */
  readonly applied: Applied = new Applied();
  /** Whose names are. */
  readonly owners: Owners;
  readonly #revive: Revive<S>;
  /** Keys of members who are operators whenever they are here. */
  readonly #operators = new Set<string>();
  readonly #bySeat = new Map<string, Member<S>>();
  /** By the member's name, to the letter: most often, it is looked for so. */
  readonly #byText = new Map<string, Member<S>>();
  /** By each of the looks of the member's name. */
  readonly #byLook = new Map<string, Member<S>>();
  /** What was kept of each seat, by the seat's key. */
  readonly #kept = new Map<string, unknown>();
  #topic = "";
  #isClosed = false;
  /** The seat that the next one who enters takes. */
  #seat: { readonly seat: S; readonly kept: unknown } | undefined;

  /** @param namesFor milliseconds that a name belongs to its owner after the last visit */
  constructor(namesFor: number, revive: Revive<S>) {
    this.owners = new Owners(namesFor);
    this.#revive = revive;
  }

  /** What the room talks about; empty where nobody has said. */
  get topic(): string {
    return this.#topic;
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
  memberAt({ key }: Pick<Seat, "key">): Member<S> | undefined {
    return this.#bySeat.get(key);
  }

  /** The member whose name `text` is, in any case or width. */
  memberNamed(text: string): Member<S> | undefined {
    const member = this.#byText.get(text);
    if (member !== undefined) return member;
    const name = Name.parse(text);
    return name instanceof Name ? this.#byLook.get(name.key) : undefined;
  }

  /** The member whose name is, or looks like, this one; `but` does not count. */
  holderOf(name: Name, but?: Member<S>): Member<S> | undefined {
    for (const look of name.looks) {
      const holder = this.#byLook.get(look);
      if (holder !== undefined && holder !== but) return holder;
    }
    return undefined;
  }

  /** Whether a member with that key is an operator whenever it is here. */
  isOperator(owner: string | undefined): boolean {
    return owner !== undefined && this.#operators.has(owner);
  }

  /**
   * A fact has its effect.
   *
   * @param now when it happened, in milliseconds on the room's clock
   * @param at the same in milliseconds since 1970
   * @param seat the one that a `seat` fact is about, where it is at hand
   */
  apply(fact: Fact, now: number, at: number, cause?: Cause, seat?: S): void {
    if (cause !== undefined) this.applied.add(cause);
    switch (fact.kind) {
      case "seat":
        this.#seat = { seat: seat ?? this.#revive(fact.seat), kept: fact.seat };
        return;
      case "enter":
        return this.#enter(fact.name, now);
      case "ban": {
        const { scope, target, key, by } = fact;
        return this.bansAndMutes.ban({ scope, target, key, by, until: roomTime(fact, now, at) });
      }
      case "unban":
        return this.bansAndMutes.unban(fact.scope, fact.key);
      case "lift-mute":
        return this.bansAndMutes.unmute(fact.key);
      case "whisper": {
        const { kind: _kind, ...letter } = fact;
        return this.mailbox.add(letter);
      }
      case "delivered":
        return this.mailbox.remove(fact.letter);
      case "topic":
        this.#topic = fact.text;
        return;
      case "close":
        this.#isClosed = true;
        return;
      case "announce":
        return;
      default: {
        const member = this.memberNamed(fact.name);
        if (member === undefined) return;
        if (fact.kind === "reseat") this.#reseat(member, fact.seat, seat);
        else if (fact.kind === "second-name") {
          this.#setNames(member, member.name.text, now, fact.second);
        } else this.#applyTo(member, fact, now, at);
      }
    }
  }

  /** The room is open again: whoever was in when it was closed has left. */
  reopen(): void {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    for (const member of [...this.members()]) this.#forget(member);
  }

  /** @param wallTime the time of day for a time on the room's clock */
  save(wallTime: (time: number) => number): SavedState {
    const members = [...this.members()];
    return {
      topic: this.#topic,
      isClosed: this.#isClosed,
      members: members.map(({ name, second, seat, since, spoke }) => ({
        name: name.text,
        second: second?.text,
        seat: this.#kept.get(seat.key),
        since: wallTime(since),
        spoke: wallTime(spoke),
      })),
      operators: [...this.#operators],
      operatorsHere: members.flatMap(({ name, isOperator }) => isOperator ? [name.text] : []),
      owners: this.owners.save(wallTime),
      bans: this.bansAndMutes.save(wallTime),
      mailbox: this.mailbox.save(),
      applied: this.applied.save(),
    };
  }

  /** Takes over what was saved; nothing may have happened before. */
  load(saved: SavedState, roomTime: (wallTime: number) => number): void {
    this.#topic = saved.topic;
    this.#isClosed = saved.isClosed;
    for (const key of saved.operators) this.#operators.add(key);
    this.owners.load(saved.owners, roomTime);
    this.bansAndMutes.load(saved.bans, roomTime);
    this.mailbox.load(saved.mailbox);
    this.applied.load(saved.applied);
    for (const { name, second, seat, since, spoke } of saved.members) {
      this.#seat = { seat: this.#revive(seat), kept: seat };
      this.#enter(name, roomTime(since));
      const member = this.memberNamed(name);
      if (member === undefined) continue;
      if (second !== undefined) this.#setNames(member, name, member.since, second);
      member.spoke = roomTime(spoke);
      member.isOperator = saved.operatorsHere.includes(name);
    }
  }

  #applyTo(
    member: Member<S>,
    fact: Extract<Happening, { readonly name: string }>,
    now: number,
    at: number,
  ): void {
    switch (fact.kind) {
      case "say":
      case "act":
        member.spoke = now;
        return;
      case "rename":
        return this.#setNames(member, fact.to, now);
      case "leave":
        if (member.seat.owner !== undefined) this.owners.use(member.name, member.seat.owner, now);
        return this.#forget(member);
      case "op":
      case "deop":
        return this.#setOperator(member, fact.kind === "op");
      case "mute":
        for (const key of muteKeysOf(member)) {
          this.bansAndMutes.mute(key, roomTime(fact, now, at), now);
        }
        return;
      case "unmute":
        for (const key of muteKeysOf(member)) this.bansAndMutes.unmute(key);
    }
  }

  #enter(text: string, now: number): void {
    const name = Name.parse(text);
    const taken = this.#seat;
    this.#seat = undefined;
    if (!(name instanceof Name) || taken === undefined) return;
    const { seat, kept } = taken;
    const isOperator = this.isOperator(seat.owner);
    const times = { since: now, heard: now, spoke: now, until: Infinity };
    const member: Member<S> = {
      name,
      second: undefined,
      seat,
      isOperator,
      reason: "lost",
      ...times,
    };
    this.#bySeat.set(seat.key, member);
    this.#kept.set(seat.key, kept);
    this.#rememberNames(member, now);
  }

  #reseat(member: Member<S>, kept: unknown, seat = this.#revive(kept)): void {
    member.seat = seat;
    this.#kept.set(seat.key, kept);
  }

  #setNames(member: Member<S>, text: string, now: number, other?: string): void {
    const [name, second] = [Name.parse(text), other === undefined ? undefined : Name.parse(other)];
    if (!(name instanceof Name)) return;
    this.#forgetNames(member);
    member.name = name;
    member.second = second instanceof Name ? second : undefined;
    this.#rememberNames(member, now);
  }

  /** A member is made an operator, or one no more: also when it is here again. */
  #setOperator(member: Member<S>, isOperator: boolean): void {
    member.isOperator = isOperator;
    const { owner } = member.seat;
    if (owner === undefined) return;
    if (isOperator) this.#operators.add(owner);
    else this.#operators.delete(owner);
  }

  #forget(member: Member<S>): void {
    this.#bySeat.delete(member.seat.key);
    this.#kept.delete(member.seat.key);
    this.#forgetNames(member);
  }

  #rememberNames(member: Member<S>, now: number): void {
    const { name, second, seat } = member;
    this.#byText.set(name.text, member);
    for (const look of looksOf(name, second)) this.#byLook.set(look, member);
    if (seat.owner !== undefined) this.owners.use(name, seat.owner, now);
  }

  #forgetNames({ name, second }: Member<S>): void {
    this.#byText.delete(name.text);
    for (const look of looksOf(name, second)) this.#byLook.delete(look);
  }
}

function looksOf(name: Name, second: Name | undefined): readonly string[] {
  return second === undefined ? name.looks : [...name.looks, ...second.looks];
}

/** What a member's mute goes by: its name and its key. */
export function muteKeysOf<S extends Seat>({ name, seat }: Member<S>): string[] {
  const key = muteKeyOf(seat);
  return key === undefined ? [name.key] : [name.key, key];
}

/** When something ends on the room's clock; Infinity for never. */
function roomTime({ until }: { readonly until?: number | undefined }, now: number, at: number) {
  return until === undefined ? Infinity : now + until - at;
}
