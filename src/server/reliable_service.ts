import { type End, Listener, type Session } from "../link/mod.ts";
import { formatEndpoint, SEND_BATCH, type Transmit } from "../net/mod.ts";
import type { RemovalReason } from "../room/mod.ts";
import { type Entered, STREAMS } from "../wire/mod.ts";
import type { Hub } from "./hub.ts";
import { logSource } from "./log_source.ts";
import type { ServerEvent } from "./messages.ts";
import type { ReliableSeat } from "./seats.ts";
import { type EnterRequest, type Host, type NumberedRequest, Visit } from "./visit.ts";

/** Bytes that a member may send ahead. */
const WINDOW = 65_536;

/** Sessions beside those of members: of people who choose a name. */
const SPARE_SESSIONS = 1024;

/** Members who are gone of whom is known what they said last. */
const DEPARTED_LIMIT = 4096;

export interface ReliableOptions {
  /** Milliseconds that a member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a member who is not heard is broken. */
  readonly silence: number;
  readonly maxMembers: number;
  /** Gives so many random bytes. */
  readonly random: (count: number) => Uint8Array;
}

/**
 * The reliable dialect's server as a state machine: each member follows the room's log through a cursor of
 * its own, and every request is applied once, whatever becomes of the connection.
 */
export class ReliableService implements Host {
  readonly #hub: Hub;
  readonly #options: ReliableOptions;
  readonly #emit: (event: ServerEvent) => void;
  readonly #listener: Listener;
  /** Tells this room from the one that was here before the server was started again. */
  readonly #roomId: string;
  readonly #visits = new Set<Visit>();
  readonly #seats = new Map<string, ReliableSeat>();
  /** Of seats that are gone, by token: the last request that was applied. Who comes back too late asks. */
  readonly #departed = new Map<string, number>();
  /** Whether the log has grown since all members were looked at. */
  #hasGrown = false;
  /** The time of the call under way. */
  #now = 0;
  #onEmpty: (() => void) | undefined;

  constructor(hub: Hub, options: ReliableOptions, emit: (event: ServerEvent) => void) {
    this.#hub = hub;
    this.#options = options;
    this.#emit = emit;
    this.#roomId = this.#randomText(8);
    this.#listener = new Listener({
      random: options.random,
      limits: { window: WINDOW, silence: options.silence },
      maxSessions: options.maxMembers + SPARE_SESSIONS,
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
    return this.#listener.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.#now = now;
    this.#listener.timeout(now);
  }

  nextTimeout(): number {
    return this.#listener.nextTimeout();
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
    visit.session.connection.open(STREAMS.room, logSource(log, from));
    visit.say({
      kind: "entered",
      entered: this.#entered(seat, before !== undefined, from, from - (wanted ?? from)),
    });
  }

  apply(visit: Visit, seat: ReliableSeat, { number, text }: NumberedRequest): void {
    seat.applied = number;
    const name = this.#hub.room.memberAt(seat)?.name.text;
    if (name === undefined) return visit.say({ kind: "refused", number, reason: "gone" });
    this.#hub.room.say(seat, name, text, this.#now);
    this.#hub.publish(seat);
    visit.say({ kind: "done", number });
  }

  ended(visit: Visit, end: End): void {
    this.#visits.delete(visit);
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

  /** Gives a member a seat of its own, or says why not. */
  #takeSeat(visit: Visit, name: string, applied: number): ReliableSeat | undefined {
    const token = this.#randomText(16);
    const place = formatEndpoint(visit.session.address);
    const { direct } = visit;
    const seat: ReliableSeat = {
      dialect: "reliable",
      key: token,
      idle: Infinity,
      token,
      direct,
      applied,
      visit,
      since: this.#hub.log.next,
      place,
    };
    const outcome = this.#hub.room.enter(seat, name, this.#now);
    if (typeof outcome === "string") {
      visit.say({ kind: "denied", reason: outcome });
      this.#emit({ type: "refused", name, address: place, reason: outcome, at: this.#now });
      return undefined;
    }
    this.#seats.set(token, seat);
    visit.seat = seat;
    this.#hub.publish(seat);
    return seat;
  }

  /** A member is back on its seat; a session that it had before and that seemed alive is over. */
  #comeBack(seat: ReliableSeat, visit: Visit, heard: number): void {
    const old = seat.visit;
    seat.visit = visit;
    seat.place = formatEndpoint(visit.session.address);
    visit.seat = seat;
    old?.session.connection.abort("replaced");
    if (old !== undefined) this.#listener.wake(old.session);
    visit.speakThrough(seat.direct, heard);
    this.#hub.room.keep(seat, Infinity, "lost");
  }

  #depart({ token, applied }: ReliableSeat): void {
    this.#seats.delete(token);
    this.#departed.set(token, applied);
    const [oldest] = this.#departed.keys();
    if (this.#departed.size > DEPARTED_LIMIT && oldest) this.#departed.delete(oldest);
  }

  #entered(seat: ReliableSeat, resumed: boolean, from: number, missed: number): Entered {
    const { room, log } = this.#hub;
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
