import { Queue } from "./queue.ts";

/** A datagram for one or several receivers. */
export interface Transmit {
  readonly to: readonly Deno.NetAddr[];
  readonly datagram: Uint8Array;
}

/**
 * A protocol as a state machine that does no input or output of its own. The contract: after each call of
 * `receive` or `timeout`, and after any input that the machine takes besides, call `transmit` until it
 * returns undefined, then wait for what comes first: a datagram, or the time that `nextTimeout` names.
 * Times are in milliseconds since 1970.
 */
export interface Machine {
  /** A datagram arrived. It is valid only during the call: what is kept of it must be copied. */
  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void;
  /** The time that `nextTimeout` named has come. Calling it early changes nothing. */
  timeout(now: number): void;
  /** When `timeout` is due; Infinity for never. It may be early, never late. */
  nextTimeout(): number;
  /** The next datagram to send. */
  transmit(): Transmit | undefined;
}

/** Datagrams and bytes that wait to be handled before the driver stops receiving more. */
const BACKLOG_DATAGRAMS = 16_384;
const BACKLOG_BYTES = 16 << 20;

/** setTimeout takes no longer time. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds until the socket is asked again after an error. */
const ERROR_PAUSE = 10;

/** UDP's longest datagram is 65,507 bytes. */
const BUFFER_BYTES = 65_536;

/**
 * Drives a machine with a socket: `run` returns when the signal is aborted. The caller opens and closes
 * the socket.
 *
 * What has arrived is received before anything is sent: the kernel keeps only some hundred datagrams, and
 * drops what does not fit, so a burst must not wait for what its first message causes. One datagram's sends
 * are awaited together before the next one's, which keeps the order for each receiver.
 */
export class Driver {
  readonly #socket: Deno.DatagramConn;
  readonly #machine: Machine;
  readonly #backlog = new Queue<{ readonly datagram: Uint8Array; readonly from: Deno.NetAddr }>();
  readonly #inputs: ((now: number) => void)[] = [];
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #clock: () => number;
  #backlogBytes = 0;
  /** Datagrams to hear before a timeout that is due: those that were there when it became due. */
  #beforeTimeout: number | undefined;
  #wake: (() => void) | undefined;
  #timer: { readonly id: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  constructor(socket: Deno.DatagramConn, machine: Machine, clock: () => number) {
    this.#socket = socket;
    this.#machine = machine;
    this.#clock = clock;
  }

  /** Gives the machine an input that is not a datagram, in its turn. */
  input(apply: (now: number) => void): void {
    this.#inputs.push(apply);
    this.#wake?.();
  }

  /** @throws {Deno.errors.BadResource} where the socket is closed before the signal is aborted */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#wake?.();
    signal.addEventListener("abort", stop);
    let receiving = this.#receive(signal);
    try {
      while (!signal.aborted) {
        if (!this.#isFull() && await settlesNow(receiving)) {
          await receiving;
          receiving = this.#receive(signal);
        } else if (this.#step()) {
          await this.#flush();
        } else if (!signal.aborted) {
          await this.#idle(receiving);
        }
      }
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(this.#timer?.id);
    }
  }

  #isFull(): boolean {
    return this.#backlog.length >= BACKLOG_DATAGRAMS || this.#backlogBytes >= BACKLOG_BYTES;
  }

  /** Receives one datagram into the backlog. Never rejects but for a socket closed too early. */
  async #receive(signal: AbortSignal): Promise<void> {
    try {
      const [view, from] = await this.#socket.receive(this.#buffer);
      this.#backlogBytes += view.length;
      this.#backlog.push({ datagram: view.slice(), from: from as Deno.NetAddr });
    } catch (error) {
      if (error instanceof Deno.errors.BadResource && !signal.aborted) throw error;
      // Some systems report a peer's closed port here; it concerns that peer alone. An error that stays
      // must leave the others their turn.
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, ERROR_PAUSE));
    }
  }

  /** Gives the machine one input. Returns false where none is there. */
  #step(): boolean {
    const now = this.#clock();
    const input = this.#inputs.shift();
    if (input !== undefined) return input(now), true;
    if (this.#isTimeoutNext(now)) return this.#machine.timeout(now), true;
    const received = this.#backlog.shift();
    if (received === undefined) return false;
    this.#backlogBytes -= received.datagram.length;
    this.#machine.receive(received.datagram, received.from, now);
    return true;
  }

  /** Whether a timeout is due and everything that arrived before it is heard: it may be the answer. */
  #isTimeoutNext(now: number): boolean {
    if (this.#machine.nextTimeout() > now) {
      this.#beforeTimeout = undefined;
      return false;
    }
    this.#beforeTimeout ??= this.#backlog.length;
    if (this.#beforeTimeout-- > 0) return false;
    this.#beforeTimeout = undefined;
    return true;
  }

  async #flush(): Promise<void> {
    for (let next = this.#machine.transmit(); next; next = this.#machine.transmit()) {
      const { to, datagram } = next;
      const sends = to.map((address) => this.#socket.send(datagram, address));
      try {
        await Promise.all(sends);
      } catch {
        // An address that cannot be reached (no route, no permission) loses its datagram, as UDP does. The
        // others are still waited for: the next datagram must not overtake theirs.
        await Promise.allSettled(sends);
      }
    }
  }

  /** Waits for a datagram, an input, the machine's next timeout or the end. */
  async #idle(receiving: Promise<void>): Promise<void> {
    this.#arm(this.#machine.nextTimeout());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await Promise.race([receiving, promise]);
    this.#wake = undefined;
  }

  /** Sees to it that a timer wakes the loop no later than `at`. One that is earlier is left alone. */
  #arm(at: number): void {
    if (at === Infinity || (this.#timer !== undefined && this.#timer.at <= at)) return;
    clearTimeout(this.#timer?.id);
    const delay = Math.min(Math.max(at - this.#clock(), 0), LONGEST_TIMER);
    const id = setTimeout(() => {
      this.#timer = undefined;
      this.#wake?.();
    }, delay);
    this.#timer = { id, at };
  }
}

/** More turns of the microtask queue than `receive` takes where a datagram is already there. */
const MICROTASKS = 10;

/** Whether a promise settles without the event loop's help: with what the socket already has. */
async function settlesNow(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  const note = () => {
    settled = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < MICROTASKS && !settled; turn++) await undefined;
  return settled;
}
