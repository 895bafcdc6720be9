/** Numbers that a ring has space for at first. */
const FIRST_LENGTH = 1024;

/**
 * The newest part of an endless sequence of numbers, in a typed array. A number is known by its offset from
 * the sequence's start, which never changes. The array doubles as it fills, up to a limit; then the
 * writer drops the oldest numbers first.
 */
export class Ring<Numbers extends Uint8Array | Float64Array> {
  /** Most numbers at a time. */
  readonly limit: number;
  readonly #make: (length: number) => Numbers;
  /** The number at offset `o` is at `o` modulo the length. */
  #store: Numbers;
  #start: number;
  #end: number;

  /**
   * @param limit a positive integer
   * @param make makes an array of that many numbers
   * @param start offset that the first number gets
   */
  constructor(limit: number, make: (length: number) => Numbers, start = 0) {
    this.#start = this.#end = start;
    this.limit = limit;
    this.#make = make;
    this.#store = make(Math.min(limit, FIRST_LENGTH));
  }

  /** Offset of the oldest number that is still there; `end` where none is. */
  get start(): number {
    return this.#start;
  }

  /** Offset that the next number will get. */
  get end(): number {
    return this.#end;
  }

  /** The number at `offset`, or undefined where it is not there, or not any more. */
  get(offset: number): number | undefined {
    if (offset < this.#start || offset >= this.#end) return undefined;
    return this.#store[offset % this.#store.length];
  }

  /** @throws {RangeError} where it is full */
  push(number: number): void {
    this.#makeRoom(1);
    this.#store[this.#end % this.#store.length] = number;
    this.#end++;
  }

  /** @throws {RangeError} where there is no space for all the numbers */
  write(numbers: Numbers): void {
    this.#makeRoom(numbers.length);
    const position = this.#end % this.#store.length;
    const fits = this.#store.length - position;
    this.#store.set(numbers.subarray(0, fits), position);
    if (fits < numbers.length) this.#store.set(numbers.subarray(fits), 0);
    this.#end += numbers.length;
  }

  /** Drops the numbers before `offset`, which lies from `start` to `end`. */
  drop(offset: number): void {
    this.#start = offset;
  }

  /**
   * Copies the numbers [`from`, `to`) into `target`, from position `at` on.
   *
   * @throws {RangeError} where they are not all there, or have no space
   */
  copy(from: number, to: number, target: Numbers, at: number): void {
    if (!(this.#start <= from && from <= to && to <= this.#end)) {
      const there = `[${this.#start}, ${this.#end})`;
      throw new RangeError(`Cannot copy [${from}, ${to}): what is there is ${there}`);
    }
    const { length } = this.#store;
    const first = from % length;
    const last = first + to - from;
    target.set(this.#store.subarray(first, Math.min(last, length)), at);
    if (last > length) target.set(this.#store.subarray(0, last - length), at + length - first);
  }

  /** Sees to it that `count` more numbers fit. */
  #makeRoom(count: number): void {
    const needed = this.#end - this.#start + count;
    if (needed <= this.#store.length) return;
    if (needed > this.limit) {
      throw new RangeError(`Cannot hold ${needed} numbers: the limit is ${this.limit}`);
    }
    let length = this.#store.length;
    while (length < needed) length *= 2;
    this.#store = this.#moved(Math.min(length, this.limit));
  }

  /** The numbers in an array of another length, each at its new position. */
  #moved(length: number): Numbers {
    const store = this.#make(length);
    for (let from = this.#start; from < this.#end;) {
      const position = from % length;
      const to = Math.min(this.#end, from + length - position);
      this.copy(from, to, store, position);
      from = to;
    }
    return store;
  }
}
