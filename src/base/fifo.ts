/**
 * First in, first out, at the same cost however long it is. An array alone is slow at this: above some
 * thousand elements, each `shift` can move all of them.
 */
export class Fifo<T> {
  #incoming: T[] = [];
  #outgoing: (T | undefined)[] = [];
  /** Index of the next one in `#outgoing`. */
  #next = 0;

  /** How many there are. */
  get length(): number {
    return this.#incoming.length + this.#outgoing.length - this.#next;
  }

  /** Adds one at the end. */
  push(item: T): void {
    this.#incoming.push(item);
  }

  /** Takes the oldest one out; undefined where there is none. */
  shift(): T | undefined {
    if (this.#next === this.#outgoing.length) {
      if (this.#incoming.length === 0) return undefined;
      this.#outgoing = this.#incoming;
      this.#incoming = [];
      this.#next = 0;
    }
    const item = this.#outgoing[this.#next];
    this.#outgoing[this.#next++] = undefined;
    return item;
  }

  /** Takes all of them out. */
  drain(): T[] {
    const items = [...this.#outgoing.slice(this.#next) as T[], ...this.#incoming];
    this.#incoming = [];
    this.#outgoing = [];
    this.#next = 0;
    return items;
  }
}
