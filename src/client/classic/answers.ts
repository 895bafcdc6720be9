/**
 * Tells the answer that is waited for from those to earlier attempts, which all come at once where the server
 * was held up. If each of them opened the window, more would be under way from then on than the server's
 * receive buffer takes.
 */
export class Answers {
  /** Answers that may still come for attempts before the wait under way. */
  #late = 0;
  /** Answers that were taken for late ones since the wait under way began. */
  #taken = 0;

  /** Takes one that came. Returns whether it may be the one that is waited for. */
  take(): boolean {
    if (this.#late === 0) return true;
    this.#late--;
    this.#taken++;
    return false;
  }

  /** There is another attempt: what was late has had its time, and is lost. */
  forget(): void {
    this.#late = 0;
  }

  /**
   * The wait is over.
   *
   * @param attempts how often the question was sent
   * @param answered 1 where the answer came, 0 where the wait was given up
   */
  settle(attempts: number, answered: 0 | 1): void {
    this.#late = Math.max(0, this.#late + attempts - answered - this.#taken);
    this.#taken = 0;
  }
}
