import { encodeHex } from "@std/encoding/hex";
import { forgetOldest } from "../../base/mod.ts";
import { memberKey, type ReliableSeat } from "../seats.ts";

/** Members who are gone and whose last request is remembered, and keys of members that are. */
const DEPARTED_LIMIT = 4096;

/**
 * The seats of reliable members, by the member's key and its run of the program: a member who comes back finds its own,
 * and the number of its last request also when the seat is gone.
 */
export class SeatRegistry {
  readonly #seats = new Map<string, ReliableSeat>();
  /** The last applied request of seats that are gone: a member who comes back too late is told. */
  readonly #departed = new Map<string, number>();
  /** Keys of members who were in the room. */
  readonly #met = new Set<string>();

  /** Whether a member with that public key was in the room. */
  hasMet(key: Uint8Array): boolean {
    return this.#met.has(encodeHex(key));
  }

  find(owner: string, run: string): ReliableSeat | undefined {
    return this.#seats.get(memberKey({ owner, run }));
  }

  /** Number of the last request that was applied for a member who is gone; 0 where none was, or it is forgotten. */
  lastApplied(owner: string, run: string): number {
    return this.#departed.get(memberKey({ owner, run })) ?? 0;
  }

  add(seat: ReliableSeat): void {
    this.#seats.set(memberKey(seat), seat);
    this.#met.add(seat.owner);
    forgetOldest(this.#met, DEPARTED_LIMIT);
  }

  /** Another run of the member's program has the seat from now on. */
  handOver(seat: ReliableSeat, run: string): void {
    this.#seats.delete(memberKey(seat));
    seat.run = run;
    this.add(seat);
  }

  /** A member's seat is another one from now on: it is at another server. */
  replace(old: ReliableSeat, seat: ReliableSeat): void {
    if (this.#seats.get(memberKey(old)) === old) this.#seats.delete(memberKey(old));
    this.add(seat);
  }

  /** The member is gone. */
  remove({ owner, run, applied }: ReliableSeat): void {
    const key = memberKey({ owner, run });
    this.#seats.delete(key);
    this.#departed.set(key, applied);
    forgetOldest(this.#departed, DEPARTED_LIMIT);
  }
}
