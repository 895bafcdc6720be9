import { encodeRequest, REQUEST_LIMIT } from "../wire/mod.ts";

/** A request that the server has not confirmed yet, as the line that is sent. */
interface Pending {
  readonly number: number;
  readonly line: Uint8Array;
}

/**
 * What a member has said, until the server has confirmed it: across a broken connection it is said again,
 * under the same number, so that it is applied once.
 */
export class Outbox {
  #pending: Pending[] = [];
  #last = 0;
  #bytes = 0;

  /** Number of texts that were not confirmed. */
  get count(): number {
    return this.#pending.length;
  }

  /** Their size in bytes, as requests. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The lines of all requests that were not confirmed, in their order. */
  *lines(): Generator<Uint8Array> {
    for (const { line } of this.#pending) yield line;
  }

  /** Takes a text. Returns the line to send, or undefined where it is too long for a request. */
  add(text: string): Uint8Array | undefined {
    const number = this.#last + 1;
    const line = encodeRequest({ kind: "say", number, text });
    // The line's end does not count.
    if (line.length - 1 > REQUEST_LIMIT) return undefined;
    this.#last = number;
    this.#bytes += line.length;
    this.#pending.push({ number, line });
    return line;
  }

  /** All requests up to this number were applied or refused. */
  confirm(number: number): void {
    let count = 0;
    for (; (this.#pending[count]?.number ?? Infinity) <= number; count++) {
      this.#bytes -= this.#pending[count]!.line.length;
    }
    if (count === 1) this.#pending.shift();
    else if (count > 0) this.#pending = this.#pending.slice(count);
  }
}
