import type { Machine, Rate, Request, Transmit } from "../base/mod.ts";
import type { Messages } from "../language/mod.ts";
import { type LogLimits, MemoryLog } from "../room/mod.ts";
import { isBinary, type Reply } from "../wire/mod.ts";
import { ClassicService } from "./classic/service.ts";
import { Desk } from "./desk.ts";
import { Hub } from "./hub.ts";
import type { ServerEvent } from "./protocol.ts";
import { ReliableService } from "./reliable/service.ts";
import { placeOf } from "./seats.ts";

export interface RoomServiceOptions {
  readonly messages: Messages;
  /** Milliseconds that a classic member may be silent. */
  readonly idle: number;
  /** Milliseconds that a reliable member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a reliable member who is not heard is broken. */
  readonly silence: number;
  readonly maxMembers: number;
  readonly log: LogLimits;
  /** How often a member may ask for something; undefined for as often as it likes. */
  readonly rate?: Rate | undefined;
  /** The time of day, in milliseconds since 1970, for a time on the clock that the room runs on. */
  readonly wallTime: (time: number) => number;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
}

/** A room that both dialects share, as a state machine. */
export class RoomService implements Machine {
  readonly #hub: Hub;
  readonly #desk: Desk;
  readonly #classic: ClassicService;
  readonly #reliable: ReliableService;
  #isClosed = false;

  constructor(options: RoomServiceOptions, emit: (event: ServerEvent) => void) {
    this.#hub = new Hub(new MemoryLog(options.log, options.wallTime), options);
    this.#desk = new Desk(this.#hub);
    this.#classic = new ClassicService(this.#hub, options, emit);
    this.#reliable = new ReliableService(this.#hub, this.#desk, options, emit);
    this.#hub.connect({ classic: this.#classic, reliable: this.#reliable });
    this.#hub.follow((entry, subject) =>
      emit({ kind: "entry", entry, address: subject && placeOf(subject) })
    );
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    // Members still have to acknowledge the last words. A newcomer would never be told that the room is
    // closed.
    if (this.#isClosed && !isBinary(datagram)) return;
    if (!this.#reliable.receive(datagram, from, now)) this.#classic.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.#reliable.timeout(now);
    const { room } = this.#hub;
    for (let gone = room.expire(now); gone; gone = room.expire(now)) {
      this.#hub.dismiss(gone.member.seat, gone.reason, now);
    }
  }

  nextTimeout(): number {
    return Math.min(this.#hub.room.nextExpiry(), this.#reliable.nextTimeout());
  }

  transmit(now: number): Transmit | undefined {
    return this.#classic.transmit() ?? this.#reliable.transmit(now);
  }

  /** Does what the operator at the console asks for. */
  ask(request: Request, now: number): Reply {
    return this.#desk.answer(undefined, request, now);
  }

  /** Tells everybody that the room ends; `onClosed` is called when all who listen have been told. */
  close(now: number, onClosed: () => void): void {
    this.#isClosed = true;
    this.#hub.room.close(now);
    this.#hub.publish();
    this.#reliable.close(now, onClosed);
  }

  /** What the room talks about; empty for nothing in particular. */
  get topic(): string {
    return this.#hub.moderation.topic;
  }

  /** Number of members. */
  get size(): number {
    return this.#hub.room.size;
  }
}
