/** What is due at a time. */
export interface Due {
  readonly at: number;
}

/** What is due, in the order of its time; what is due at the same time, in the order in which it came. */
export class Heap<T extends Due> {
  /** A binary heap: none is due before the one at half its index. */
  readonly #entries: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  #order = 0;

  get length(): number {
    return this.#entries.length;
  }

  /** When the next one is due; Infinity where there is none. */
  get next(): number {
    return this.#entries[0]?.at ?? Infinity;
  }

  push(item: T): void {
    const entry = { at: item.at, order: this.#order++, item };
    const entries = this.#entries;
    let index = entries.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent]!;
      if (!(entry.at < above.at)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  /** Takes the next one out; undefined where there is none. */
  pop(): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined) return undefined;
    const { length } = entries;
    if (length === 0) return first.item;
    let index = 0;
    for (let child = 1; child < length; child = 2 * index + 1) {
      const right = entries[child + 1];
      if (right !== undefined && isBefore(right, entries[child]!)) child++;
      const below = entries[child]!;
      if (!isBefore(below, last)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = last;
    return first.item;
  }
}

interface Place {
  readonly at: number;
  readonly order: number;
}

function isBefore(a: Place, b: Place): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
