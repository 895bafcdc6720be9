import type { Source } from "./source.ts";

/** A buffer that is empty gives up memory beyond this many bytes. */
const KEPT_BYTES = 1024;

/**
 * Lines that are numbered from 0 and kept, whatever becomes of the connections that carry them: after a
 * broken one, the next begins where the other end says that it stopped. A line is given up when it is
 * released and the connection has had its bytes acknowledged.
 */
export class LineBuffer {
  #bytes = new Uint8Array(0);
  /** Index in `#bytes` of the first byte that is kept. */
  #start = 0;
  /** Bytes that are kept. */
  #length = 0;
  /** Position of the first byte that is kept in the sequence of all bytes. */
  #base = 0;
  /** Number of the first line that is kept. */
  #first = 0;
  /** Where lines end, as positions; those before index `#gone` are of lines that are not kept. */
  #ends: number[] = [];
  #gone = 0;
  /** Lines before this number are released. */
  #released = 0;
  /** The other end has all bytes before this position. */
  #acknowledged = 0;

  /** Number that the next line will get. */
  get next(): number {
    return this.#first + this.#ends.length - this.#gone;
  }

  /** Number of the first line that is kept; `next` where none is. */
  get first(): number {
    return this.#first;
  }

  /** Bytes of the lines that are kept. */
  get size(): number {
    return this.#length;
  }

  /** Gives the lines other numbers, from this one on: none of them was sent. */
  numberFrom(first: number): void {
    this.#first = first;
  }

  /** Appends a line, its end included. */
  append(line: Uint8Array): void {
    const end = this.#start + this.#length;
    if (end + line.length > this.#bytes.length) return this.#grow(line);
    this.#bytes.set(line, end);
    this.#length += line.length;
    this.#ends.push(this.#base + this.#length);
  }

  /** Lines before this number are not needed any more; Infinity for those that are still to come, too. */
  release(number: number): void {
    this.#released = Math.max(this.#released, number);
    this.#trim();
  }

  /** The lines from this number on as a stream's source. Lines before it are given up. */
  sourceFrom(number: number): Source {
    this.#giveUp(Math.min(number, this.next) - this.#first);
    const start = this.#base;
    this.#acknowledged = start;
    return new LineSource(this, start);
  }

  /** Position of the first byte that is kept, in the sequence of all bytes. */
  get firstByte(): number {
    return this.#base;
  }

  /** Position behind the last byte so far. */
  get endByte(): number {
    return this.#base + this.#length;
  }

  /** Copies the bytes [`from`, `to`), which are kept, into `target`, from index `at` on. */
  copy(from: number, to: number, target: Uint8Array, at: number): void {
    const shift = this.#start - this.#base;
    target.set(this.#bytes.subarray(from + shift, to + shift), at);
  }

  /** The other end has all bytes before this position. */
  acknowledge(position: number): void {
    this.#acknowledged = position;
    this.#trim();
  }

  #trim(): void {
    let count = 0;
    const most = Math.min(this.#released, this.next) - this.#first;
    while (count < most && this.#ends[this.#gone + count]! <= this.#acknowledged) count++;
    this.#giveUp(count);
  }

  /** Gives up `count` of the oldest lines. */
  #giveUp(count: number): void {
    if (count <= 0) return;
    this.#gone += count;
    this.#first += count;
    const position = this.#ends[this.#gone - 1]!;
    this.#start += position - this.#base;
    this.#length -= position - this.#base;
    this.#base = position;
    if (this.#gone * 2 > this.#ends.length) {
      this.#ends = this.#ends.slice(this.#gone);
      this.#gone = 0;
    }
    if (this.#length > 0) return;
    this.#start = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = new Uint8Array(0);
  }

  /** Appends a line for which there is no room behind the others. */
  #grow(line: Uint8Array): void {
    const kept = this.#bytes.subarray(this.#start, this.#start + this.#length);
    const least = this.#length + line.length;
    // Where half of the buffer is free, moving is enough.
    if (2 * least > this.#bytes.length) this.#bytes = new Uint8Array(Math.max(64, 2 * least));
    this.#bytes.set(kept);
    this.#start = 0;
    this.append(line);
  }
}

/**
 * The lines as a stream's source. A class, because an object literal with getters is slow: each one becomes a
 * table of its own, in which V8 looks every property up.
 */
class LineSource implements Source {
  readonly #buffer: LineBuffer;
  readonly #start: number;

  constructor(buffer: LineBuffer, start: number) {
    this.#buffer = buffer;
    this.#start = start;
  }

  get first(): number {
    return this.#buffer.firstByte - this.#start;
  }

  get end(): number {
    return this.#buffer.endByte - this.#start;
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    this.#buffer.copy(this.#start + from, this.#start + to, target, at);
  }

  acknowledged(offset: number): void {
    this.#buffer.acknowledge(this.#start + offset);
  }
}
