import type { Entry, Happening } from "./entry.ts";
import { decodeEntry, encodeEntry, LATEST_TIME } from "./entry_line.ts";
import { Ring } from "./ring.ts";

/**
 * The append-only log that everybody in the room follows: entries with an index, and the same as one
 * sequence of bytes, the entries' lines ({@link encodeEntry}) in UTF-8, with offsets from the log's start.
 * The oldest entries may be gone; indexes and offsets are never used again.
 */
export interface Log {
  /** Index of the oldest entry that is still there; `next` where none is. */
  readonly first: number;
  /** Index that the next entry will get. */
  readonly next: number;
  /** Offset at which the entry `first` begins. */
  readonly firstByte: number;
  /** Offset at which the entry `next` will begin. */
  readonly endByte: number;
  /**
   * Numbers `happening`, appends it and returns the entry, which has the time of day.
   *
   * @throws {RangeError} where the entry is longer than the log can be, or no `Date` can hold the time
   */
  append(happening: Happening, now: number): Entry;
  /** The time of day, in milliseconds since 1970, for a time on the clock that the room runs on. */
  wallTime(time: number): number;
  /** The entry at `index`, or undefined where it is not there, or not any more. */
  at(index: number): Entry | undefined;
  /**
   * Offset at which an entry begins. With `timeBefore`, what a reader needs that starts there.
   *
   * @param index from `first` to `next`
   * @throws {RangeError}
   */
  byteAt(index: number): number;
  /**
   * Time of the entry before, in milliseconds since 1970; 0 for the log's first.
   *
   * @param index from `first` to `next`
   * @throws {RangeError}
   */
  timeBefore(index: number): number;
  /**
   * Copies the bytes [`from`, `to`) into `target`, from position `at` on.
   *
   * @throws {RangeError} where they are not all there, or have no space
   */
  copy(from: number, to: number, target: Uint8Array, at: number): void;
}

/** How much a log keeps. */
export interface LogLimits {
  /** Entries, a positive integer. */
  readonly entries: number;
  /** Bytes, a positive integer: at least `LINE_LIMIT`, so that every entry fits. */
  readonly bytes: number;
}

/** A log in memory that keeps the newest entries, in rings that grow with it. */
export class MemoryLog implements Log {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  readonly #bytes: Ring<Uint8Array>;
  /** Where each entry begins. */
  readonly #starts: Ring<Float64Array>;
  /** Time of the entry before each entry. */
  readonly #timesBefore: Ring<Float64Array>;
  /** At hand for those who read each entry when it is new. */
  #newest: Entry | undefined;

  readonly wallTime: (time: number) => number;

  /** @param wallTime the time of day for a time on the room's clock; the same where that is the time of day */
  constructor(limits: LogLimits, wallTime: (time: number) => number = (time) => time) {
    this.wallTime = wallTime;
    for (const [name, value] of Object.entries(limits)) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`Cannot make a log: the limit of ${name} is ${value}`);
      }
    }
    this.#bytes = new Ring(limits.bytes, (length) => new Uint8Array(length));
    this.#starts = new Ring(limits.entries, (length) => new Float64Array(length));
    this.#timesBefore = new Ring(limits.entries, (length) => new Float64Array(length));
  }

  get first(): number {
    return this.#starts.start;
  }

  get next(): number {
    return this.#starts.end;
  }

  get firstByte(): number {
    return this.#bytes.start;
  }

  get endByte(): number {
    return this.#bytes.end;
  }

  append(happening: Happening, now: number): Entry {
    const timeBefore = this.timeBefore(this.next);
    const delta = Math.round(this.wallTime(now)) - timeBefore;
    const at = timeBefore + delta;
    if (!(Math.abs(at) <= LATEST_TIME)) {
      throw new RangeError(`Cannot append an entry: the time is ${now}`);
    }
    const line = this.#encoder.encode(encodeEntry(happening, delta));
    this.#dropFor(line.length);
    this.#starts.push(this.endByte);
    this.#timesBefore.push(timeBefore);
    this.#bytes.write(line);
    this.#newest = { ...happening, index: this.next - 1, at };
    return this.#newest;
  }

  at(index: number): Entry | undefined {
    if (index === this.#newest?.index) return this.#newest;
    const start = this.#starts.get(index);
    if (start === undefined) return undefined;
    const line = new Uint8Array(this.byteAt(index + 1) - start);
    this.#bytes.copy(start, start + line.length, line, 0);
    const entry = decodeEntry(this.#decoder.decode(line), index, this.timeBefore(index));
    // What was appended is of a known kind.
    return entry?.kind === "unknown" ? undefined : entry;
  }

  byteAt(index: number): number {
    return index === this.next ? this.endByte : this.#known(this.#starts.get(index), index);
  }

  timeBefore(index: number): number {
    return index === this.next
      ? this.#newest?.at ?? 0
      : this.#known(this.#timesBefore.get(index), index);
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    this.#bytes.copy(from, to, target, at);
  }

  /** Drops the oldest entries until there is space for one more, of `length` bytes. */
  #dropFor(length: number): void {
    const { limit } = this.#bytes;
    if (length > limit) {
      throw new RangeError(`Cannot append an entry of ${length} bytes: the log keeps ${limit}`);
    }
    while (
      this.next - this.first === this.#starts.limit ||
      this.endByte - this.firstByte + length > limit
    ) {
      const second = this.first + 1;
      this.#bytes.drop(this.byteAt(second));
      this.#starts.drop(second);
      this.#timesBefore.drop(second);
    }
  }

  #known(value: number | undefined, index: number): number {
    if (value !== undefined) return value;
    throw new RangeError(
      `Cannot find entry ${index}: what is there is [${this.first}, ${this.next})`,
    );
  }
}
