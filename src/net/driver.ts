import { Fifo, type Machine } from "../base/mod.ts";
import { Batch } from "./batch.ts";
import { BURST, Intake } from "./intake.ts";
import type { DatagramPort } from "./socket.ts";
import { Wakeup } from "./wakeup.ts";
import type { WebPort } from "./web/port.ts";

/**
 * Rounds, datagrams and sends after which the socket is looked at: fewer than the datagrams a kernel keeps.
 */
const TURN = 128;

/**
 * Milliseconds after which it is: in two or three, senders on a fast network fill what a kernel keeps. A look takes
 * a tenth of one: so the time doubles, up to the longest, while looks bring little.
 */
const TURN_TIME = 1;
const LONGEST_TURN_TIME = 16;

/** setTimeout takes no longer time. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Drives a machine with a socket, and perhaps with WebSockets beside it: `run` returns when the signal is aborted. The
 * caller opens and closes them. How it takes turns, and why no wake-up gets lost: README.md beside this file.
 */
export class Driver {
  readonly #machine: Machine;
  readonly #clock: () => number;
  readonly #wakeup = new Wakeup();
  readonly #intake: Intake;
  readonly #batch: Batch;
  readonly #inputs = new Fifo<(now: number) => void>();
  /** Rounds, datagrams and sends since the socket was looked at, and when it was. */
  #work = 0;
  #looked = 0;
  #turnTime = TURN_TIME;
  /** Datagrams to hear before a timeout that is due: those that were there when it became due. */
  #beforeTimeout: number | undefined;
  #timer: { readonly id: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  /** @param clock milliseconds on a clock that only goes forward */
  constructor(socket: DatagramPort, machine: Machine, clock: () => number, web?: WebPort) {
    this.#machine = machine;
    this.#clock = clock;
    this.#intake = new Intake(socket, () => this.#wakeup.ring(), web);
    this.#batch = new Batch(socket, web);
  }

  /**
   * Gives the machine an input that is not a datagram, in its turn: after everything has been sent that the
   * input before it caused. A source of many waits until one was applied before it gives the next.
   */
  input(apply: (now: number) => void): void {
    this.#inputs.push(apply);
    this.#wakeup.ring();
  }

  /** @throws {Deno.errors.BadResource} where the socket is closed before the signal is aborted */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#intake.stop();
      this.#wakeup.ring();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      await this.#intake.take();
      while (!signal.aborted) {
        if (this.#hear()) await this.#flush();
        else await this.#idle();
      }
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(this.#timer?.id);
    }
  }

  /**
   * Gives the machine what is there: an input, datagrams, a timeout that is due. What they cause can share
   * datagrams so. Returns false where nothing is there.
   */
  #hear(): boolean {
    const now = this.#clock();
    const input = this.#inputs.shift();
    input?.(now);
    this.#work++;
    const count = this.#hearDatagrams(now);
    return this.#timeOut(now, count) || input !== undefined || count > 0;
  }

  /** Hears at least one datagram where there is one. Returns how many there were. */
  #hearDatagrams(now: number): number {
    let count = 0;
    do {
      const received = this.#intake.shift();
      if (received === undefined) break;
      this.#machine.receive(received.datagram, received.from, now);
      count++;
      this.#work++;
    } while (!this.#isTimeToLook);
    return count;
  }

  get #isTimeToLook(): boolean {
    return this.#work >= TURN || this.#clock() - this.#looked >= this.#turnTime;
  }

  /**
   * Tells the machine of a timeout that is due, once all datagrams are heard that had arrived before: one of
   * them may be the answer. Returns whether it was told.
   *
   * @param heard datagrams that were heard since the last call
   */
  #timeOut(now: number, heard: number): boolean {
    const isDue = this.#machine.nextTimeout() <= now;
    this.#beforeTimeout = isDue
      ? (this.#beforeTimeout ?? this.#intake.length + heard) - heard
      : undefined;
    if (this.#beforeTimeout === undefined || this.#beforeTimeout > 0) return false;
    this.#beforeTimeout = undefined;
    this.#machine.timeout(now);
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

  /** Waits for the sends that are under way, and receives where that was not done for a while. */
  async #settle(): Promise<void> {
    await this.#batch.settle();
    if (!this.#isTimeToLook) return;
    const before = this.#intake.length;
    await this.#look(() => this.#intake.drain());
    const isBurst = this.#intake.length - before >= BURST;
    this.#turnTime = isBurst ? TURN_TIME : Math.min(2 * this.#turnTime, LONGEST_TURN_TIME);
  }

  /** Waits for a datagram, an input, the machine's next timeout or the end, and receives. */
  async #idle(): Promise<void> {
    this.#arm(this.#machine.nextTimeout());
    await this.#wakeup.wait();
    this.#turnTime = TURN_TIME;
    await this.#look(() => this.#intake.take());
    if (this.#intake.length >= BURST) await this.#look(() => this.#intake.drain());
  }

  /** Receives, in the way that is given. */
  async #look(receive: () => Promise<void>): Promise<void> {
    await receive();
    this.#work = 0;
    this.#looked = this.#clock();
  }

  /** Sees to it that a timer wakes the loop no later than `at`. One that is earlier is left alone. */
  #arm(at: number): void {
    if (at === Infinity || (this.#timer !== undefined && this.#timer.at <= at)) return;
    clearTimeout(this.#timer?.id);
    const delay = Math.min(Math.max(at - this.#clock(), 0), LONGEST_TIMER);
    const id = setTimeout(() => {
      this.#timer = undefined;
      this.#wakeup.ring();
    }, delay);
    this.#timer = { id, at };
  }
}
