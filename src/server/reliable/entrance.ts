import { encodeHex } from "@std/encoding/hex";
import { LineBuffer, type Session } from "../../link/mod.ts";
import type { Refusal } from "../../room/mod.ts";
import { encodeDirect, type Entered, type EnterRequest } from "../../wire/mod.ts";
import type { Hub } from "../hub.ts";
import type { ServerEvent } from "../protocol.ts";
import { keptOf, memberKey, placeAt, placeOf, type ReliableSeat } from "../seats.ts";
import type { Deliveries } from "./deliveries.ts";
import { type Start, startFor } from "./history.ts";
import { LogSource } from "./log_source.ts";
import type { SeatRegistry } from "./seat_registry.ts";
import type { Visit } from "./visit.ts";

/** The sessions of those who enter. */
export interface Door {
  /** The session is a member's from now on. */
  keep(visit: Visit): void;
  /** There may be something to send. */
  wake(session: Session): void;
  /** The member is in, and can be told all else. */
  greet(visit: Visit): void;
  /** Whether the session is not over. */
  isOpen(visit: Visit): boolean;
  /** The session was over before the member was in, who has the usual time to come back. */
  abandon(seat: ReliableSeat): void;
}

export interface EntranceOptions {
  readonly hub: Hub;
  readonly seats: SeatRegistry;
  readonly deliveries: Deliveries;
  /** Tells this room from any other. */
  readonly roomId: string;
  /** Tells this server from others that serve the room; undefined where there are none. */
  readonly server: string | undefined;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
  readonly emit: (event: ServerEvent) => void;
}

/**
 * How members get a seat: a new one, their own after a broken connection or a restart of the server, or that of an
 * earlier run of their program.
 */
export class Entrance {
  readonly #hub: Hub;
  readonly #seats: SeatRegistry;
  readonly #deliveries: Deliveries;
  readonly #roomId: string;
  readonly #server: string | undefined;
  readonly #random: (count: number) => Uint8Array;
  readonly #emit: (event: ServerEvent) => void;
  readonly #door: Door;
  /** The time of the call under way. */
  #now = 0;

  constructor(
    { hub, seats, deliveries, roomId, server, random, emit }: EntranceOptions,
    door: Door,
  ) {
    this.#hub = hub;
    this.#seats = seats;
    this.#deliveries = deliveries;
    this.#roomId = roomId;
    this.#server = server;
    this.#random = random;
    this.#emit = emit;
    this.#door = door;
  }

  /** A member enters, or comes back. */
  enter(visit: Visit, request: EnterRequest, now: number): void {
    this.#now = now;
    const { resume, run } = request;
    const owner = encodeHex(visit.session.member);
    const start = startFor(request, this.#roomId, this.#hub.log);
    const own = this.#seats.find(owner, run);
    if (own !== undefined && resume?.room === this.#roomId && !visit.hasSpoken) {
      return this.#resume(own, visit, start, resume.heard);
    }
    const taken = own ?? this.#ownSeat(owner, request);
    if (taken !== undefined) return this.#takeOver(taken, visit, start, run);
    this.#takeSeat(visit, request, owner, start);
  }

  /** The member's seat under the name that it asks for, which another run of it has. */
  #ownSeat(owner: string, { name, takesOver }: EnterRequest): ReliableSeat | undefined {
    const seat = takesOver ? this.#hub.room.memberNamed(name)?.seat : undefined;
    return seat?.dialect === "reliable" && seat.owner === owner ? seat : undefined;
  }

  /**
   * A member is in, as soon as what was decided has its effect: follows the log from where it wants, or from the first
   * entry that there still is, and is told which.
   */
  #begin(seat: ReliableSeat, visit: Visit, start: Start, resumed: boolean): void {
    this.#door.keep(visit);
    this.#hub.journal.then(() => this.#letIn(seat, visit, start, resumed));
  }

  #letIn(seat: ReliableSeat, visit: Visit, start: Start, resumed: boolean): void {
    // The session may be over by now.
    if (!this.#door.isOpen(visit)) return this.#door.abandon(seat);
    const { log } = this.#hub;
    const from = Math.max(start.index, log.first);
    const missed = start.isNeeded ? from - start.index : 0;
    seat.needed = from;
    visit.follow(new LogSource(log, from));
    visit.say({ kind: "entered", entered: this.#entered(seat, resumed, from, missed) });
    const isOverheard = () =>
      this.#hub.room.members().some(({ seat }) => seat.dialect === "classic");
    if (!resumed && isOverheard()) visit.say({ kind: "overheard" });
    this.#deliveries.deliver(seat);
    this.#door.greet(visit);
  }

  /** Gives a member a seat of its own, or says why not. */
  #takeSeat(visit: Visit, { name, run }: EnterRequest, owner: string, start: Start): void {
    const id = encodeHex(this.#random(8));
    const seat: ReliableSeat = {
      dialect: "reliable",
      key: id,
      idle: Infinity,
      owner,
      run,
      id,
      server: this.#server,
      direct: new LineBuffer(),
      isRestored: false,
      applied: Math.max(
        this.#seats.lastApplied(owner, run),
        this.#hub.room.state.applied.last(memberKey({ owner, run })),
      ),
      visit,
      since: this.#hub.log.next,
      needed: this.#hub.log.next,
      ...placeAt(visit.session.address),
    };
    const refusal = this.#tryToEnter(seat, name, visit);
    if (refusal !== undefined) {
      return this.#hub.whenApplied(() => this.#refuse(visit, seat, name, refusal));
    }
    this.#hub.whenApplied(() => {
      visit.isCounted = false;
      seat.direct = visit.openDirect();
      this.#seats.add(seat);
      visit.seat = seat;
      this.#hub.publish(seat);
      this.#begin(seat, visit, start, false);
    });
  }

  #refuse(visit: Visit, { place }: ReliableSeat, name: string, reason: Refusal): void {
    visit.isCounted = false;
    visit.say({ kind: "denied", reason });
    this.#door.wake(visit.session);
    const at = this.#hub.log.wallTime(this.#now);
    this.#emit({ kind: "refused", name, address: place, reason, at });
  }

  #tryToEnter(seat: ReliableSeat, name: string, visit: Visit): Refusal | undefined {
    const { gate, room, journal } = this.#hub;
    if (journal.isFailing) return "not-kept";
    if (!visit.isCounted && !gate.admit(seat.origin, this.#now)) return "too-fast";
    visit.isCounted = true;
    this.#makeWay(name, seat.place);
    return room.admit(seat, name, this.#now);
  }

  /** Frees a name for a member whose program has asked for it in the classic dialect before. */
  #makeWay(name: string, place: string): void {
    const { room } = this.#hub;
    const seat = room.memberNamed(name)?.seat;
    if (seat?.dialect !== "classic" || placeOf(seat) !== place) return;
    room.leave(seat, name, this.#now);
    this.#hub.publish(seat);
  }

  /** A member is back on its seat, of which it knows: at this server, or from another one. */
  #resume(seat: ReliableSeat, visit: Visit, start: Start, heard: number): void {
    if (!this.#isHere(seat)) this.#reseat(seat, seat.run, visit);
    this.#hub.whenApplied(() => {
      if (seat.isRestored) this.#recall(seat, heard);
      this.#comeBack(seat, visit);
      visit.speakThrough(seat.direct, heard);
      this.#begin(seat, visit, start, true);
    });
  }

  #isHere({ server }: ReliableSeat): boolean {
    return server === this.#server;
  }

  /** The seat is that of a run of the member's program at this server from now on. */
  #reseat(seat: ReliableSeat, run: string, { session: { address } }: Visit): void {
    const where = this.#isHere(seat) ? undefined : { server: this.#server, ...placeAt(address) };
    const kept = keptOf({ ...seat, run, ...where });
    const name = this.#hub.room.memberAt(seat)?.name.text ?? "";
    this.#hub.room.commit([{ kind: "reseat", name, seat: kept }], this.#now, seat);
  }

  /**
   * What was said to the member before the process ended, or at another server, is not known here, but how much it heard,
   * and which of its requests had an effect.
   */
  #recall(seat: ReliableSeat, heard: number): void {
    const { applied } = this.#hub.room.state;
    const { direct } = seat;
    seat.applied = applied.last(memberKey(seat));
    direct.numberFrom(heard);
    for (const number of applied.numbers(memberKey(seat))) {
      direct.append(encodeDirect({ kind: "reply", number, reply: { kind: "done" } }));
    }
  }

  /** A member is back on its seat; a session that it had before and that seemed alive is over. */
  #comeBack(seat: ReliableSeat, visit: Visit): void {
    const old = seat.visit;
    seat.visit = visit;
    seat.server = this.#server;
    Object.assign(seat, placeAt(visit.session.address));
    visit.seat = seat;
    seat.isRestored = false;
    old?.session.connection.abort("replaced");
    if (old !== undefined) this.#door.wake(old.session);
    this.#hub.room.keep(seat, Infinity, "lost");
  }

  /**
   * A member is back that knows nothing of its seat: its program was started again. What it was told alone and has not
   * acknowledged it is told anew: it may not have seen it.
   */
  #takeOver(seat: ReliableSeat, visit: Visit, start: Start, run: string): void {
    this.#reseat(seat, run, visit);
    this.#hub.whenApplied(() => {
      this.#deliveries.forget(seat);
      this.#seats.handOver(seat, run);
      this.#comeBack(seat, visit);
      seat.direct = visit.openDirect();
      this.#begin(seat, visit, start, true);
    });
  }

  #entered(seat: ReliableSeat, resumed: boolean, from: number, missed: number): Entered {
    const { room, log, moderation } = this.#hub;
    return {
      name: room.memberAt(seat)?.name.text ?? "",
      room: this.#roomId,
      resumed,
      applied: seat.applied,
      from,
      time: log.timeBefore(from),
      since: seat.since,
      missed,
      topic: moderation.topic,
      id: seat.id,
    };
  }
}
