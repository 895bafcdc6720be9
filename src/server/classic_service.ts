import { describeEntry, type FarewellReason, type Messages } from "../language/mod.ts";
import { formatEndpoint, type Machine, type Transmit } from "../net/mod.ts";
import {
  type Entry,
  type Log,
  type Member,
  Room,
  type RoomOptions,
  type Seat,
  TEXT_LIMIT,
} from "../room/mod.ts";
import { decodeClassicRequest, encodeText, EXIT, FAIL, OK, splitText } from "../wire/mod.ts";
import type { MemberInfo, ServerEvent } from "./messages.ts";

/** A classic member's seat is the address it logged in from. */
interface ClassicSeat extends Seat {
  readonly address: Deno.NetAddr;
}

export interface ClassicOptions extends RoomOptions {
  /** Milliseconds of silence after which a member leaves. */
  readonly idle: number;
}

/**
 * The classic dialect's server as a state machine: requests go to the room, and what the room's log then
 * has more goes out as text to every member but the one it is about.
 */
export class ClassicService implements Machine {
  readonly #log: Log;
  readonly #room: Room<ClassicSeat>;
  readonly #idle: number;
  readonly #messages: Messages;
  readonly #emit: (event: ServerEvent) => void;
  readonly #outbox: Transmit[] = [];
  /** Index of the log's first entry that has not been passed on. */
  #cursor: number;

  constructor(
    log: Log,
    options: ClassicOptions,
    messages: Messages,
    emit: (event: ServerEvent) => void,
  ) {
    this.#log = log;
    this.#cursor = log.next;
    this.#room = new Room(log, options);
    this.#idle = options.idle;
    this.#messages = messages;
    this.#emit = emit;
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const request = decodeClassicRequest(datagram);
    if (request === undefined) return;
    const seat = { key: formatEndpoint(from), address: from, idle: this.#idle };
    switch (request.kind) {
      case "login":
        this.#login(seat, request.name, now);
        break;
      case "chat":
        this.#room.say(seat, request.name, request.text, now);
        break;
      case "ping":
        // Only to members: before a login, the answer would be taken for the login's.
        if (this.#room.hear(seat, request.name, now)) {
          this.#outbox.push({ to: [from], datagram: OK });
        }
        break;
      case "leave":
        this.#room.leave(seat, request.name, now);
        // Whoever says Q waits for this, known or not.
        if (request.awaitsExit) this.#outbox.push({ to: [from], datagram: EXIT });
    }
    this.#passOn(seat.key);
  }

  timeout(now: number): void {
    let gone = this.#room.expire(now);
    for (; gone; gone = this.#room.expire(now)) this.#sayFarewell(gone.member, gone.reason);
  }

  nextTimeout(): number {
    return this.#room.nextExpiry();
  }

  transmit(): Transmit | undefined {
    return this.#outbox.shift();
  }

  /** The operator speaks to everybody. */
  announce(text: string, now: number): void {
    for (const piece of splitText(text, TEXT_LIMIT)) {
      this.#room.announce(piece, now);
      this.#passOn();
    }
  }

  /** Removes a member by name. Returns whether there was one. */
  kick(name: string, now: number): boolean {
    const member = this.#room.kick(name, now);
    if (member !== undefined) this.#sayFarewell(member, "kicked");
    return member !== undefined;
  }

  /** Tells everybody that the room ends. */
  close(now: number): void {
    this.#room.close(now);
    this.#passOn();
  }

  /** Everybody in the room, in the order of entering. */
  members(): MemberInfo[] {
    return [...this.#room.members()].map(({ name, seat, since }) => ({
      name: name.text,
      address: seat.key,
      since,
    }));
  }

  #login(seat: ClassicSeat, name: string, now: number): void {
    const outcome = this.#room.enter(seat, name, now);
    if (typeof outcome === "string") {
      this.#outbox.push({ to: [seat.address], datagram: FAIL });
      this.#emit({ type: "refused", name, address: seat.key, reason: outcome, at: now });
      return;
    }
    // Before any notice: some clients wait for the answer with a buffer of 128 bytes.
    this.#outbox.push({ to: [seat.address], datagram: OK });
  }

  #sayFarewell(member: Member<ClassicSeat>, reason: FarewellReason): void {
    const text = this.#messages.farewell[reason];
    this.#queue([member.seat.address], "", text);
    this.#passOn(member.seat.key);
  }

  /** Passes the log's new entries on to everybody but the member they are about, who sits on `subject`. */
  #passOn(subject?: string): void {
    for (; this.#cursor < this.#log.next; this.#cursor++) {
      const entry = this.#log.at(this.#cursor);
      if (entry === undefined) continue;
      const { prefix, text } = describeEntry(entry, this.#messages);
      this.#queue(this.#everybodyBut(subject), prefix, text);
      this.#emit({ type: "entry", entry, address: isAboutMember(entry) ? subject : undefined });
    }
  }

  #everybodyBut(subject: string | undefined): Deno.NetAddr[] {
    const to: Deno.NetAddr[] = [];
    for (const { seat } of this.#room.members()) if (seat.key !== subject) to.push(seat.address);
    return to;
  }

  #queue(to: readonly Deno.NetAddr[], prefix: string, text: string): void {
    if (to.length === 0) return;
    for (const datagram of encodeText(prefix, text)) this.#outbox.push({ to, datagram });
  }
}

function isAboutMember(entry: Entry): boolean {
  return entry.kind === "enter" || entry.kind === "say" || entry.kind === "leave";
}
