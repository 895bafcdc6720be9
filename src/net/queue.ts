/**
 * First in, first out. An array alone is slow at this once it is long: above some thousand elements, each
 * `shift` can move all of them.
 */
export class Queue<T> {
  #incoming: T[] = [];
  #outgoing: (T | undefined)[] = [];
  /** Index of the next one in `#outgoing`. */
  #next = 0;

  get length(): number {
    return this.#incoming.length + this.#outgoing.length - this.#next;
  }

  push(item: T): void {
    this.#incoming.push(item);
  }

  /** Takes the oldest one out; undefined where there is none. */
  shift(): T | undefined {
    if (this.#next === this.#outgoing.length) {
      this.#outgoing = this.#incoming;
      this.#incoming = [];
      this.#next = 0;
      if (this.#outgoing.length === 0) return undefined;
    }
    const item = this.#outgoing[this.#next];
    this.#outgoing[this.#next++] = undefined;
    return item;
  }
}
