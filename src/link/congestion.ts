import { BASE_SIZE } from "./path_size.ts";

const INITIAL_WINDOW = 10 * BASE_SIZE;
const LEAST_WINDOW = 2 * BASE_SIZE;

/**
 * Most memory that the datagrams in flight may take in the other end's receive buffer, whatever the window: three quarters
 * of what Linux takes for a socket by default, which Deno cannot change.
 */
const RECEIVE_BUFFER = 0.75 * 212_992;

/** The memory that Linux takes for a datagram: a power of two for it and some headers, and a little more. */
function memoryOf(size: number): number {
  return 2 ** (32 - Math.clz32(size + 383)) + 256;
}

/** The window counts as used up when at most this many datagrams more fit: else it must not grow. */
const BURST = 3;

/** What a loss leaves of the window. */
const REDUCTION = 0.5;

/** The congestion window, in bytes: NewReno, as RFC 9002, section 7 and appendix B have it. */
export class Congestion {
  #window = INITIAL_WINDOW;
  #threshold = Infinity;
  /** Losses of datagrams that were sent before this time belong to the one that was answered for then. */
  #recoveryStart = -Infinity;
  #inFlight = 0;
  /** The memory that they take in the other end's receive buffer. */
  #memory = 0;
  #longest = BASE_SIZE;

  get window(): number {
    return this.#window;
  }

  /** Bytes of datagrams that were neither acknowledged nor given up. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Most bytes of a datagram from now on. */
  set longest(size: number) {
    this.#longest = size;
  }

  /** Whether another datagram may be sent. */
  get isOpen(): boolean {
    const step = this.#step;
    return this.#inFlight + step <= this.#window &&
      this.#memory + memoryOf(step) <= RECEIVE_BUFFER;
  }

  /** Whether half of what may be in flight is: acknowledgements that are held back would come too late. */
  get isHalfFull(): boolean {
    return this.#inFlight > this.#window / 2 || this.#memory > RECEIVE_BUFFER / 2;
  }

  /** Most bytes of the next datagram. Probes may be sent where the window is full, but not long ones. */
  get room(): number {
    return Math.min(this.#longest, Math.max(BASE_SIZE, Math.floor(this.#window) - this.#inFlight));
  }

  /** Bytes of the window that have to be free: a long datagram is worth waiting for, where the window holds some. */
  get #step(): number {
    return Math.min(this.#longest, Math.max(BASE_SIZE, this.#window / 4));
  }

  /**
   * Whether the window is in use: only then does it grow (section 7.8). It is to be asked before an
   * acknowledgement is counted. A few datagrams less than the window count as all of it, since
   * acknowledgements come together; in slow start half of it does, since what is sent doubles before the
   * next ones come.
   */
  get isUsed(): boolean {
    return this.#inFlight + BURST * this.#step > this.#window ||
      (this.#window < this.#threshold && this.#inFlight > this.#window / 2);
  }

  sent(size: number): void {
    this.#inFlight += size;
    this.#memory += memoryOf(size);
  }

  /** A datagram is not in flight any more. Its loss says nothing of the path's load where it was a probe of its size. */
  gone(size: number): void {
    this.#inFlight -= size;
    this.#memory -= memoryOf(size);
  }

  /** @param wasUsed whether the window was in use before the acknowledgement came */
  acknowledged(size: number, sentAt: number, wasUsed: boolean): void {
    this.gone(size);
    if (!wasUsed || sentAt <= this.#recoveryStart) return;
    if (this.#window < this.#threshold) this.#window += size;
    else this.#window += BASE_SIZE * size / this.#window;
  }

  /** @param sentAt when the newest datagram was sent that is lost */
  lost(size: number, sentAt: number, now: number): void {
    this.gone(size);
    if (sentAt <= this.#recoveryStart) return;
    this.#recoveryStart = now;
    this.#window = Math.max(this.#window * REDUCTION, LEAST_WINDOW);
    this.#threshold = this.#window;
  }

  /** The path is another one now: all begins anew but for what is under way (RFC 9000, section 9.4). */
  restart(): void {
    this.#window = INITIAL_WINDOW;
    this.#threshold = Infinity;
    this.#recoveryStart = -Infinity;
  }

  /** Nothing got through for a long time: the path may be another one now (section 7.6). */
  collapse(): void {
    this.#window = LEAST_WINDOW;
    this.#recoveryStart = -Infinity;
  }
}
