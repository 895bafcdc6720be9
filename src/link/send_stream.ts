import { type ByteWriter, STREAM_BYTES, writeStreamHeader } from "../wire/mod.ts";
import { Ranges } from "./ranges.ts";
import type { Source } from "./source.ts";

/** Bytes of a stream that a datagram carried. */
export interface Chunk {
  readonly stream: SendStream;
  readonly start: number;
  readonly end: number;
}

/** A smaller part of a stream is not worth a frame where the stream has more. */
const LEAST_PART = 32;

/** One stream's sending end: what is acknowledged, what is to be sent again, and what comes next. */
export class SendStream {
  readonly id: number;
  readonly #source: Source;
  /** The other end has all bytes before this offset. */
  #base = 0;
  /** What it has beyond. */
  readonly #acknowledged = new Ranges();
  readonly #lost = new Ranges();
  /** The first byte that was never sent. */
  #next = 0;
  /** The other end takes no byte from this offset on. */
  #limit: number;
  /** Where the stream ends; Infinity while it is open. */
  #last = Infinity;

  constructor(id: number, source: Source, limit: number) {
    this.id = id;
    this.#source = source;
    this.#limit = limit;
  }

  /** Whether there is something that may be sent. */
  get isReady(): boolean {
    return this.#lost.count > 0 || this.#next < this.#reach();
  }

  /** Whether the source has lost what has to be sent next, whether or not it may be sent now. */
  get isOverrun(): boolean {
    const isLeft = this.#lost.count > 0 || this.#next < Math.min(this.#last, this.#source.end);
    return isLeft && this.#start() < this.#source.first;
  }

  /** Whether the other end has all of it. */
  get isFlushed(): boolean {
    return this.#base >= Math.min(this.#last, this.#source.end);
  }

  /** Whether bytes that were lost wait to be sent again. */
  get isMissing(): boolean {
    return this.#lost.count > 0;
  }

  /** Sends nothing beyond what the source has now. */
  finish(): void {
    this.#last = Math.min(this.#last, this.#source.end);
  }

  /** The other end takes bytes up to this offset. One that is lower than before is an old word. */
  allow(limit: number): void {
    this.#limit = Math.max(this.#limit, limit);
  }

  /** Writes a frame with what is next into a datagram that ends at `end`, if there is something and room. */
  write(writer: ByteWriter, end: number): Chunk | undefined {
    const room = end - writer.position - STREAM_BYTES;
    if (room < 1 || !this.isReady || this.isOverrun) return undefined;
    const start = this.#start();
    const stop = Math.min(this.#lost.list[0]?.[1] ?? this.#reach(), start + room);
    if (room < LEAST_PART && stop - start === room) return undefined;
    writeStreamHeader(writer, this.id, start, stop - start);
    this.#source.copy(start, stop, writer.target, writer.position);
    writer.position += stop - start;
    if (start === this.#next) this.#next = stop;
    else this.#lost.delete(start, stop);
    return { stream: this, start, end: stop };
  }

  /** These bytes have arrived. */
  acknowledge(start: number, end: number): void {
    this.#lost.delete(start, end);
    if (start > this.#base) return this.#acknowledged.add(start, end);
    if (end <= this.#base) return;
    this.#base = end;
    for (let range = this.#acknowledged.list[0]; range && range[0] <= this.#base;) {
      this.#base = Math.max(this.#base, range[1]);
      this.#acknowledged.shift();
      range = this.#acknowledged.list[0];
    }
    this.#source.acknowledged(this.#base);
  }

  /** These bytes may be lost: what of them was not acknowledged is sent again. */
  resend(start: number, end: number): void {
    this.#lost.add(Math.max(start, this.#base), end);
    for (const [first, last] of this.#acknowledged.list) this.#lost.delete(first, last);
  }

  #start(): number {
    return this.#lost.list[0]?.[0] ?? this.#next;
  }

  #reach(): number {
    return Math.min(this.#limit, this.#last, this.#source.end);
  }
}
