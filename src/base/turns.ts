/** When whose turn is, in milliseconds since 1970: one time for each. */
export class Turns<T> {
  readonly #times = new Map<T, number>();
  #next = Infinity;

  /** Nobody's turn is before this. */
  get next(): number {
    return this.#next;
  }

  set(whose: T, at: number): void {
    this.#times.set(whose, at);
    this.#next = Math.min(this.#next, at);
  }

  delete(whose: T): void {
    this.#times.delete(whose);
  }

  /** Takes and returns those whose turn has come. */
  take(now: number): T[] {
    if (now < this.#next) return [];
    const due: T[] = [];
    this.#next = Infinity;
    for (const [whose, at] of this.#times) {
      if (at <= now) due.push(whose);
      else this.#next = Math.min(this.#next, at);
    }
    for (const whose of due) this.#times.delete(whose);
    return due;
  }
}
