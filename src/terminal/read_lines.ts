/** Most bytes of a line: more than JSON needs for the longest text that can be said, six times 64 KiB. */
const LINE_LIMIT = 1 << 19;

const LINE_FEED = 0x0a;

/** Why an input cannot be read on: it has bytes of zero or the mark of UTF-16, or a line has no end. */
export type InputFault = "no-text" | "line-too-long";

/** The input cannot be read on. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly fault: InputFault;

  constructor(fault: InputFault) {
    super(`Cannot read the input: ${fault}`);
    this.fault = fault;
  }
}

/**
 * The lines of an input in UTF-8, without their ends. The memory for a line is bounded.
 *
 * @param onDamaged called once, for bytes that are no UTF-8: each is given as U+FFFD
 * @throws {InputError}
 */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  onDamaged: () => void,
): AsyncIterableIterator<string> {
  const decoder = new LineDecoder(onDamaged);
  const line = new LineBuffer();
  for await (const chunk of input) {
    for (let start = 0; start < chunk.length;) {
      const end = chunk.indexOf(LINE_FEED, start);
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      line.add(part);
      if (end >= 0) yield decoder.decode(line.take());
      start += part.length + 1;
    }
  }
  if (line.length > 0) yield decoder.decode(line.take());
}

/** The bytes of a line, as far as they have come. */
class LineBuffer {
  #bytes = new Uint8Array(4096);
  length = 0;

  add(part: Uint8Array): void {
    const length = this.length + part.length;
    if (length > LINE_LIMIT) throw new InputError("line-too-long");
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.length);
    this.length = length;
  }

  /** Its bytes, which stay as they are until more are added; it is empty then. */
  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return bytes;
  }
}

class LineDecoder {
  readonly #onDamaged: () => void;
  #isFirst = true;
  #isDamaged = false;

  constructor(onDamaged: () => void) {
    this.#onDamaged = onDamaged;
  }

  decode(bytes: Uint8Array): string {
    const hasMark = this.#isFirst && /^(?:255,254|254,255)$/.test(`${bytes.subarray(0, 2)}`);
    if (hasMark || bytes.includes(0)) throw new InputError("no-text");
    // Only at the beginning, U+FEFF is a mark; elsewhere it is text.
    const options = { ignoreBOM: !this.#isFirst };
    this.#isFirst = false;
    const text = decodeStrictly(bytes, options) ??
      this.#repair(new TextDecoder("utf-8", options).decode(bytes));
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }

  #repair(text: string): string {
    if (!this.#isDamaged) this.#onDamaged();
    this.#isDamaged = true;
    return text;
  }
}

/** The text, or undefined where it is no UTF-8. */
function decodeStrictly(
  bytes: Uint8Array,
  options: TextDecoderOptions,
): string | undefined {
  try {
    return new TextDecoder("utf-8", { ...options, fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return undefined;
  }
}
