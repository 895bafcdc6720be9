import { Turns } from "../../base/mod.ts";
import { type Member, Name, type Refusal } from "../../room/mod.ts";
import { ACCEPTANCES } from "../../wire/mod.ts";
import type { Hub } from "../hub.ts";
import type { ClassicSeat, RoomSeat } from "../seats.ts";

/** Milliseconds without another attempt after which the name asked for last is taken for the member's. */
const HOLD = 10_000;

/** The answer that programs take which end on `OUT`. */
const IN = 3;

/**
 * Lets people in whose programs wait for different answers. One that was let in, has said nothing, and asks again
 * under another name has not understood: it gets the next answer, and others are told of the name that it says
 * something under, not of each attempt.
 */
export class Newcomers {
  readonly #hub: Hub;
  readonly #attempts = new Turns<Member<ClassicSeat>>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Lets somebody in. Returns the answer, or why not. */
  enter(seat: ClassicSeat, name: string, now: number): Uint8Array | Refusal {
    const { room, gate } = this.#hub;
    const member = this.memberAt(seat);
    const isRepeated = member !== undefined && isLatestName(member, name);
    if (!isRepeated && !gate.admit(seat.origin, now)) return "too-fast";
    if (member === undefined || member.seat.hasSpoken || isRepeated) {
      const { misunderstood = 0, hasSpoken = false } = member?.seat ?? {};
      const outcome = room.enter({ ...seat, misunderstood, hasSpoken }, name, now);
      return typeof outcome === "string"
        ? outcome
        : ACCEPTANCES[misunderstood % ACCEPTANCES.length]!;
    }
    const fault = room.keepName(member, name, now);
    if (fault !== undefined) return fault;
    member.heard = now;
    member.seat.misunderstood++;
    this.#attempts.set(member, now + HOLD);
    return answerTo(member.seat);
  }

  /** The member at an address. */
  memberAt(seat: ClassicSeat): Member<ClassicSeat> | undefined {
    const member = this.#hub.room.memberAt(seat);
    return member !== undefined && isClassic(member) ? member : undefined;
  }

  /** A member speaks under one of its names: that is the one, and others are told if it is another. */
  settle(member: Member<ClassicSeat>, name: string, now: number): void {
    member.seat.hasSpoken = true;
    if (member.second !== undefined) this.#hub.room.rename(member, name, now);
  }

  nextTimeout(): number {
    return this.#attempts.next;
  }

  timeout(now: number): void {
    for (const member of this.#attempts.take(now)) {
      const isHere = this.#hub.room.memberAt(member.seat) === member;
      if (!isHere || member.second === undefined) continue;
      this.#hub.room.rename(member, member.second.text, now);
      this.#hub.publish(member.seat);
    }
  }
}

/** Whether a member's program waits for `OUT` when it leaves. */
export function needsOut({ misunderstood }: ClassicSeat): boolean {
  return misunderstood % ACCEPTANCES.length === IN;
}

function answerTo({ misunderstood }: ClassicSeat): Uint8Array {
  return ACCEPTANCES[misunderstood % ACCEPTANCES.length]!;
}

function isClassic(member: Member<RoomSeat>): member is Member<ClassicSeat> {
  return member.seat.dialect === "classic";
}

function isLatestName({ name, second }: Member<ClassicSeat>, text: string): boolean {
  const asked = Name.parse(text);
  return asked instanceof Name && asked.key === (second ?? name).key;
}
