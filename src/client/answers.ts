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

  get areLate(): boolean {
    return this.#late > 0;
  }

  /** One came. Returns whether it may be the one that is waited for. */
  count(): boolean {
    if (this.#late === 0) return true;
    this.#late--;
    this.#taken++;
    return false;
  }

  /** There is another attempt: what was late has had its time, and is lost. */
  forget(): void {
    this.#late = 0;
  }

  /** The wait is over, after so many attempts, of which so many got the answer that was waited for. */
  settle(attempts: number, answered: 0 | 1): void {
    this.#late = Math.max(0, this.#late + attempts - answered - this.#taken);
    this.#taken = 0;
  }
}

/**
 * Learns in which words a server refuses a name that is in use, where it does not say FAIL: from a login that
 * it refused, or from the text that came first after two attempts.
 */
export class RefusalWording {
  #known: string | undefined;
  #candidate: string | undefined;
  #isFirst = false;

  /** The server refused a login in these words. */
  learn(text: string): void {
    this.#known = text.trim();
  }

  /** A login was sent again: what comes first may be the refusal. */
  expect(): void {
    this.#isFirst = true;
  }

  matches(text: string): boolean {
    const words = text.trim();
    if (this.#isFirst && words === this.#candidate) this.#known = words;
    if (this.#isFirst) this.#candidate = words;
    this.#isFirst = false;
    return words === this.#known;
  }
}
