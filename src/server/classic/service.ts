import { makeVisible, sameAddress, type Transmit } from "../../base/mod.ts";
import { describeEntry, type FarewellReason, type Messages } from "../../language/mod.ts";
import { formatEndpoint } from "../../net/mod.ts";
import type { Entry } from "../../room/mod.ts";
import { decodeClassicRequest, encodeText, EXIT, FAIL, OK } from "../../wire/mod.ts";
import type { Whisper } from "../../wire/mod.ts";
import type { Courier, Hub } from "../hub.ts";
import type { ServerEvent } from "../protocol.ts";
import { type ClassicSeat, originOf, type RoomSeat } from "../seats.ts";

/** Messages beyond the rate, without a pause between them, for which a member is muted. */
const FLOOD_LIMIT = 100;

/** Milliseconds for which it is. */
const FLOOD_MUTE = 60_000;

/** A line break within a text, with an indent that no line of a member of its own has. */
const LINE_BREAK = "\n  ";

export interface ClassicOptions {
  /** Milliseconds of silence after which a member leaves. */
  readonly idle: number;
  readonly messages: Messages;
}

/**
 * The classic dialect's server as a state machine: requests go to the room, and what the room's log then
 * has more goes out as text to every classic member but the one it is about.
 */
export class ClassicService implements Courier<ClassicSeat> {
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
    const seat: ClassicSeat = {
      dialect: "classic",
      key: formatEndpoint(from),
      origin: originOf(from),
      address: from,
      idle: this.#options.idle,
    };
    switch (request.kind) {
      case "login":
        this.#login(seat, request.name, now);
        break;
      case "chat":
        this.#chat(seat, request.name, request.text, now);
        break;
      case "ping":
        // Only to members: before a login, the answer would be taken for the login's.
        if (room.hear(seat, request.name, now)) this.#outbox.push({ to: [from], datagram: OK });
        break;
      case "leave":
        room.leave(seat, request.name, now);
        // A program that says Q waits for this answer, whether or not it is a member.
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

  /** Shows a member what is said to it alone. */
  whisper(seat: ClassicSeat, { from, to, text }: Whisper): boolean {
    const { whispered } = this.#options.messages;
    this.#queue([seat.address], whispered(from, to), text);
    return true;
  }

  /** The dialect has no way to refuse: what is too much is dropped, and told once. */
  #chat(seat: ClassicSeat, name: string, text: string, now: number): void {
    const { room, gate, moderation } = this.#hub;
    const member = room.hear(seat, name, now) ? room.memberAt(seat) : undefined;
    if (member === undefined) return;
    const { messages } = this.#options;
    if (gate.pass(seat, now) === 0) {
      if (!room.say(seat, name, text, now)) this.#queue([seat.address], "", messages.muted);
      return;
    }
    if (room.isMuted(member, now)) return;
    const count = gate.refuse(seat);
    if (count === 1) this.#queue([seat.address], "", messages.tooFast(gate.rate?.perSecond ?? 0));
    if (count < FLOOD_LIMIT) return;
    moderation.muteForFlood(member, now + FLOOD_MUTE, now);
    gate.forget(seat);
  }

  #login(seat: ClassicSeat, name: string, now: number): void {
    const { room, gate, moderation } = this.#hub;
    const isInTime = room.hear(seat, name, now) || gate.admit(seat.origin, now);
    const outcome = isInTime ? room.enter(seat, name, now) : "too-fast";
    if (typeof outcome === "string") {
      this.#outbox.push({ to: [seat.address], datagram: FAIL });
      const at = this.#hub.log.wallTime(now);
      this.#emit({ kind: "refused", name, address: seat.key, reason: outcome, at });
      return;
    }
    // Before any notice: some clients wait for the answer with a buffer of 128 bytes.
    this.#outbox.push({ to: [seat.address], datagram: OK });
    const { topicNow } = this.#options.messages;
    if (moderation.topic !== "") this.#queue([seat.address], topicNow, moderation.topic);
  }

  #tell(entry: Entry, subject: RoomSeat | undefined): void {
    if (entry.kind === "enter" || entry.kind === "leave") this.#audience = undefined;
    if (entry.kind === "leave" && subject?.dialect === "classic") this.#hub.gate.forget(subject);
    const audience = this.#audience ??= this.#classicAddresses();
    if (audience.length === 0) return;
    const { prefix, text } = describeEntry(entry, this.#options.messages);
    const isOwn = entry.kind === "say" || entry.kind === "enter" || entry.kind === "leave";
    const self = isOwn && subject?.dialect === "classic" ? subject.address : undefined;
    this.#queue(
      self === undefined ? audience : audience.filter((to) => !sameAddress(to, self)),
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

  /** Members' programs print what comes: it must neither control a terminal nor pass for another's line. */
  #queue(to: readonly Deno.NetAddr[], prefix: string, text: string): void {
    if (to.length === 0) return;
    // A tab does no harm.
    const visible = text.split("\t").map((part) => makeVisible(part, LINE_BREAK)).join("\t");
    for (const datagram of encodeText(prefix, visible)) this.#outbox.push({ to, datagram });
  }
}
