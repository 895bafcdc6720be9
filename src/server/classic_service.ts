import { describeEntry, type FarewellReason, type Messages } from "../language/mod.ts";
import { formatEndpoint, type Transmit } from "../net/mod.ts";
import type { Entry } from "../room/mod.ts";
import { decodeClassicRequest, encodeText, EXIT, FAIL, OK } from "../wire/mod.ts";
import type { Hub } from "./hub.ts";
import type { ServerEvent } from "./messages.ts";
import type { ClassicSeat, RoomSeat } from "./seats.ts";

export interface ClassicOptions {
  /** Milliseconds of silence after which a member leaves. */
  readonly idle: number;
  readonly messages: Messages;
}

/**
 * The classic dialect's server as a state machine: requests go to the room, and what the room's log then
 * has more goes out as text to every classic member but the one it is about.
 */
export class ClassicService {
  readonly #hub: Hub;
  readonly #options: ClassicOptions;
  readonly #emit: (event: ServerEvent) => void;
  readonly #outbox: Transmit[] = [];
  /** Where the classic members are; undefined after one came or went. */
  #audience: Deno.NetAddr[] | undefined;

  constructor(hub: Hub, options: ClassicOptions, emit: (event: ServerEvent) => void) {
    this.#hub = hub;
    this.#options = options;
    this.#emit = emit;
    hub.follow((entry, subject) => this.#tell(entry, subject));
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const request = decodeClassicRequest(datagram);
    if (request === undefined) return;
    const { room } = this.#hub;
    const { idle } = this.#options;
    const seat: ClassicSeat = {
      dialect: "classic",
      key: formatEndpoint(from),
      address: from,
      idle,
    };
    switch (request.kind) {
      case "login":
        this.#login(seat, request.name, now);
        break;
      case "chat":
        room.say(seat, request.name, request.text, now);
        break;
      case "ping":
        // Only to members: before a login, the answer would be taken for the login's.
        if (room.hear(seat, request.name, now)) this.#outbox.push({ to: [from], datagram: OK });
        break;
      case "leave":
        room.leave(seat, request.name, now);
        // Whoever says Q waits for this, known or not.
        if (request.awaitsExit) this.#outbox.push({ to: [from], datagram: EXIT });
    }
    this.#hub.publish(seat);
  }

  transmit(): Transmit | undefined {
    return this.#outbox.shift();
  }

  /** Tells a member why the seat is gone. */
  sayFarewell(seat: ClassicSeat, reason: FarewellReason): void {
    this.#queue([seat.address], "", this.#options.messages.farewell[reason]);
  }

  #login(seat: ClassicSeat, name: string, now: number): void {
    const outcome = this.#hub.room.enter(seat, name, now);
    if (typeof outcome === "string") {
      this.#outbox.push({ to: [seat.address], datagram: FAIL });
      this.#emit({ type: "refused", name, address: seat.key, reason: outcome, at: now });
      return;
    }
    // Before any notice: some clients wait for the answer with a buffer of 128 bytes.
    this.#outbox.push({ to: [seat.address], datagram: OK });
  }

  #tell(entry: Entry, subject: RoomSeat | undefined): void {
    if (entry.kind === "enter" || entry.kind === "leave") this.#audience = undefined;
    const audience = this.#audience ??= this.#classicAddresses();
    if (audience.length === 0) return;
    const { prefix, text } = describeEntry(entry, this.#options.messages);
    const self = subject?.dialect === "classic" ? subject.address : undefined;
    this.#queue(
      self === undefined ? audience : audience.filter((to) => !isSame(to, self)),
      prefix,
      text,
    );
  }

  #classicAddresses(): Deno.NetAddr[] {
    const addresses: Deno.NetAddr[] = [];
    for (const { seat } of this.#hub.room.members()) {
      if (seat.dialect === "classic") addresses.push(seat.address);
    }
    return addresses;
  }

  #queue(to: readonly Deno.NetAddr[], prefix: string, text: string): void {
    if (to.length === 0) return;
    for (const datagram of encodeText(prefix, text)) this.#outbox.push({ to, datagram });
  }
}

function isSame(one: Deno.NetAddr, other: Deno.NetAddr): boolean {
  return one.port === other.port && one.hostname === other.hostname;
}
