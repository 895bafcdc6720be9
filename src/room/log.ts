import type { Entry, Happening } from "./log_entry.ts";
import { decodeEntry, encodeEntry, LATEST_TIME } from "./log_entry_line.ts";
import { Ring } from "./ring_buffer.ts";

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
  /** Index of the first entry that nobody may be shown yet; `next` where all may. */
  readonly shown: number;
  /** Offset at which that entry begins. */
  readonly shownByte: number;
  /** The entries before this index may be shown. */
  show(index: number): void;
  /**
   * Numbers `happening`, appends it and returns the entry, which has the time of day.
   *
   * @throws {RangeError} where the entry is longer than the log can be, or no `Date` can hold the time
   */
  append(happening: Happening, now: number): Entry;
  /** Appends an entry that has its time: the one with the index `next`. */
  recall(entry: Entry): void;
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
  /** Time of the entry before the first. */
  readonly #startTime: number;
  #shown: number;
  #shownByte = 0;

  readonly wallTime: (time: number) => number;

  /**
   * @param wallTime the time of day for a time on the room's clock; the same where that is the time of day
   * @param start index that the first entry gets, and the time of the one before, in milliseconds since 1970
   */
  constructor(
    limits: LogLimits,
    wallTime: (time: number) => number = (time) => time,
    start: { readonly index: number; readonly time: number } = { index: 0, time: 0 },
  ) {
    this.wallTime = wallTime;
    this.#startTime = start.time;
    this.#shown = start.index;
    for (const [name, value] of Object.entries(limits)) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`Cannot make a log: the limit of ${name} is ${value}`);
      }
    }
    this.#bytes = new Ring(limits.bytes, (length) => new Uint8Array(length));
    const floats = (length: number) => new Float64Array(length);
    this.#starts = new Ring(limits.entries, floats, start.index);
    this.#timesBefore = new Ring(limits.entries, floats, start.index);
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

  get shown(): number {
    return this.#shown;
  }

  get shownByte(): number {
    return this.#shownByte;
  }

  show(index: number): void {
    this.#shown = index;
    // Those that are gone were shown, or nobody missed them.
    this.#shownByte = index < this.first ? this.firstByte : this.byteAt(index);
  }

  append(happening: Happening, now: number): Entry {
    return this.#append(happening, this.wallTime(now));
  }

  recall(entry: Entry): void {
    const { index: _index, at, ...happening } = entry;
    this.#append(happening, at);
  }

  #append(happening: Happening, time: number): Entry {
    const timeBefore = this.timeBefore(this.next);
    const delta = Math.round(time) - timeBefore;
    const at = timeBefore + delta;
    if (!(Math.abs(at) <= LATEST_TIME)) {
      throw new RangeError(`Cannot append an entry: the time is ${time}`);
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
      ? this.#newest?.at ?? this.#startTime
      : this.#known(this.#timesBefore.get(index), index);
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    this.#bytes.copy(from, to, target, at);
  }

  /** Drops the entries before an index. */
  drop(before: number): void {
    if (before <= this.first) return;
    this.#bytes.drop(this.byteAt(before));
    this.#starts.drop(before);
    this.#timesBefore.drop(before);
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
      this.drop(this.first + 1);
    }
  }

  #known(value: number | undefined, index: number): number {
    if (value !== undefined) return value;
    throw new RangeError(
      `Cannot find entry ${index}: what is there is [${this.first}, ${this.next})`,
    );
  }
}
