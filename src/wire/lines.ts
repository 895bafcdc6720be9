import { ProtocolError } from "./bytes.ts";

const NEWLINE = 0x0a;

/** A buffer that grew beyond this many bytes for a long line is given up after it. */
const KEPT_BYTES = 4096;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Cuts a stream's bytes into lines. What is left of a line at the end of one call is kept for the next, so
 * the parts of a stream may be of any size.
 */
export class LineReader {
  readonly #limit: number;
  #rest = new Uint8Array(0);
  #length = 0;

  /** @param limit most bytes of a line, its end not counted */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The lines that end in these bytes, without their ends.
   *
   * @throws {ProtocolError} for a line that is too long or not UTF-8; the reader is of no use then
   */
  read(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    // What was kept of a line, or may be too long for one, is looked at by itself; all other lines are decoded at once.
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const last = bytes.lastIndexOf(NEWLINE);
      const areMany = this.#length === 0 && last - start <= this.#limit;
      if (!areMany) lines.push(this.#finish(bytes.subarray(start, end)));
      else for (const line of decode(bytes.subarray(start, last)).split("\n")) lines.push(line);
      start = (areMany ? last : end) + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    return lines;
  }

  /** The line that ends with these bytes. */
  #finish(end: Uint8Array): string {
    if (this.#length > 0) this.#keep(end);
    const line = this.#length > 0 ? this.#rest.subarray(0, this.#length) : end;
    this.#length = 0;
    if (this.#rest.length > KEPT_BYTES) this.#rest = new Uint8Array(0);
    if (line.length > this.#limit) this.#refuse(line.length);
    return decode(line);
  }

  #keep(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#limit) this.#refuse(length);
    if (length > this.#rest.length) {
      const rest = new Uint8Array(Math.min(this.#limit, 2 * length));
      rest.set(this.#rest.subarray(0, this.#length));
      this.#rest = rest;
    }
    this.#rest.set(part, this.#length);
    this.#length = length;
  }

  #refuse(length: number): never {
    throw new ProtocolError(`Cannot read a line of ${length} bytes: the limit is ${this.#limit}`);
  }
}

/** @throws {ProtocolError} for bytes that are not UTF-8 */
function decode(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new ProtocolError("Cannot read a line: not UTF-8");
    throw error;
  }
}
