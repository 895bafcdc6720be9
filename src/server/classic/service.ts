import { HostLimiter, makeVisible, sameAddress, type Transmit } from "../../base/mod.ts";
import { formatEndpoint } from "../../net/mod.ts";
import { describeEntry, type FarewellReason, type Messages } from "../../language/mod.ts";
import type { Entry } from "../../room/mod.ts";
import {
  byteLength,
  decodeClassicRequest,
  encodeRefusal,
  encodeText,
  EXITS,
  OK,
  OUT,
} from "../../wire/mod.ts";
import type { Whisper } from "../../wire/mod.ts";
import type { Courier, Hub } from "../hub.ts";
import type { ServerEvent } from "../protocol.ts";
import { needsOut, Newcomers } from "./newcomers.ts";
import { FloodControl, type Loss } from "./flood_control.ts";
import { type ClassicSeat, classicSeat, type RoomSeat } from "../seats.ts";

/** Entries that the member whom they are about is not told of. */
const OWN: readonly Entry["kind"][] = ["say", "enter", "leave", "rename"];

/** A line break within a text, with an indent that no line of a member of its own has. */
const LINE_BREAK = "\n  ";

export interface ClassicOptions {
  /** Milliseconds of silence after which a member leaves. */
  readonly idle: number;
  readonly messages: Messages;
  /** Whether anybody is let in who speaks this dialect. */
  readonly classic: boolean;
}

/**
 * The classic dialect's server as a state machine: requests go to the room, and what the room's log then
 * has more goes out as text to every classic member but the one it is about.
 */
export class ClassicService implements Courier<ClassicSeat> {
  readonly #hub: Hub;
  readonly #options: ClassicOptions;
  readonly #emit: (event: ServerEvent) => void;
  readonly #newcomers: Newcomers;
  readonly #floodControl: FloodControl;
  /** To one stranger, and to all of them. */
  readonly #advice = new HostLimiter({ perSecond: 0.1, burst: 1 }, { perSecond: 50, burst: 50 });
  readonly #outbox: Transmit[] = [];
  /** Where the classic members are; undefined after one came or went. */
  #audience: Deno.NetAddr[] | undefined;

  constructor(hub: Hub, options: ClassicOptions, emit: (event: ServerEvent) => void) {
    this.#hub = hub;
    this.#options = options;
    this.#emit = emit;
    this.#newcomers = new Newcomers(hub);
    this.#floodControl = new FloodControl(hub, (seat, loss) => this.#tellLoss(seat, loss));
    hub.follow((entry, subject) => this.#tell(entry, subject));
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const request = decodeClassicRequest(datagram);
    // Nothing may happen now; these programs ask again.
    if (request === undefined || this.#hub.journal.isFailing) return;
    if (!this.#options.classic) {
      if (request.kind === "login") this.#refuse(from, "not-sealed");
      return;
    }
    const { room } = this.#hub;
    const seat = classicSeat(from, this.#options.idle);
    switch (request.kind) {
      case "login":
        this.#login(seat, request.name, now);
        break;
      case "chat":
        if (room.memberAt(seat) === undefined) this.#advise(from, datagram.length, now);
        else this.#chat(seat, request.name, request.text, now);
        break;
      case "ping":
        // Only to members: before a login, the answer would be taken for the login's.
        if (room.hear(seat, request.name, now)) this.#outbox.push({ to: [from], datagram: OK });
        break;
      case "leave":
        this.#leave(seat, request.name, now);
        // A program that says Q waits for one of these, whether or not it is a member.
        if (!request.awaitsExit) break;
        for (const datagram of EXITS) this.#outbox.push({ to: [from], datagram });
    }
    this.#hub.publish(seat);
  }

  timeout(now: number): void {
    this.#newcomers.timeout(now);
    this.#floodControl.timeout(now);
  }

  nextTimeout(): number {
    return Math.min(this.#newcomers.nextTimeout(), this.#floodControl.nextTimeout());
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

  #chat(seat: ClassicSeat, name: string, text: string, now: number): void {
    const member = this.#hub.room.hear(seat, name, now)
      ? this.#newcomers.memberAt(seat)
      : undefined;
    if (member === undefined) return;
    this.#newcomers.settle(member, name, now);
    this.#floodControl.say(member, text, now);
  }

  /** The dialect has no way to refuse. */
  #tellLoss({ address }: ClassicSeat, loss: Loss): void {
    const { muted, tooFast } = this.#options.messages;
    const { rate } = this.#hub.gate;
    this.#queue([address], "", loss === "muted" ? muted : tooFast(rate?.perSecond ?? 0));
  }

  #login(seat: ClassicSeat, name: string, now: number): void {
    const member = this.#newcomers.memberAt(seat);
    if (member !== undefined) this.#floodControl.stay(member);
    const answer = this.#newcomers.enter(seat, name, now);
    if (typeof answer === "string") {
      this.#refuse(seat.address, answer);
      const at = this.#hub.log.wallTime(now);
      this.#emit({ kind: "refused", name, address: seat.key, reason: answer, at });
      return;
    }
    // Before any notice: some clients wait for the answer with a buffer of 128 bytes.
    this.#outbox.push({ to: [seat.address], datagram: answer });
    const { topic } = this.#hub.moderation;
    // One that has not understood would take it for the answer to its next attempt.
    if (member === undefined && topic !== "") {
      this.#queue([seat.address], this.#options.messages.topicNow, topic);
    }
  }

  #refuse(to: Deno.NetAddr, reason: keyof Messages["refusal"]): void {
    const datagram = encodeRefusal(this.#options.messages.refusal[reason]);
    this.#outbox.push({ to: [to], datagram });
  }

  /**
   * Tells somebody who speaks and is not in the room how to get in. Who that is nobody knows: the sender may be
   * forged, so the answer is seldom, and never longer than what came.
   */
  #advise(to: Deno.NetAddr, limit: number, now: number): void {
    const { full, brief } = this.#options.messages.stranger;
    const text = [full, brief].find((text) => byteLength(text) <= limit);
    if (text === undefined || !this.#advice.admit(formatEndpoint(to), now)) return;
    this.#queue([to], "", text);
  }

  #leave(seat: ClassicSeat, name: string, now: number): void {
    const { room } = this.#hub;
    const member = room.hear(seat, name, now) ? this.#newcomers.memberAt(seat) : undefined;
    if (member === undefined) return;
    if (!this.#floodControl.delaysLeave(member)) room.leave(seat, name, now);
    if (needsOut(member.seat)) this.#outbox.push({ to: [seat.address], datagram: OUT });
  }

  #tell(entry: Entry, subject: RoomSeat | undefined): void {
    if (entry.kind === "enter" || entry.kind === "leave") this.#audience = undefined;
    const audience = this.#audience ??= this.#classicAddresses();
    if (audience.length === 0) return;
    const { prefix, text } = describeEntry(entry, this.#options.messages);
    const isOwn = OWN.includes(entry.kind);
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
