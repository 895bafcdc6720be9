import { type Request, SEND_BATCH, type Transmit, Turns } from "../../base/mod.ts";
import { type End, Listener, NEWCOMER_LIMIT, type Session } from "../../link/mod.ts";
import { formatEndpoint } from "../../net/mod.ts";
import type { RemovalReason } from "../../room/mod.ts";
import { encodeDirect, type Entered, type EnterRequest, type Whisper } from "../../wire/mod.ts";
import type { Desk } from "../desk.ts";
import type { Courier, Hub } from "../hub.ts";
import { LogSource } from "./log_source.ts";
import type { ServerEvent } from "../protocol.ts";
import { isKnown, originOf, placeOf, type ReliableSeat } from "../seats.ts";
import { type Host, REPLY_LIMIT, Visit } from "./visit.ts";

/** Bytes that a member may send ahead. */
const WINDOW = 65_536;

/** Members who are gone and whose last request is remembered. */
const DEPARTED_LIMIT = 4096;

export interface ReliableOptions {
  /** Milliseconds that a member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a member who is not heard is broken. */
  readonly silence: number;
  readonly maxMembers: number;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
}

/**
 * The reliable dialect's server as a state machine: each member follows the room's log through a cursor of
 * its own, and every request is applied once, whatever becomes of the connection.
 */
export class ReliableService implements Host, Courier<ReliableSeat> {
  readonly #hub: Hub;
  readonly #desk: Desk;
  readonly #options: ReliableOptions;
  readonly #emit: (event: ServerEvent) => void;
  readonly #listener: Listener;
  /** Tells this room from the one that was here before the server was started again. */
  readonly #roomId: string;
  readonly #visits = new Set<Visit>();
  /** When the sessions with waiting requests may go on. */
  readonly #turns = new Turns<Visit>();
  readonly #seats = new Map<string, ReliableSeat>();
  /** The last applied request of seats that are gone, by token: a member who comes back too late is told. */
  readonly #departed = new Map<string, number>();
  /** Whether the log has grown since all members were looked at. */
  #hasGrown = false;
  /** The time of the call under way. */
  #now = 0;
  #onEmpty: (() => void) | undefined;

  constructor(
    hub: Hub,
    desk: Desk,
    options: ReliableOptions,
    emit: (event: ServerEvent) => void,
  ) {
    this.#hub = hub;
    this.#desk = desk;
    this.#options = options;
    this.#emit = emit;
    this.#roomId = this.#randomText(8);
    this.#listener = new Listener({
      random: options.random,
      limits: { window: WINDOW, silence: options.silence },
      maxSessions: options.maxMembers + NEWCOMER_LIMIT,
      hostOf: originOf,
      buffers: SEND_BATCH,
      accept: (session) => this.#accept(session),
    });
    hub.follow((entry, subject) => {
      this.#hasGrown = true;
      if (entry.kind === "leave" && subject?.dialect === "reliable") {
        this.#depart(subject);
      }
    });
  }

  /** Takes a datagram if it is of this dialect. Returns whether it was. */
  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): boolean {
    this.#now = now;
    const isOurs = this.#listener.receive(datagram, from, now);
    this.#takeTurns();
    return isOurs;
  }

  timeout(now: number): void {
    this.#now = now;
    this.#listener.timeout(now);
    this.#takeTurns();
  }

  nextTimeout(): number {
    return Math.min(this.#listener.nextTimeout(), this.#turns.next);
  }

  transmit(now: number): Transmit | undefined {
    if (this.#hasGrown) this.#listener.wakeAll();
    this.#hasGrown = false;
    return this.#listener.transmit(now);
  }

  /** Tells a member why the seat is gone. */
  sayFarewell(seat: ReliableSeat, reason: RemovalReason, now: number): void {
    const { visit } = seat;
    seat.visit = undefined;
    visit?.session.connection.close(reason, now);
    if (visit !== undefined) this.#listener.wake(visit.session);
  }

  /** Says something to one member, who hears it when back, if away now. */
  whisper({ direct, visit }: ReliableSeat, whisper: Whisper): boolean {
    if (direct.size > REPLY_LIMIT) return false;
    direct.append(encodeDirect({ kind: "whisper", whisper }));
    if (visit !== undefined) this.#listener.wake(visit.session);
    return true;
  }

  /** Ends all sessions; `onEmpty` is called when the last one is over. */
  close(now: number, onEmpty: () => void): void {
    this.#onEmpty = onEmpty;
    for (const { session } of this.#visits) {
      session.connection.close("closed", now);
      this.#listener.wake(session);
    }
    if (this.#visits.size === 0) onEmpty();
  }

  /** A member enters, or comes back. */
  enter(visit: Visit, request: EnterRequest): void {
    if (visit.seat !== undefined) return visit.session.connection.abort("protocol");
    if (this.#onEmpty !== undefined) return;
    const { resume } = request;
    const isSameRoom = resume?.room === this.#roomId;
    const before = isSameRoom && !visit.hasSpoken ? this.#seats.get(resume.token) : undefined;
    const { log } = this.#hub;
    const history = Math.max(log.first, log.next - request.history);
    const wanted = isSameRoom && resume.from <= log.next ? resume.from : undefined;
    const applied = isSameRoom ? this.#departed.get(resume.token) ?? 0 : 0;
    const seat = before ?? this.#takeSeat(visit, request.name, applied);
    if (seat === undefined) return;
    if (before !== undefined) this.#comeBack(before, visit, resume?.heard ?? 0);
    const from = Math.max(wanted ?? history, log.first);
    this.#listener.keep(visit.session);
    visit.follow(new LogSource(log, from));
    visit.say({
      kind: "entered",
      entered: this.#entered(seat, before !== undefined, from, from - (wanted ?? from)),
    });
  }

  admits(visit: Visit, seat: ReliableSeat): boolean {
    const { gate } = this.#hub;
    const wait = gate.pass(seat, this.#now);
    if (wait === 0) return true;
    visit.tellSlowed(gate.rate?.perSecond ?? Infinity, this.#now);
    this.#turns.set(visit, this.#now + wait);
    return false;
  }

  giveTurn(visit: Visit): void {
    this.#turns.set(visit, this.#now);
  }

  apply(visit: Visit, seat: ReliableSeat, number: number, request: Request): void {
    seat.applied = number;
    const member = this.#hub.room.memberAt(seat);
    const reply = member === undefined
      ? { kind: "refused", reason: "gone" } as const
      : this.#desk.answer(member, request, this.#now);
    visit.say({ kind: "reply", number, reply });
  }

  ended(visit: Visit, end: End): void {
    this.#visits.delete(visit);
    this.#turns.delete(visit);
    const { seat } = visit;
    // A seat of another visit has been taken over by it, or its member is gone.
    if (seat?.visit === visit) this.#lose(seat, visit, end);
    if (this.#visits.size === 0) this.#onEmpty?.();
  }

  #accept(session: Session): Visit {
    const visit = new Visit(session, this);
    this.#visits.add(visit);
    return visit;
  }

  /** Goes on with the sessions whose turn has come. */
  #takeTurns(): void {
    for (const visit of this.#turns.take(this.#now)) {
      visit.proceed();
      this.#listener.wake(visit.session);
    }
  }

  /** Gives a member a seat of its own, or says why not. */
  #takeSeat(visit: Visit, name: string, applied: number): ReliableSeat | undefined {
    const { address } = visit.session;
    const token = this.#randomText(16);
    const direct = visit.openDirect();
    const seat: ReliableSeat = {
      dialect: "reliable",
      key: token,
      idle: Infinity,
      token,
      id: this.#randomText(8),
      direct,
      answer: direct.next,
      applied,
      visit,
      since: this.#hub.log.next,
      place: formatEndpoint(address),
      origin: originOf(address),
    };
    const { gate, room } = this.#hub;
    const isInTime = gate.admit(seat.origin, this.#now);
    if (isInTime) this.#makeWay(name, seat.place);
    const outcome = isInTime ? room.enter(seat, name, this.#now) : "too-fast";
    if (typeof outcome === "string") {
      visit.say({ kind: "denied", reason: outcome });
      const at = this.#hub.log.wallTime(this.#now);
      this.#emit({ kind: "refused", name, address: seat.place, reason: outcome, at });
      return undefined;
    }
    this.#seats.set(token, seat);
    visit.seat = seat;
    this.#hub.publish(seat);
    return seat;
  }

  /**
   * Frees a name for a member who asks for it again: because the answer was lost with the connection, or
   * because the same program has asked in the classic dialect before.
   */
  #makeWay(name: string, place: string): void {
    const { room } = this.#hub;
    const seat = room.memberNamed(name)?.seat;
    if (seat?.dialect === "classic" && placeOf(seat) === place) {
      room.leave(seat, name, this.#now);
      return this.#hub.publish(seat);
    }
    if (seat?.dialect !== "reliable" || seat.place !== place || isKnown(seat)) return;
    const { visit } = seat;
    seat.visit = undefined;
    room.remove(seat, "lost", this.#now);
    this.#hub.publish(seat);
    visit?.session.connection.abort("replaced");
    if (visit !== undefined) this.#listener.wake(visit.session);
  }

  /** A member is back on its seat; a session that it had before and that seemed alive is over. */
  #comeBack(seat: ReliableSeat, visit: Visit, heard: number): void {
    const old = seat.visit;
    seat.visit = visit;
    seat.place = formatEndpoint(visit.session.address);
    seat.origin = originOf(visit.session.address);
    visit.seat = seat;
    old?.session.connection.abort("replaced");
    if (old !== undefined) this.#listener.wake(old.session);
    visit.speakThrough(seat.direct, heard);
    this.#hub.room.keep(seat, Infinity, "lost");
  }

  #depart(seat: ReliableSeat): void {
    const { token, applied } = seat;
    this.#hub.gate.forget(seat);
    this.#seats.delete(token);
    this.#departed.set(token, applied);
    const [oldest] = this.#departed.keys();
    if (this.#departed.size > DEPARTED_LIMIT && oldest) this.#departed.delete(oldest);
  }

  #entered(seat: ReliableSeat, resumed: boolean, from: number, missed: number): Entered {
    const { room, log, moderation } = this.#hub;
    return {
      name: room.memberAt(seat)?.name.text ?? "",
      room: this.#roomId,
      token: seat.token,
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

  /** A member's session is over without the room's doing. */
  #lose(seat: ReliableSeat, { session }: Visit, end: End): void {
    const { room } = this.#hub;
    seat.visit = undefined;
    const name = room.memberAt(seat)?.name.text;
    if (name === undefined) return;
    if (end.by === "peer" && end.reason === "left") room.leave(seat, name, this.#now);
    else if (end.by === "overrun") room.remove(seat, "slow", this.#now);
    else room.keep(seat, session.connection.heard + this.#options.grace, "lost");
    this.#hub.publish(seat);
  }

  #randomText(count: number): string {
    const digits = [...this.#options.random(count)].map((byte) =>
      byte.toString(16).padStart(2, "0")
    );
    return digits.join("");
  }
}
