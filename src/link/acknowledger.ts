import { type ByteWriter, RANGE_LIMIT, writeAck } from "../wire/mod.ts";
import { Ranges } from "./ranges.ts";
import { ACK_HOLD } from "./round_trip.ts";

/** Datagrams that are acknowledged together at most, even where the sender does not ask. */
const MOST_HELD_BACK = 32;

/**
 * Which datagrams have arrived, and when that has to be said. An acknowledgement is held back for a moment,
 * to say several at once, but not where something is missing or the sender asks: the sender knows its window
 * (draft-ietf-quic-ack-frequency has the same as its IMMEDIATE_ACK frame).
 */
export class Acknowledger {
  readonly #received = new Ranges();
  /** Numbers below this one are taken for known. */
  #floor = 0;
  /** The number behind the largest one that arrived. */
  #next = 0;
  /** When the datagram with the largest number arrived. */
  #nextAt = 0;
  #owed = 0;
  #isUrgent = false;
  #deadline = Infinity;

  /** When an acknowledgement that is held back is due. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Whether something that has arrived was not acknowledged. */
  get isOwed(): boolean {
    return this.#owed > 0;
  }

  /** The largest number that has arrived; -1 where none has. */
  get newest(): number {
    return this.#next - 1;
  }

  isDue(now: number): boolean {
    return this.#isUrgent || this.#deadline <= now;
  }

  /** Whether a datagram of this number has not arrived before. */
  isNew(number: number): boolean {
    return number >= this.#next || (number >= this.#floor && !this.#received.has(number));
  }

  /**
   * A new datagram has arrived.
   *
   * @param isEliciting whether it holds anything that is to be acknowledged
   * @param asking whether its sender wants that at once
   */
  add(number: number, isEliciting: boolean, asking: boolean, now: number): void {
    const isNext = number === this.#next;
    this.#received.add(number, number + 1);
    if (number >= this.#next) {
      this.#next = number + 1;
      this.#nextAt = now;
    }
    if (this.#received.count > RANGE_LIMIT) this.#floor = this.#received.shift()![1];
    if (!isEliciting) return;
    this.#owed++;
    if (asking || !isNext || this.#owed >= MOST_HELD_BACK) this.#isUrgent = true;
    else if (this.#deadline === Infinity) this.#deadline = now + ACK_HOLD;
  }

  /** What is owed is to be said as soon as possible. */
  hurry(): void {
    this.#isUrgent = this.isOwed;
  }

  write(writer: ByteWriter, now: number): void {
    writeAck(writer, this.#received.list, Math.max(0, Math.floor(now - this.#nextAt)));
    this.#owed = 0;
    this.#isUrgent = false;
    this.#deadline = Infinity;
  }
}
