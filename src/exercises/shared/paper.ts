import { writeOut } from "./write.ts";

/** What of a paper can be posted to a thread. */
export interface PaperHandle {
  readonly memory: SharedArrayBuffer;
  /** Whether what is written also appears on the standard output. */
  readonly echo: boolean;
}

/** The first word says how many bytes have been written. */
const HEADER_BYTES = 4;

/**
 * What several threads print, in the order in which they do. It goes to the standard output, and also into
 * shared memory, so that a lesson can check afterwards what came out.
 *
 * A writer claims its place in one atomic step: a paper stays right even where a lesson goes wrong on
 * purpose.
 */
export class Paper {
  readonly #length: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  /** What another thread attaches to. */
  readonly handle: PaperHandle;

  constructor(handle: PaperHandle) {
    this.handle = handle;
    this.#length = new Int32Array(handle.memory, 0, 1);
    this.#bytes = new Uint8Array(handle.memory, HEADER_BYTES);
  }

  /** A blank paper with room for so many bytes. */
  static blank(bytes: number, echo: boolean): Paper {
    return new Paper({ memory: new SharedArrayBuffer(HEADER_BYTES + bytes), echo });
  }

  /** Writes a text at the end. */
  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#bytes.set(bytes, Atomics.add(this.#length, 0, bytes.length));
    if (this.handle.echo) writeOut(bytes);
  }

  /** All that has been written. */
  read(): string {
    return new TextDecoder().decode(this.#bytes.slice(0, Atomics.load(this.#length, 0)));
  }
}
