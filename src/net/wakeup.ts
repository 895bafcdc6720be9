/**
 * Ends a wait. A ring that comes while nobody waits is kept for the next wait: so none can be lost
 * between a look at what there is to do and the wait for more.
 */
export class Wakeup {
  #isRung = false;
  #resume: (() => void) | undefined;

  /** To be called after each change that the waiter must see. */
  ring(): void {
    this.#isRung = true;
    this.#resume?.();
  }

  /** Fulfilled at the next ring, or at once where there was one since the last wait. One wait at a time. */
  async wait(): Promise<void> {
    if (!this.#isRung) await new Promise<void>((resolve) => this.#resume = resolve);
    this.#resume = undefined;
    this.#isRung = false;
  }
}
