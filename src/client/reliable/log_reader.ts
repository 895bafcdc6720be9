import { decodeEntry, type Entry, LINE_LIMIT } from "../../room/mod.ts";
import { type Entered, LineReader, ProtocolError } from "../../wire/mod.ts";

/** Reads the room's log from its bytes. */
export class LogReader {
  readonly #lines = new LineReader(LINE_LIMIT);
  #next: number;
  #time: number;

  /** @param start where the bytes begin: an index, and the time of the entry before */
  constructor({ from, time }: Pick<Entered, "from" | "time">) {
    this.#next = from;
    this.#time = time;
  }

  /** Index of the entry that comes next. */
  get next(): number {
    return this.#next;
  }

  /**
   * The entries that end in these bytes, but for those of a kind that this version does not know.
   *
   * @throws {ProtocolError} for bytes that are no log
   */
  read(bytes: Uint8Array): Entry[] {
    const entries: Entry[] = [];
    for (const line of this.#lines.read(bytes)) {
      const entry = decodeEntry(line, this.#next, this.#time);
      if (entry === undefined) throw new ProtocolError(`Cannot read entry ${this.#next}`);
      this.#next++;
      this.#time = entry.at;
      if (entry.kind !== "unknown") entries.push(entry);
    }
    return entries;
  }
}
