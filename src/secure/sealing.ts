/**
 * Sealing the datagrams of a session. Each has a number of its own, which is the nonce, and may get lost or come
 * late: so keys go by the number, and turn over every 2^20 datagrams (Noise, section 11.3).
 */

import { nonceOf, rekey } from "./noise.ts";
import type { Primitives } from "./primitives.ts";

/** Datagrams that are sealed with one key. */
export const EPOCH = 2 ** 20;

/** Seals the datagrams of one direction. */
export class Sealer {
  readonly #primitives: Primitives;
  #key: Uint8Array;
  #epoch = 0;

  /** @param key the first one, of the handshake */
  constructor(primitives: Primitives, key: Uint8Array) {
    this.#primitives = primitives;
    this.#key = key;
  }

  /**
   * What is sealed, and the tag behind it.
   *
   * @param number of the datagram: above all that were sealed before
   * @param associated what is not sealed, and yet must be as it is
   * @throws {RangeError} where the number is of a key that is gone
   */
  seal(number: number, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    for (; this.#epoch < epochOf(number); this.#epoch++) {
      this.#key = rekey(this.#primitives, this.#key);
    }
    if (epochOf(number) < this.#epoch) {
      throw new RangeError(`Cannot seal datagram ${number}: its key is gone`);
    }
    return this.#primitives.seal(this.#key, nonceOf(number), associated, plain);
  }
}

/** Opens the datagrams of one direction, in whatever order they come. */
export class Opener {
  readonly #primitives: Primitives;
  #epoch = 0;
  #previous: Uint8Array | undefined;
  #current: Uint8Array;
  #next: Uint8Array | undefined;

  /** @param key the first one, of the handshake */
  constructor(primitives: Primitives, key: Uint8Array) {
    this.#primitives = primitives;
    this.#current = key;
  }

  /**
   * What was sealed; undefined where it is damaged, or not of this direction, or older than the previous key. Which
   * numbers have come before is for the caller to know.
   */
  open(number: number, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const epoch = epochOf(number);
    const key = this.#keyOf(epoch);
    const plain = key && this.#primitives.open(key, nonceOf(number), associated, sealed);
    // Only what opened shows that the sender has gone on.
    if (plain !== undefined && epoch > this.#epoch) this.#advance(key!);
    return plain;
  }

  #keyOf(epoch: number): Uint8Array | undefined {
    switch (epoch - this.#epoch) {
      case -1:
        return this.#previous;
      case 0:
        return this.#current;
      case 1:
        return this.#next ??= rekey(this.#primitives, this.#current);
    }
    return undefined;
  }

  #advance(key: Uint8Array): void {
    this.#epoch++;
    this.#previous = this.#current;
    this.#current = key;
    this.#next = undefined;
  }
}

function epochOf(number: number): number {
  return Math.floor(number / EPOCH);
}
