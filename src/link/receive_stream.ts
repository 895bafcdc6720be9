import { ProtocolError } from "../wire/mod.ts";
import { Ranges } from "./ranges.ts";

/** Most gaps in what has arrived of a stream. */
const GAP_LIMIT = 64;

/** One stream's receiving end: puts the bytes in order, and says how many more may come. */
export class ReceiveStream {
  readonly #window: number;
  readonly #deliver: (bytes: Uint8Array) => void;
  /** All bytes before this offset have been delivered. */
  #next = 0;
  /** Delivered bytes that their receiver has dealt with. */
  #taken = 0;
  /** The other end was told that it may send up to this offset. */
  #limit: number;
  /** What has arrived beyond a gap: a ring as large as the window, there only while there is a gap. */
  #ring: Uint8Array | undefined;
  readonly #ahead = new Ranges();

  /**
   * @param window bytes that may be under way or not taken yet
   * @param deliver gets the bytes in order; a view, valid only during the call
   */
  constructor(window: number, deliver: (bytes: Uint8Array) => void) {
    this.#window = window;
    this.#limit = window;
    this.#deliver = deliver;
  }

  /** @throws {ProtocolError} for bytes that the other end may not send */
  check(offset: number, length: number): void {
    if (offset + length > this.#limit) {
      throw new ProtocolError(
        `Cannot take bytes up to ${offset + length}: limit is ${this.#limit}`,
      );
    }
    if (offset > this.#next && this.#ahead.count >= GAP_LIMIT) {
      throw new ProtocolError(`Cannot take more: there are ${GAP_LIMIT} gaps`);
    }
  }

  /** Takes bytes that {@link check} let pass, and delivers what is in order now. */
  receive(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end <= this.#next) return;
    if (offset > this.#next) return this.#store(offset, bytes);
    const fresh = bytes.subarray(this.#next - offset);
    this.#next = end;
    this.#deliver(fresh);
    if (this.#ahead.count > 0) this.#deliverStored();
  }

  /** `count` more of the delivered bytes are done with. */
  take(count: number): void {
    this.#taken += count;
  }

  /** Whether the limit is worth a datagram of its own: half of the window is used up. */
  get needsRaise(): boolean {
    return this.#growth >= this.#window / 2;
  }

  /**
   * Whether the limit is worth a word in a datagram that leaves anyway: then the other end seldom has to wait
   * for the half.
   */
  get mayRaise(): boolean {
    return this.#growth >= this.#window / 8;
  }

  /** The limit that holds now; the other end was told. */
  raise(): number {
    this.#limit = Math.max(this.#limit, this.#taken + this.#window);
    return this.#limit;
  }

  /** Bytes by which the limit could be higher than the one that was told. */
  get #growth(): number {
    return this.#taken + this.#window - this.#limit;
  }

  #store(offset: number, bytes: Uint8Array): void {
    this.#ring ??= new Uint8Array(this.#window);
    const at = offset % this.#window;
    const first = Math.min(bytes.length, this.#window - at);
    this.#ring.set(bytes.subarray(0, first), at);
    this.#ring.set(bytes.subarray(first), 0);
    this.#ahead.add(offset, offset + bytes.length);
  }

  #deliverStored(): void {
    for (let range = this.#ahead.list[0]; range && range[0] <= this.#next;) {
      this.#ahead.shift();
      // A part can end before the one that closed the gap.
      while (this.#next < range[1]) this.#deliverFromRing(range[1]);
      range = this.#ahead.list[0];
    }
    if (this.#ahead.count === 0) this.#ring = undefined;
  }

  #deliverFromRing(end: number): void {
    const at = this.#next % this.#window;
    const length = Math.min(end - this.#next, this.#window - at);
    this.#next += length;
    this.#deliver(this.#ring!.subarray(at, at + length));
  }
}
