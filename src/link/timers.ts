/** What a connection waits for. */
export const TIMERS = ["loss", "ack", "keepAlive", "silence", "close"] as const;

export type Timer = typeof TIMERS[number];

/** When each thing that a connection waits for is due. */
export class Timers {
  readonly #due: Record<Timer, number> = {
    loss: Infinity,
    ack: Infinity,
    keepAlive: Infinity,
    silence: Infinity,
    close: Infinity,
  };

  set(timer: Timer, at: number): void {
    this.#due[timer] = at;
  }

  stopAll(): void {
    for (const timer of TIMERS) this.#due[timer] = Infinity;
  }

  /** Stops a timer that is due. Returns whether it was. */
  takeDue(timer: Timer, now: number): boolean {
    if (this.#due[timer] > now) return false;
    this.#due[timer] = Infinity;
    return true;
  }

  /** When the next one is due; Infinity where none is set. */
  next(): number {
    const { loss, ack, keepAlive, silence, close } = this.#due;
    return Math.min(loss, ack, keepAlive, silence, close);
  }
}
