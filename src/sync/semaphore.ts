import { attachHandle, createHandle, type Handle } from "./handle.ts";
import { ahead } from "./sequence.ts";
import { checkStop } from "./stop.ts";
import { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";

/** What of a {@linkcode Semaphore} can be posted to a worker. */
export type SemaphoreHandle = Handle<"semaphore">;

/** Index of the word that counts the tickets taken. */
const TAKEN = 0;
/** Index of the word that counts the tickets granted. */
const GRANTED = 1;
/** Index of the first slot. */
const SLOTS = 2;
/** Number of slots, a power of two, so that it divides the range of a ticket. */
const RING = 1024;
/** Tickets are counted in 31 bits, to leave one bit of a slot for the mark of an abandoned ticket. */
const TICKET_BITS = 0x7fff_ffff;

/**
 * A number of permits between threads. First come first served: permits go to the waiters in the order in
 * which they came, and nobody overtakes one who waits.
 *
 * A waiter draws the next ticket, and tickets are granted in their order. Words: 0 tickets taken, 1 tickets
 * granted, then a ring of 1024 slots. Slot `t mod 1024` holds twice the ticket that will be granted next
 * in it, plus one if that ticket's owner gave up; a grant moves it on by one round. So a grant and a waiter
 * that gives up compete for one atomic operation, and exactly one of them wins. (Ticket locks: Mellor-Crummey
 * and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", 1991.)
 */
export class Semaphore {
  /** What another thread attaches to. */
  readonly handle: SemaphoreHandle;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /**
   * A fresh semaphore with so many permits (an integer from 0 to 2^30 - 1), or the one that the handle
   * belongs to.
   */
  constructor(permits: number | SemaphoreHandle) {
    const fresh = typeof permits === "number";
    this.handle = fresh
      ? createHandle("semaphore", SLOTS + RING)
      : attachHandle("semaphore", permits);
    this.#words = this.handle.words;
    if (!fresh) return;
    if (!Number.isInteger(permits) || permits < 0 || permits >= 2 ** 30) {
      const range = "an integer from 0 to 2^30 - 1";
      throw new RangeError(
        `Cannot make a semaphore without ${range}: the current value is ${permits}`,
      );
    }
    this.#words[GRANTED] = permits;
    for (let slot = 0; slot < RING; slot++) {
      // The first ticket of this slot that the permits at hand don't cover.
      const rounds = Math.max(0, Math.ceil((permits - slot) / RING));
      this.#words[SLOTS + slot] = (slot + rounds * RING) << 1;
    }
  }

  /**
   * Takes a permit, blocking the thread until it is its turn: `using permit = semaphore.acquire();`
   *
   * @throws {DOMException} `TimeoutError` or `AbortError` when `limit` ends the wait.
   * @throws {RangeError} If 1024 wait already.
   */
  acquire(limit?: Limit): Permit {
    checkStop();
    const goal = this.#queueUp();
    try {
      block(goal, limit);
    } catch (error) {
      this.#giveUp(goal.ticket, error);
    }
    return new Permit(this);
  }

  /**
   * Takes a permit without blocking the event loop.
   *
   * @throws {DOMException} `TimeoutError` when `limit` passes; the signal's reason when it aborts.
   * @throws {RangeError} If 1024 wait already.
   */
  async acquireAsync(limit?: AsyncLimit): Promise<Permit> {
    if (limit instanceof AbortSignal) limit.throwIfAborted();
    const goal = this.#queueUp();
    try {
      await until(goal, limit);
    } catch (error) {
      this.#giveUp(goal.ticket, error);
    }
    return new Permit(this);
  }

  /** Takes a permit if there is one that nobody waits for; undefined if there is none. */
  tryAcquire(): Permit | undefined {
    for (;;) {
      const ticket = Atomics.load(this.#words, TAKEN);
      if (ahead(Atomics.load(this.#words, GRANTED), ticket) <= 0) return undefined;
      if (this.#draw(ticket)) return new Permit(this);
    }
  }

  /** Gives one permit back (or a new one out), to whoever has waited longest. */
  release(): void {
    let abandoned: boolean;
    do {
      const ticket = Atomics.add(this.#words, GRANTED, 1);
      const index = SLOTS + (ticket & (RING - 1));
      abandoned = this.#grant(index);
      Atomics.notify(this.#words, index);
    } while (abandoned);
  }

  /** Permits that can be taken at this moment without waiting. */
  get available(): number {
    const granted = Atomics.load(this.#words, GRANTED);
    return Math.max(0, ahead(granted, Atomics.load(this.#words, TAKEN)));
  }

  /** Threads that wait at this moment, or gave up and were not yet passed over. */
  get waiting(): number {
    const taken = Atomics.load(this.#words, TAKEN);
    return Math.max(0, ahead(taken, Atomics.load(this.#words, GRANTED)));
  }

  /** Moves a slot on by one round; whether the ticket granted by this had been abandoned. */
  #grant(index: number): boolean {
    for (;;) {
      const old = Atomics.load(this.#words, index);
      const next = ((old & ~1) + 2 * RING) | 0;
      if (Atomics.compareExchange(this.#words, index, old, next) === old) return (old & 1) === 1;
    }
  }

  #draw(ticket: number): boolean {
    return Atomics.compareExchange(this.#words, TAKEN, ticket, (ticket + 1) | 0) === ticket;
  }

  #queueUp(): Goal & { ticket: number } {
    const words = this.#words;
    let drawn: number;
    do {
      drawn = Atomics.load(words, TAKEN);
      // A slot serves one waiter at a time.
      if (ahead(drawn, Atomics.load(words, GRANTED)) >= RING) {
        throw new RangeError(`Cannot acquire the semaphore: ${RING} wait already`);
      }
    } while (!this.#draw(drawn));
    const ticket = drawn & TICKET_BITS;
    const index = SLOTS + (ticket & (RING - 1));
    const attempt = () => {
      const seen = Atomics.load(words, index);
      return ahead(seen >>> 1, ticket) > 0 ? undefined : seen;
    };
    return { what: "acquire the semaphore", words, index, attempt, ticket };
  }

  /** Throws the error, unless the ticket was granted in the same moment. */
  #giveUp(ticket: number, error: unknown): void {
    const index = SLOTS + (ticket & (RING - 1));
    const waiting = ticket << 1;
    for (;;) {
      const old = Atomics.compareExchange(this.#words, index, waiting, waiting | 1);
      if (old === waiting) throw error;
      if (ahead(old >>> 1, ticket) > 0) return;
      // The grant of the slot's previous ticket is still on its way to this word.
    }
  }
}

/** A permit held. Leaving the scope of `using` gives it back. Made by {@linkcode Semaphore.acquire}. */
export class Permit implements Disposable {
  readonly #semaphore: Semaphore;
  #held = true;

  /** For {@linkcode Semaphore} only. */
  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore;
  }

  /** Whether the permit has not been given back. */
  get held(): boolean {
    return this.#held;
  }

  /** Gives the permit back. Calling it again changes nothing. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#semaphore.release();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
