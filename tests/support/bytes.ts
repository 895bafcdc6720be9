import { assert, assertEquals } from "@std/assert";
import type { Source } from "../../src/link/mod.ts";

/** Bytes that grow and are kept: what is sent, or what has arrived. */
export class Bytes implements Source {
  first = 0;
  /** An other end has all bytes before this offset. */
  arrived = 0;
  #bytes = new Uint8Array(1024);
  #length = 0;

  get end(): number {
    return this.#length;
  }

  append(part: Uint8Array): void {
    const end = this.#length + part.length;
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(2 * end);
      longer.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = longer;
    }
    this.#bytes.set(part, this.#length);
    this.#length = end;
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    assert(from >= this.first && from < to && to <= this.#length, `no bytes ${from} to ${to}`);
    target.set(this.#bytes.subarray(from, to), at);
  }

  acknowledged(offset: number): void {
    assert(offset <= this.#length, `${offset} bytes acknowledged of ${this.#length}`);
    this.arrived = Math.max(this.arrived, offset);
  }

  /** Fails unless these bytes are the first ones of `whole`. */
  assertBegins(whole: Bytes): void {
    assert(this.#length <= whole.#length, `${this.#length} bytes of ${whole.#length}`);
    for (let index = 0; index < this.#length; index++) {
      if (this.#bytes[index] !== whole.#bytes[index]) throw new Error(`Byte ${index} is wrong`);
    }
  }

  /** Fails unless these bytes are all of `whole`. */
  assertIs(whole: Bytes): void {
    assertEquals(this.#length, whole.#length, "number of bytes");
    this.assertBegins(whole);
  }
}
