import { DATAGRAM_LIMIT } from "../wire/mod.ts";

const INITIAL_WINDOW = 10 * DATAGRAM_LIMIT;
const LEAST_WINDOW = 2 * DATAGRAM_LIMIT;

/** The window counts as used up when at most this many bytes of it are free: else it must not grow. */
const BURST = 3 * DATAGRAM_LIMIT;

/** What a loss leaves of the window. */
const REDUCTION = 0.5;

/** The congestion window, in bytes: NewReno, as RFC 9002, section 7 and appendix B have it. */
export class Congestion {
  #window = INITIAL_WINDOW;
  #threshold = Infinity;
  /** Losses of datagrams that were sent before this time belong to the one that was answered for then. */
  #recoveryStart = -Infinity;
  #inFlight = 0;

  get window(): number {
    return this.#window;
  }

  /** Bytes of datagrams that were neither acknowledged nor given up. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether another datagram may be sent. */
  get isOpen(): boolean {
    return this.#inFlight + DATAGRAM_LIMIT <= this.#window;
  }

  /**
   * Whether the window is in use: only then does it grow (section 7.8). It is to be asked before an
   * acknowledgement is counted. A few datagrams less than the window count as all of it, since
   * acknowledgements come together; in slow start half of it does, since what is sent doubles before the
   * next ones come.
   */
  get isUsed(): boolean {
    return this.#inFlight + BURST > this.#window ||
      (this.#window < this.#threshold && this.#inFlight > this.#window / 2);
  }

  sent(size: number): void {
    this.#inFlight += size;
  }

  /** @param wasUsed whether the window was in use before the acknowledgement came */
  acknowledged(size: number, sentAt: number, wasUsed: boolean): void {
    this.#inFlight -= size;
    if (!wasUsed || sentAt <= this.#recoveryStart) return;
    if (this.#window < this.#threshold) this.#window += size;
    else this.#window += DATAGRAM_LIMIT * size / this.#window;
  }

  /** @param sentAt when the newest datagram was sent that is lost */
  lost(size: number, sentAt: number, now: number): void {
    this.#inFlight -= size;
    if (sentAt <= this.#recoveryStart) return;
    this.#recoveryStart = now;
    this.#window = Math.max(this.#window * REDUCTION, LEAST_WINDOW);
    this.#threshold = this.#window;
  }

  /** Nothing got through for a long time: the path may be another one now (section 7.6). */
  collapse(): void {
    this.#window = LEAST_WINDOW;
    this.#recoveryStart = -Infinity;
  }
}
