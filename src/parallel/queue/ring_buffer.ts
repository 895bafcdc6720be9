import { ahead } from "../../sync/mod.ts";

/** Indexes of the ring's own words; its slots come after them. */
const TAIL = 0;
const HEAD = 1;
const CAPACITY = 2;
const SLOT_BYTES = 3;
const SLOTS = 4;
/** Indexes within a slot: its turn, the length of its content in bytes, then the content. */
const TURN = 0;
const LENGTH = 1;
const CONTENT = 2;

/** Positions are counted in 31 bits, because one bit of the tail says whether the ring is closed. */
const POSITION_BITS = 0x7fff_ffff;

/** Slots for so many values: a power of two, so that it divides the range of a position. */
function slotsFor(capacity: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(capacity)));
}

/** Number of words that a ring needs. */
export function ringWords(capacity: number, slotBytes: number): number {
  return SLOTS + slotsFor(capacity) * (CONTENT + Math.ceil(slotBytes / 4));
}

/**
 * A bounded ring of byte strings in shared memory, for many writers and readers at once, none of which
 * ever waits for a lock. (Dmitry Vyukov, "Bounded MPMC queue", 2010.)
 *
 * Words: 0 twice the position of the next write, plus one once the ring is closed; 1 the position of the
 * next read; 2 and 3 the sizes; then the slots. A slot's turn says what may be done with it: `p` it may be
 * written by who claimed position p; `p + 1` it may be read by who claimed p; `p + slots` it has been read
 * and is free for the next round. Since closing changes the tail, a write either comes before it or fails.
 */
export class Ring {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #slots: number;
  readonly #stride: number;
  /** How many values it holds at most. */
  readonly capacity: number;
  /** How long a value may be, in bytes. */
  readonly slotBytes: number;

  /** A view of a ring in these words, which {@linkcode Ring.format} has prepared. */
  constructor(words: Int32Array<SharedArrayBuffer>) {
    this.#words = words;
    this.#bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    this.capacity = words[CAPACITY] as number;
    this.slotBytes = words[SLOT_BYTES] as number;
    this.#slots = slotsFor(this.capacity);
    this.#stride = CONTENT + Math.ceil(this.slotBytes / 4);
  }

  /** Prepares words that are all zero. */
  static format(words: Int32Array<SharedArrayBuffer>, capacity: number, slotBytes: number): void {
    words[CAPACITY] = capacity;
    words[SLOT_BYTES] = slotBytes;
    const stride = CONTENT + Math.ceil(slotBytes / 4);
    for (let slot = 0; slot < slotsFor(capacity); slot++) {
      words[SLOTS + slot * stride + TURN] = slot;
    }
  }

  /** Writes a value, at most {@linkcode Ring.slotBytes} long, if there is room. */
  push(value: Uint8Array): "ok" | "full" | "closed" {
    for (;;) {
      const tail = Atomics.load(this.#words, TAIL);
      if ((tail & 1) === 1) return "closed";
      const position = tail >>> 1;
      if (ahead(position, Atomics.load(this.#words, HEAD)) >= this.capacity) return "full";
      const slot = this.#slotOf(position);
      const late = ahead(Atomics.load(this.#words, slot + TURN), position);
      // Its value of the last round has been claimed by a reader that is not done with it.
      if (late < 0) return "full";
      if (late > 0) continue;
      if (Atomics.compareExchange(this.#words, TAIL, tail, (tail + 2) | 0) !== tail) continue;
      this.#words[slot + LENGTH] = value.length;
      this.#bytes.set(value, (slot + CONTENT) * 4);
      Atomics.store(this.#words, slot + TURN, (position + 1) & POSITION_BITS);
      return "ok";
    }
  }

  /** Reads the oldest value, if there is one. */
  pop(): Uint8Array<ArrayBuffer> | "empty" | "closed" {
    for (;;) {
      const position = Atomics.load(this.#words, HEAD);
      const slot = this.#slotOf(position);
      const late = ahead(Atomics.load(this.#words, slot + TURN), position + 1);
      if (late > 0) continue;
      if (late < 0) return this.#endsAt(position) ? "closed" : "empty";
      const next = (position + 1) & POSITION_BITS;
      if (Atomics.compareExchange(this.#words, HEAD, position, next) !== position) continue;
      const start = (slot + CONTENT) * 4;
      const value = new Uint8Array(this.#words[slot + LENGTH] as number);
      value.set(this.#bytes.subarray(start, start + value.length));
      Atomics.store(this.#words, slot + TURN, (position + this.#slots) & POSITION_BITS);
      return value;
    }
  }

  /** Lets nothing more in. What is in the ring can still be read. */
  close(): void {
    Atomics.or(this.#words, TAIL, 1);
  }

  /** Whether the ring is closed. */
  get closed(): boolean {
    return (Atomics.load(this.#words, TAIL) & 1) === 1;
  }

  /** Values that are in the ring at this moment. */
  get size(): number {
    const head = Atomics.load(this.#words, HEAD);
    return Math.max(0, ahead(Atomics.load(this.#words, TAIL) >>> 1, head));
  }

  #slotOf(position: number): number {
    return SLOTS + (position & (this.#slots - 1)) * this.#stride;
  }

  /** Whether the ring is closed and nothing was written at this position or later. */
  #endsAt(position: number): boolean {
    const tail = Atomics.load(this.#words, TAIL);
    return (tail & 1) === 1 && tail >>> 1 === position;
  }
}
