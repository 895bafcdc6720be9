import { encodeHex } from "@std/encoding/hex";
import { type Request, SEND_BATCH, type Transmit, Turns, webPortOf } from "../../base/mod.ts";
import {
  type End,
  type Host as RoomHost,
  Listener,
  NEWCOMER_LIMIT,
  type Session,
} from "../../link/mod.ts";
import type { FarewellReason } from "../../language/mod.ts";
import type { Fact } from "../../room/mod.ts";
import { encodeDirect, type EnterRequest, type Whisper } from "../../wire/mod.ts";
import type { RequestHandler } from "../request_handler.ts";
import type { Courier, Hub } from "../hub.ts";
import { Answers } from "./answers.ts";
import { Deliveries } from "./deliveries.ts";
import { Entrance } from "./entrance.ts";
import type { ServerEvent } from "../protocol.ts";
import { memberKey, originOf, placeAt, type ReliableSeat } from "../seats.ts";
import { SeatRegistry } from "./seat_registry.ts";
import { type Host, REPLY_LIMIT, Visit } from "./visit.ts";

/** Bytes that a member may send ahead. */
const WINDOW = 65_536;

export interface ReliableOptions {
  /** Milliseconds that a member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a member who is not heard is broken. */
  readonly silence: number;
  readonly maxMembers: number;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
  /** The room, as its members are shown it. */
  readonly host: RoomHost;
  /** Milliseconds that one key agreement takes on this machine. */
  readonly agreementTime: number;
  /** Tells this server from others that serve the room; undefined where there are none. */
  readonly server?: string | undefined;
  /** Tells this room from any other, also after the server was started again, if the room was kept; else random. */
  readonly roomId?: string | undefined;
}

/**
 * The reliable dialect's server as a state machine: each member follows the room's log through a cursor of
 * its own, and every request is applied once, whatever becomes of the connection.
 */
export class ReliableService implements Host, Courier<ReliableSeat> {
  readonly #hub: Hub;
  readonly #answers: Answers;
  readonly #options: ReliableOptions;
  readonly #listener: Listener;
  readonly #entrance: Entrance;
  readonly #visits = new Set<Visit>();
  /** When the sessions with waiting requests may go on. */
  readonly #turns = new Turns<Visit>();
  readonly #seats = new SeatRegistry();
  readonly #deliveries: Deliveries;
  /** Whether members were told that somebody is here whose dialect is not sealed. */
  #hasWarned = false;
  /** Whether the log has grown since all members were looked at. */
  #hasGrown = false;
  /** Where else the room is served, for somebody at a place; undefined where it is not. */
  #addressesFor: ((place: string) => readonly string[]) | undefined;
  /** The time of the call under way. */
  #now = 0;
  #onEmpty: (() => void) | undefined;

  constructor(
    hub: Hub,
    requests: RequestHandler,
    options: ReliableOptions,
    emit: (event: ServerEvent) => void,
  ) {
    this.#hub = hub;
    this.#deliveries = new Deliveries(hub);
    this.#answers = new Answers(hub, requests, {
      wake: (visit) => this.#listener.wake(visit.session),
      giveTurn: (visit) => this.giveTurn(visit),
    });
    this.#options = options;
    const { random, server, roomId = encodeHex(random(8)) } = options;
    const [seats, deliveries] = [this.#seats, this.#deliveries];
    this.#entrance = new Entrance({ hub, seats, deliveries, roomId, server, random, emit }, {
      keep: (visit) => this.#listener.keep(visit.session),
      wake: (session) => this.#listener.wake(session),
      greet: (visit) => this.#greet(visit),
      isOpen: (visit) => this.#visits.has(visit),
      abandon: (seat) => {
        seat.visit = undefined;
        this.#hub.room.keep(seat, this.#now + options.grace, "lost");
      },
    });
    this.#listener = new Listener({
      random: options.random,
      host: options.host,
      agreementTime: options.agreementTime,
      isKnown: (key) => this.#seats.hasMet(key),
      limits: { window: WINDOW, silence: options.silence },
      maxSessions: options.maxMembers + NEWCOMER_LIMIT,
      hostOf: originOf,
      buffers: SEND_BATCH,
      accept: (session) => this.#accept(session),
    });
    hub.follow((entry, subject) => {
      this.#hasGrown = true;
      if (entry.kind === "leave" && subject?.dialect === "reliable") this.#depart(subject);
      if (entry.kind === "enter" && subject?.dialect === "classic") this.#warn();
    });
  }

  /** Where those are who have a session. */
  get addresses(): Iterable<Deno.NetAddr> {
    return this.#listener.addresses();
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

  /**
   * Members who were in when the process ended: they keep their seats for the usual time, as if their connections had
   * just broken.
   */
  welcomeBack(now: number): void {
    const { room } = this.#hub;
    for (const { seat } of room.members()) {
      if (seat.dialect !== "reliable") continue;
      seat.applied = room.state.applied.last(memberKey(seat));
      this.#seats.add(seat);
      // Members of other servers are not away, as far as is known.
      if (this.#options.server !== undefined) continue;
      room.keep(seat, now + this.#options.grace, "lost");
    }
  }

  /** Tells a member why the seat is gone, or that it goes on at another server. */
  sayFarewell(seat: ReliableSeat, reason: FarewellReason | "moved", now: number): void {
    const { visit } = seat;
    seat.visit = undefined;
    visit?.session.connection.close(reason, now);
    if (visit !== undefined) this.#listener.wake(visit.session);
  }

  /** Gives a member the letters that wait for it, as soon as they are safe. */
  deliver(seat: ReliableSeat): void {
    this.#hub.journal.then(() => {
      this.#deliveries.deliver(seat);
      const { visit } = seat;
      if (visit !== undefined) this.#listener.wake(visit.session);
    });
  }

  /** A member has acknowledged something that was for it alone. */
  heard({ seat }: Visit): void {
    if (seat !== undefined) this.#deliveries.settle(seat, this.#now);
  }

  /** Says something to one member, who hears it when back, if away now. */
  whisper({ direct, visit }: ReliableSeat, whisper: Whisper): boolean {
    if (direct.size > REPLY_LIMIT) return false;
    this.#hub.journal.then(() => {
      direct.append(encodeDirect({ kind: "whisper", whisper }));
      if (visit !== undefined) this.#listener.wake(visit.session);
    });
    return true;
  }

  /** Ends all sessions; `onEmpty` is called when the last one is over. */
  close(now: number, onEmpty: () => void): void {
    this.#end("closed", now, onEmpty);
  }

  #end(reason: "closed" | "moved", now: number, onEmpty: () => void): void {
    this.#onEmpty = onEmpty;
    for (const { session } of this.#visits) {
      session.connection.close(reason, now);
      this.#listener.wake(session);
    }
    if (this.#visits.size === 0) onEmpty();
  }

  /** A member enters, or comes back. */
  enter(visit: Visit, request: EnterRequest): void {
    if (this.#onEmpty !== undefined) return;
    const { journal } = this.#hub;
    journal.turn((now) => {
      if (!this.#visits.has(visit)) return;
      // Somebody may ask a second time before the answer to the first.
      if (visit.seat !== undefined) return visit.session.connection.abort("protocol");
      this.#entrance.enter(visit, request, now);
    }, this.#now);
    this.#answers.tellToWait(visit);
  }

  admits(visit: Visit, seat: ReliableSeat): boolean {
    const { gate } = this.#hub;
    if (!this.#answers.takesMore(visit)) return false;
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
    this.#answers.apply(visit, seat, { number, request }, this.#now);
  }

  /** A fact that all servers agreed on has had its effect: `before` and `seat` are those of the member it is about. */
  follow(
    fact: Fact,
    before: ReliableSeat | undefined,
    seat: ReliableSeat | undefined,
    now: number,
  ): void {
    this.#now = now;
    switch (fact.kind) {
      case "enter":
        return seat && this.#meet(seat);
      case "reseat":
        if (before !== undefined && seat !== undefined && before !== seat) {
          this.#passOn(before, seat);
        }
        return;
      case "whisper":
        return this.#deliverTo(fact.owner);
      case "leave":
        // A member that was cut off with its server is here, and comes back.
        if (before === undefined || fact.reason === "left" || fact.reason === "renamed") return;
        return this.sayFarewell(before, fact.reason === "lost" ? "moved" : fact.reason, now);
    }
  }

  #meet(seat: ReliableSeat): void {
    seat.since = this.#hub.log.next - 1;
    this.#seats.add(seat);
  }

  #deliverTo(owner: string): void {
    for (const { seat } of this.#hub.room.members()) {
      if (seat.owner === owner && seat.dialect === "reliable") this.deliver(seat);
    }
  }

  /** A member of this server is at another one from now on. */
  #passOn(before: ReliableSeat, seat: ReliableSeat): void {
    const { visit } = before;
    before.visit = undefined;
    this.#deliveries.forget(before);
    this.#seats.replace(before, seat);
    visit?.session.connection.abort("replaced");
    if (visit !== undefined) this.#listener.wake(visit.session);
  }

  /** Tells the members where else the room is served, by the place that each is at. */
  tellServers(addressesFor: (place: string) => readonly string[]): void {
    this.#addressesFor = addressesFor;
    for (const visit of this.#visits) if (visit.seat !== undefined) this.#greet(visit);
  }

  #greet(visit: Visit): void {
    // A page can reach no server but the one that it came from.
    if (this.#addressesFor !== undefined && webPortOf(visit.session.address) === undefined) {
      visit.tellServers(this.#addressesFor(visit.seat?.place ?? ""));
    }
    this.#listener.wake(visit.session);
  }

  /** Hands all members over to other servers; `onEmpty` is called when the last one is gone. */
  handOver(now: number, onEmpty: () => void): void {
    this.#end("moved", now, onEmpty);
  }

  moved({ session, seat }: Visit): void {
    if (seat !== undefined) Object.assign(seat, placeAt(session.address));
  }

  ended(visit: Visit, end: End): void {
    this.#visits.delete(visit);
    this.#turns.delete(visit);
    const { seat } = visit;
    // A seat of another visit has been taken over by it, or its member is gone.
    if (seat?.visit === visit) this.#lose(seat, visit, end);
    if (this.#visits.size === 0) this.#onEmpty?.();
  }

  /** Tells members that what they ask for waits for the other servers, or does no longer. */
  tellStalled(isStalled: boolean): void {
    for (const visit of this.#visits) this.#answers.tellStalled(visit, isStalled);
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

  /** Tells those who are here that from now on what is said goes out in the clear, too: once in the room's time. */
  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    for (const visit of this.#visits) {
      if (visit.seat === undefined) continue;
      visit.say({ kind: "overheard" });
      this.#listener.wake(visit.session);
    }
  }

  #depart(seat: ReliableSeat): void {
    this.#deliveries.forget(seat);
    this.#seats.remove(seat);
  }

  /** A member's session is over without the room's doing. */
  #lose(seat: ReliableSeat, { session, log }: Visit, end: End): void {
    const { room } = this.#hub;
    seat.visit = undefined;
    seat.needed = log?.needed ?? seat.needed;
    const name = room.memberAt(seat)?.name.text;
    if (name === undefined) return;
    if (end.by === "peer" && end.reason === "left") this.#letGo(seat, "left");
    else if (end.by === "overrun") this.#letGo(seat, "slow");
    else room.keep(seat, session.connection.heard + this.#options.grace, "lost");
  }

  #letGo(seat: ReliableSeat, reason: "left" | "slow"): void {
    const { room, journal } = this.#hub;
    journal.turn((now) => {
      const member = room.memberAt(seat);
      if (member?.seat !== seat || seat.visit !== undefined) return;
      if (reason === "left") room.leave(seat, member.name.text, now);
      else room.remove(seat, reason, now);
      this.#hub.publish(seat);
    }, this.#now);
  }
}
