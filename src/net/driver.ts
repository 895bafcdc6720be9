import type { Machine } from "../base/mod.ts";
import { Batch } from "./batch.ts";
import { Intake } from "./intake.ts";
import type { DatagramPort } from "./socket.ts";

/** Sends and inputs after which what has arrived is received: half of what a kernel keeps at least. */
const TURN = 128;

/** Most datagrams that are received then. */
const TURN_DATAGRAMS = 256;

/** setTimeout takes no longer time. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Drives a machine with a socket: `run` returns when the signal is aborted. The caller opens and closes
 * the socket.
 *
 * What has arrived is received before anything is sent, and again while much is sent: a burst must not wait
 * for what its first message causes.
 */
export class Driver {
  readonly #machine: Machine;
  readonly #clock: () => number;
  readonly #intake: Intake;
  readonly #batch: Batch;
  readonly #inputs: ((now: number) => void)[] = [];
  /** Sends and inputs since the event loop had its last turn. */
  #work = 0;
  /** Datagrams to hear before a timeout that is due: those that were there when it became due. */
  #beforeTimeout: number | undefined;
  #wake: (() => void) | undefined;
  #timer: { readonly id: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  constructor(socket: DatagramPort, machine: Machine, clock: () => number) {
    this.#machine = machine;
    this.#clock = clock;
    this.#intake = new Intake(socket);
    this.#batch = new Batch(socket);
  }

  /** Gives the machine an input that is not a datagram, in its turn. */
  input(apply: (now: number) => void): void {
    this.#inputs.push(apply);
    this.#wake?.();
  }

  /** @throws {Deno.errors.BadResource} where the socket is closed before the signal is aborted */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#intake.stop();
      this.#wake?.();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      await this.#intake.take(Infinity);
      while (!signal.aborted) {
        if (this.#work >= TURN) await this.#turn();
        else if (this.#step()) await this.#flush();
        else if (!signal.aborted) await this.#idle();
      }
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(this.#timer?.id);
    }
  }

  /**
   * Gives the machine one input, or all datagrams that are there, so that what they cause can share
   * datagrams too. Returns false where nothing is there.
   */
  #step(): boolean {
    this.#work++;
    const now = this.#clock();
    const input = this.#inputs.shift();
    if (input !== undefined) return input(now), true;
    if (this.#isTimeoutNext(now)) return this.#machine.timeout(now), true;
    let isAny = false;
    for (let received = this.#intake.shift(); received; received = this.#intake.shift()) {
      this.#machine.receive(received.datagram, received.from, now);
      isAny = true;
      if (++this.#work >= TURN || this.#isTimeoutNext(now)) break;
    }
    return isAny;
  }

  /** Whether a timeout is due and everything that arrived before it is heard: it may be the answer. */
  #isTimeoutNext(now: number): boolean {
    if (this.#machine.nextTimeout() > now) {
      this.#beforeTimeout = undefined;
      return false;
    }
    this.#beforeTimeout ??= this.#intake.length;
    if (this.#beforeTimeout-- > 0) return false;
    this.#beforeTimeout = undefined;
    return true;
  }

  /** Sends what the machine has to send. */
  async #flush(): Promise<void> {
    for (;;) {
      const next = this.#machine.transmit(this.#clock());
      if (next === undefined) break;
      this.#batch.mark();
      for (const receiver of next.to) {
        if (this.#batch.has(receiver)) await this.#settle();
        this.#batch.send(next.datagram, receiver);
        this.#work++;
        if (this.#batch.isFull) await this.#settle();
      }
    }
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await this.#batch.settle();
    if (this.#work >= TURN) await this.#turn();
  }

  /** Receives, amid other work. */
  async #turn(): Promise<void> {
    this.#work = 0;
    await this.#intake.nudge();
    await this.#intake.take(TURN_DATAGRAMS);
  }

  /** Waits for a datagram, an input, the machine's next timeout or the end, and receives. */
  async #idle(): Promise<void> {
    this.#arm(this.#machine.nextTimeout());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await Promise.race([this.#intake.arrival, promise]);
    this.#wake = undefined;
    this.#work = 0;
    await this.#intake.take(Infinity);
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
