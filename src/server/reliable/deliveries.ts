import type { Letter } from "../../room/mod.ts";
import { encodeDirect } from "../../wire/mod.ts";
import type { Hub } from "../hub.ts";
import type { ReliableSeat } from "../seats.ts";

/** A letter on its way. */
interface Delivery {
  readonly seat: ReliableSeat;
  /** Number of the line that carries it. */
  readonly line: number;
}

/** Hands letters to the members whom they are for, and notes when they have them: until then, they are kept. */
export class Deliveries {
  readonly #hub: Hub;
  /** By the letter's number. */
  readonly #underWay = new Map<number, Delivery>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Gives a member what waits for it; one that has not been here since the restart gets it when it is back. */
  deliver(seat: ReliableSeat): void {
    if (seat.isRestored) return;
    for (const [number, letter] of this.#hub.room.state.mailbox.of(seat.owner)) {
      if (this.#underWay.has(number) || !this.#isFor(seat, letter)) continue;
      this.#underWay.set(number, { seat, line: seat.direct.next });
      const { owner: _owner, ...whisper } = letter;
      seat.direct.append(encodeDirect({ kind: "whisper", whisper, letter: number }));
    }
  }

  /** A member has acknowledged something. */
  settle(seat: ReliableSeat, now: number): void {
    for (const [number, delivery] of this.#underWay) {
      if (delivery.seat !== seat || delivery.line >= seat.direct.first) continue;
      this.#underWay.delete(number);
      this.#hub.journal.turn((now) => this.#note(number, now), now);
    }
  }

  #note(letter: number, now: number): void {
    const { room } = this.#hub;
    if (room.state.mailbox.has(letter)) room.commit([{ kind: "delivered", letter }], now);
  }

  /** What a seat was given and has not acknowledged is given anew: its lines are gone. */
  forget(seat: ReliableSeat): void {
    for (const [number, delivery] of this.#underWay) {
      if (delivery.seat === seat) this.#underWay.delete(number);
    }
  }

  /** Whether a letter is for this seat: of several with one key, for the one with that name, if that is here. */
  #isFor(seat: ReliableSeat, { to }: Letter): boolean {
    const named = this.#hub.room.memberNamed(to)?.seat;
    return named === seat || named?.owner !== seat.owner;
  }
}
