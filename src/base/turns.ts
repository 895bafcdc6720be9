/** A turn list: when each one's turn comes, in milliseconds. Each has one time at most. */
export class Turns<T> {
  readonly #times = new Map<T, number>();
  #next = Infinity;

  /** Nobody's turn is before this. */
  get next(): number {
    return this.#next;
  }

  set(each: T, at: number): void {
    this.#times.set(each, at);
    this.#next = Math.min(this.#next, at);
  }

  delete(each: T): void {
    this.#times.delete(each);
  }

  /** Takes and returns those whose turn has come. */
  take(now: number): T[] {
    if (now < this.#next) return [];
    const due: T[] = [];
    this.#next = Infinity;
    for (const [each, at] of this.#times) {
      if (at <= now) due.push(each);
      else this.#next = Math.min(this.#next, at);
    }
    for (const each of due) this.#times.delete(each);
    return due;
  }
}
