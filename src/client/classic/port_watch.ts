/** Milliseconds of silence from one look to the next. */
const INTERVAL = 2000;

/** Notices the end of a server that sends no last words, where the system tells that nobody is at its address. */
export class PortWatch {
  readonly #isClosed: () => boolean | undefined;
  #isGone = false;
  /** Whether the system can't tell, or has told what was not so. */
  #isBlind = false;
  #next = Infinity;

  /** @param isClosed whether nobody receives at the server's address; undefined where that can't be known */
  constructor(isClosed: () => boolean | undefined) {
    this.#isClosed = isClosed;
  }

  /** Whether the server was gone, and was not heard since. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** When to look again. */
  get next(): number {
    return this.#next;
  }

  /** Something came from the server. */
  hear(now: number): void {
    // Something between this machine and the server may pass on what goes to an address where nobody is.
    if (this.#isGone && this.#isClosed() !== false) this.#isBlind = true;
    this.#isGone = false;
    this.#next = this.#isBlind ? Infinity : now + INTERVAL;
  }

  /** Looks whether the server is still there. Returns whether it is gone. */
  look(now: number): boolean {
    if (this.#isBlind || this.#isGone) return this.#isGone;
    const isClosed = this.#isClosed();
    this.#isBlind = isClosed === undefined;
    this.#isGone = isClosed === true;
    this.#next = this.#isBlind || this.#isGone ? Infinity : now + INTERVAL;
    return this.#isGone;
  }

  stop(): void {
    this.#next = Infinity;
  }
}
