import type { Request, RequestKind } from "../../base/mod.ts";
import { encodeRequest, REQUEST_LIMIT } from "../../wire/mod.ts";

/** A request that the server has not answered yet. */
export interface Pending {
  readonly number: number;
  /** What the reply is told by to the one who asked; undefined where nobody waits for it. */
  readonly id: number | undefined;
  readonly request: Request;
  /** As it is sent. */
  readonly line: Uint8Array;
}

/** Requests that say something: a member who leaves is told how many of them are not confirmed. */
const SPEECH: readonly RequestKind[] = ["say", "act", "whisper", "topic"];

/**
 * What a member has asked for, until the server has answered: across a broken connection it is asked again,
 * under the same number, so that it is applied once.
 */
export class Outbox {
  #pending: Pending[] = [];
  #last = 0;
  #bytes = 0;

  /** Number of requests that were not answered. */
  get count(): number {
    return this.#pending.length;
  }

  /** Their size in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of those among them by which something is said. */
  get unsaid(): number {
    return this.#pending.filter(({ request }) => SPEECH.includes(request.kind)).length;
  }

  /** The lines of all requests that were not answered, in their order. */
  *lines(): Generator<Uint8Array> {
    for (const { line } of this.#pending) yield line;
  }

  /** Gives new numbers, above this one, to the requests that are here: none of them was sent. */
  numberAbove(number: number): void {
    this.#last = number;
    this.#bytes = 0;
    this.#pending = this.#pending.map((pending) => {
      const { request } = pending;
      const line = encodeRequest({ number: ++this.#last, request });
      this.#bytes += line.length;
      return { ...pending, number: this.#last, line };
    });
  }

  /** Takes a request. Returns the line to send, or undefined where it is too long. */
  add(request: Request, id?: number): Uint8Array | undefined {
    const number = this.#last + 1;
    const line = encodeRequest({ number, request });
    // The line's end does not count.
    if (line.length - 1 > REQUEST_LIMIT) return undefined;
    this.#last = number;
    this.#bytes += line.length;
    this.#pending.push({ number, id, request, line });
    return line;
  }

  /** Takes out all requests up to this number: the server has dealt with them. */
  take(number: number): Pending[] {
    const first = this.#pending[0];
    if (first === undefined || first.number > number) return [];
    const isOne = first.number === number;
    const taken = isOne ? [first] : this.#pending.filter((pending) => pending.number <= number);
    if (isOne) this.#pending.shift();
    else this.#pending = this.#pending.slice(taken.length);
    for (const { line } of taken) this.#bytes -= line.length;
    return taken;
  }
}
