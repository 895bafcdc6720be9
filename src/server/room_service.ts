import type { Messages } from "../language/mod.ts";
import type { Machine, Transmit } from "../net/mod.ts";
import {
  type LogLimits,
  type Member,
  MemoryLog,
  type RemovalReason,
  TEXT_LIMIT,
} from "../room/mod.ts";
import { isBinary, splitText } from "../wire/mod.ts";
import { ClassicService } from "./classic_service.ts";
import { Hub } from "./hub.ts";
import type { MemberInfo, ServerEvent } from "./messages.ts";
import { ReliableService } from "./reliable_service.ts";
import type { RoomSeat } from "./seats.ts";

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
  /** Gives so many random bytes. */
  readonly random: (count: number) => Uint8Array;
}

/** A room that both dialects share, as a state machine. */
export class RoomService implements Machine {
  readonly #hub: Hub;
  readonly #classic: ClassicService;
  readonly #reliable: ReliableService;
  #isClosed = false;

  constructor(options: RoomServiceOptions, emit: (event: ServerEvent) => void) {
    this.#hub = new Hub(new MemoryLog(options.log), options);
    this.#classic = new ClassicService(this.#hub, options, emit);
    this.#reliable = new ReliableService(this.#hub, options, emit);
    this.#hub.follow((entry, subject) =>
      emit({ type: "entry", entry, address: subject && placeOf(subject) })
    );
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    // Who is here still acknowledges the last words; whoever comes now would never be told.
    if (this.#isClosed && !isBinary(datagram)) return;
    if (!this.#reliable.receive(datagram, from, now)) this.#classic.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.#reliable.timeout(now);
    const { room } = this.#hub;
    for (let gone = room.expire(now); gone; gone = room.expire(now)) {
      this.#sayFarewell(gone.member, gone.reason, now);
    }
  }

  nextTimeout(): number {
    return Math.min(this.#hub.room.nextExpiry(), this.#reliable.nextTimeout());
  }

  transmit(now: number): Transmit | undefined {
    return this.#classic.transmit() ?? this.#reliable.transmit(now);
  }

  /** The operator speaks to everybody. */
  announce(text: string, now: number): void {
    for (const piece of splitText(text, TEXT_LIMIT)) {
      this.#hub.room.announce(piece, now);
      this.#hub.publish();
    }
  }

  /** Removes a member by name. Returns whether there was one. */
  kick(name: string, now: number): boolean {
    const member = this.#hub.room.kick(name, now);
    if (member !== undefined) this.#sayFarewell(member, "kicked", now);
    return member !== undefined;
  }

  /** Tells everybody that the room ends; `onClosed` is called when all who listen have been told. */
  close(now: number, onClosed: () => void): void {
    this.#isClosed = true;
    this.#hub.room.close(now);
    this.#hub.publish();
    this.#reliable.close(now, onClosed);
  }

  /** Everybody in the room, in the order of entering. */
  members(): MemberInfo[] {
    return [...this.#hub.room.members()].map(({ name, seat, since }) => ({
      name: name.text,
      address: placeOf(seat),
      dialect: seat.dialect,
      since,
    }));
  }

  #sayFarewell({ seat }: Member<RoomSeat>, reason: RemovalReason, now: number): void {
    if (seat.dialect === "classic") this.#classic.sayFarewell(seat, reason);
    else this.#reliable.sayFarewell(seat, reason, now);
    this.#hub.publish(seat);
  }
}

/** Where a member is. */
function placeOf(seat: RoomSeat): string {
  return seat.dialect === "classic" ? seat.key : seat.place;
}
