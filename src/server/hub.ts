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
import type { Whisper } from "../wire/mod.ts";
import { FloodGate } from "./flood_gate.ts";
import { type ClassicSeat, originIn, type ReliableSeat, type RoomSeat } from "./seats.ts";

/** Is told of each new entry of the log; `subject` is the seat of the member that the entry is about. */
export type Follower = (entry: Entry, subject: RoomSeat | undefined) => void;

/** Reaches single members of one dialect. */
export interface Courier<S extends RoomSeat> {
  /** Tells a member why the seat is gone. */
  sayFarewell(seat: S, reason: FarewellReason, now: number): void;
  /** Returns whether there is room for what is said to the member, who may be away. */
  whisper(seat: S, whisper: Whisper): boolean;
}

interface Couriers {
  readonly classic: Courier<ClassicSeat>;
  readonly reliable: Courier<ReliableSeat>;
}

export interface HubOptions extends RoomOptions {
  /** How often a member may ask for something; undefined for as often as it likes. */
  readonly rate?: Rate | undefined;
}

/** The room and its log, which both dialects share. Followers are told of each new entry. */
export class Hub {
  readonly log: Log;
  readonly room: Room<RoomSeat>;
  readonly moderation: Moderation<RoomSeat>;
  readonly gate: FloodGate;
  readonly #followers: Follower[] = [];
  #couriers: Couriers | undefined;
  /** Index of the first entry that was not passed on. */
  #cursor: number;

  constructor(log: Log, options: HubOptions) {
    this.log = log;
    this.room = new Room(log, options);
    this.moderation = new Moderation(this.room, log, originIn);
    this.gate = new FloodGate(options.rate);
    this.#cursor = log.next;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Says who reaches single members. */
  connect(couriers: Couriers): void {
    this.#couriers = couriers;
  }

  /** Passes on what the log has more, after each call of the room that may append to it. */
  publish(subject?: RoomSeat): void {
    for (; this.#cursor < this.log.next; this.#cursor++) {
      const entry = this.log.at(this.#cursor);
      if (entry === undefined) continue;
      const about = "name" in entry ? subject : undefined;
      for (const follower of this.#followers) follower(entry, about);
    }
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

  /** Tells a member why the room has removed it, and all others that it has. */
  dismiss(seat: RoomSeat, reason: FarewellReason, now: number): void {
    if (seat.dialect === "classic") this.#couriers?.classic.sayFarewell(seat, reason, now);
    else this.#couriers?.reliable.sayFarewell(seat, reason, now);
    this.publish(seat);
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
