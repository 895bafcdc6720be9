import { Fifo, RateLimiter, Turns } from "../../base/mod.ts";
import type { Member } from "../../room/mod.ts";
import { RateGate } from "../rate_gate.ts";
import type { Hub } from "../hub.ts";
import type { ClassicSeat } from "../seats.ts";

/** How much more a classic member may say at once than others: it can't be slowed, and people paste. */
const BURSTS = 10;

/** Texts of one member that wait, and their UTF-16 code units. */
const MOST_TEXTS = 256;
const MOST_UNITS = 65_536;

/** Milliseconds for which a member may say too much, counted from the first text that was dropped. */
const PATIENCE = 10_000;

/** Milliseconds for which it is muted then. */
const FLOOD_MUTE = 60_000;

/** What a member said and others have not heard yet. */
interface Waiting {
  readonly texts: Fifo<string>;
  units: number;
  /** When a text was dropped for the first time; undefined where none was. */
  droppedSince: number | undefined;
  /** Whether the member leaves when all is said. */
  leaves: boolean;
}

/** Why a text is not passed on. */
export type Loss = "too-fast" | "muted";

/**
 * Passes on what classic members say, at the rate that is allowed. What is over it waits for its turn; what there
 * is no room for is dropped, and the member is told once. A member that goes on all the same is muted.
 */
export class FloodControl {
  readonly #hub: Hub;
  readonly #gate: RateGate;
  readonly #onLoss: (seat: ClassicSeat, loss: Loss) => void;
  readonly #waiting = new Map<Member<ClassicSeat>, Waiting>();
  readonly #reminders = new RateLimiter({ perSecond: 0.1, burst: 1 });
  readonly #turns = new Turns<Member<ClassicSeat>>();

  /** @param onLoss is told that a text of a member's is not passed on */
  constructor(hub: Hub, onLoss: (seat: ClassicSeat, loss: Loss) => void) {
    const { rate } = hub.gate;
    this.#hub = hub;
    this.#gate = new RateGate(rate && { ...rate, burst: rate.burst * BURSTS });
    this.#onLoss = onLoss;
  }

  /** A member says a text. */
  say(member: Member<ClassicSeat>, text: string, now: number): void {
    if (this.#hub.room.isMuted(member, now)) return this.#refuse(member, now);
    let waiting = this.#waiting.get(member);
    if (waiting === undefined) {
      const wait = this.#gate.pass(member.seat, now);
      if (wait === 0) return this.#pass(member, text, now);
      waiting = { texts: new Fifo(), units: 0, droppedSince: undefined, leaves: false };
      this.#waiting.set(member, waiting);
      this.#turns.set(member, now + wait);
    }
    const isFull = waiting.texts.length >= MOST_TEXTS || waiting.units + text.length > MOST_UNITS;
    if (isFull) return this.#drop(member, waiting, now);
    waiting.texts.push(text);
    waiting.units += text.length;
  }

  /** A member wants to leave. Returns whether it does so later, when all is said. */
  delaysLeave(member: Member<ClassicSeat>): boolean {
    const waiting = this.#waiting.get(member);
    if (waiting !== undefined) waiting.leaves = true;
    return waiting !== undefined;
  }

  /** A member stays, after all. */
  stay(member: Member<ClassicSeat>): void {
    const waiting = this.#waiting.get(member);
    if (waiting !== undefined) waiting.leaves = false;
  }

  nextTimeout(): number {
    return this.#turns.next;
  }

  timeout(now: number): void {
    for (const member of this.#turns.take(now)) {
      const waiting = this.#waiting.get(member);
      const isHere = this.#hub.room.memberAt(member.seat) === member;
      if (waiting !== undefined && isHere && !this.#sayWaiting(member, waiting, now)) continue;
      this.#waiting.delete(member);
      if (isHere && waiting?.leaves) this.#hub.room.leave(member.seat, member.name.text, now);
      this.#hub.publish(member.seat);
    }
  }

  /** Passes on what may be by now. Returns whether nothing waits any more. */
  #sayWaiting(member: Member<ClassicSeat>, waiting: Waiting, now: number): boolean {
    if (this.#hub.room.isMuted(member, now)) {
      this.#refuse(member, now);
      return true;
    }
    while (waiting.texts.length > 0) {
      const wait = this.#gate.pass(member.seat, now);
      if (wait > 0) {
        this.#turns.set(member, now + wait);
        return false;
      }
      const text = waiting.texts.shift() ?? "";
      waiting.units -= text.length;
      this.#pass(member, text, now);
    }
    return true;
  }

  #pass(member: Member<ClassicSeat>, text: string, now: number): void {
    this.#hub.room.say(member.seat, member.name.text, text, now);
    this.#hub.publish(member.seat);
  }

  /** Tells a member that it is muted, but not at each text. */
  #refuse({ seat }: Member<ClassicSeat>, now: number): void {
    if (this.#reminders.admit(seat.key, now)) this.#onLoss(seat, "muted");
  }

  #drop(member: Member<ClassicSeat>, waiting: Waiting, now: number): void {
    if (waiting.droppedSince === undefined) {
      waiting.droppedSince = now;
      this.#onLoss(member.seat, "too-fast");
    } else if (now - waiting.droppedSince >= PATIENCE) {
      this.#hub.moderation.muteForFlood(member, FLOOD_MUTE, now);
      this.#waiting.delete(member);
    }
  }
}
