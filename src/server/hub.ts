import type { Rate } from "../base/mod.ts";
import type { FarewellReason } from "../language/mod.ts";
import {
  type Entry,
  type Log,
  type Member,
  Moderation,
  type OperatorRequest,
  Room,
  type RoomOptions,
  type Verdict,
} from "../room/mod.ts";
import type { ServerStatus, Whisper } from "../wire/mod.ts";
import { RateGate } from "./rate_gate.ts";
import type { RoomJournal } from "./journal.ts";
import { type ClassicSeat, originIn, type ReliableSeat, type RoomSeat } from "./seats.ts";

/** Is told of each new entry of the log; `subject` is the seat of the member that the entry is about. */
export type Follower = (entry: Entry, subject: RoomSeat | undefined) => void;

/** The servers of the room, where it has several. */
export interface Servers {
  /** Tells this one from the others. */
  readonly own: string;
  /** What people call a server; undefined for one that nothing is known of. */
  nameOf(server: string): string | undefined;
  /** All of them, by name. */
  statuses(): ServerStatus[];
}

/** Reaches single members of one dialect. */
export interface Courier<S extends RoomSeat> {
  /** Tells a member why the seat is gone. */
  sayFarewell(seat: S, reason: FarewellReason, now: number): void;
  /** Shows a member what is said to it alone. Returns whether there is room for it. */
  whisper(seat: S, whisper: Whisper): boolean;
}

interface Couriers {
  readonly classic: Courier<ClassicSeat>;
  readonly reliable: Courier<ReliableSeat> & {
    /** Gives a member the letters that wait for it; it may be away. */
    deliver(seat: ReliableSeat): void;
  };
}

export interface HubOptions extends Omit<RoomOptions<RoomSeat>, "onRecord"> {
  /** How often a member may ask for something; undefined for as often as it likes. */
  readonly rate?: Rate | undefined;
}

/** The room and its log, which both dialects share. Followers are told of each new entry. */
export class Hub {
  readonly log: Log;
  readonly room: Room<RoomSeat>;
  readonly moderation: Moderation<RoomSeat>;
  readonly gate: RateGate;
  /** What is decided is kept by it, and shown to nobody before. */
  readonly journal: RoomJournal;
  /** The servers of the room; undefined where this is the only one. */
  servers: Servers | undefined;
  readonly #followers: Follower[] = [];
  #couriers: Couriers | undefined;
  /** Index of the first entry that was not passed on, or does not wait for that. */
  #cursor: number;

  constructor(log: Log, options: HubOptions, journal: RoomJournal) {
    this.log = log;
    this.journal = journal;
    this.room = new Room(log, { ...options, onRecord: (record) => this.journal.add(record) });
    this.moderation = new Moderation(this.room, log, originIn);
    this.gate = new RateGate(options.rate);
    this.#cursor = log.next;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Says who reaches single members. */
  connect(couriers: Couriers): void {
    this.#couriers = couriers;
  }

  /** Does something as soon as what was decided has its effect: at once, where no other server has to agree. */
  whenApplied(work: () => void): void {
    if (this.journal.isShared) this.journal.then(work);
    else work();
  }

  /** Passes on what the log has more, after each call of the room that may append to it: as soon as it is safe. */
  publish(subject?: RoomSeat): void {
    const [from, to] = [this.#cursor, this.log.next];
    if (from === to) return;
    this.#cursor = to;
    this.journal.then(() => {
      this.log.show(to);
      for (let index = from; index < to; index++) this.#passOn(this.log.at(index), subject);
    });
  }

  /** Obeys an operator, or the console where `by` is undefined: the members who have to go are gone then. */
  obey(
    request: OperatorRequest,
    by: Member<RoomSeat> | undefined,
    now: number,
  ): Verdict<RoomSeat> {
    const verdict = this.moderation.obey(request, by, now);
    this.publish("name" in request ? this.room.memberNamed(request.name)?.seat : undefined);
    if (verdict.kind !== "removal") return verdict;
    for (const { seat } of verdict.members) {
      this.room.remove(seat, verdict.reason, now, by?.name.text);
      this.dismiss(seat, verdict.reason, now);
    }
    return verdict;
  }

  /** Tells all others that the room has removed a member, and the member why: the last that it hears is the entry. */
  dismiss(seat: RoomSeat, reason: FarewellReason, now: number): void {
    this.publish(seat);
    this.journal.then(() => {
      if (seat.dialect === "classic") this.#couriers?.classic.sayFarewell(seat, reason, now);
      else this.#couriers?.reliable.sayFarewell(seat, reason, now);
    });
  }

  #passOn(entry: Entry | undefined, subject: RoomSeat | undefined): void {
    if (entry === undefined) return;
    const about = "name" in entry ? subject : undefined;
    for (const follower of this.#followers) follower(entry, about);
  }

  /** Gives a member the letters that wait for it. */
  deliver(seat: ReliableSeat): void {
    this.#couriers?.reliable.deliver(seat);
  }

  /** Says something to one member alone. Returns whether there is room for it. */
  whisper(to: RoomSeat, whisper: Whisper): boolean {
    const couriers = this.#couriers;
    if (couriers === undefined) return false;
    return to.dialect === "classic"
      ? couriers.classic.whisper(to, whisper)
      : couriers.reliable.whisper(to, whisper);
  }
}
