type Range = [start: number, end: number];

/** A set of whole numbers, kept as ranges: ascending, apart from each other, each without its `end`. */
export class Ranges {
  readonly #list: Range[] = [];

  /** The ranges, the lowest first. They must not be changed. */
  get list(): readonly (readonly [start: number, end: number])[] {
    return this.#list;
  }

  /** Number of ranges. */
  get count(): number {
    return this.#list.length;
  }

  has(value: number): boolean {
    const range = this.#list[this.#firstEndingAfter(value)];
    return range !== undefined && range[0] <= value;
  }

  /** Adds the numbers from `start` up to, but not including, `end`. */
  add(start: number, end: number): void {
    if (start >= end) return;
    const last = this.#list.at(-1);
    if (last === undefined || start > last[1]) return void this.#list.push([start, end]);
    if (start === last[1]) return void (last[1] = end);
    // Ranges that touch this one become one with it: those that end at `start` as well.
    const from = this.#firstEndingAfter(start - 1);
    let to = from;
    let [low, high] = [start, end];
    for (
      let range = this.#list[to];
      range !== undefined && range[0] <= end;
      range = this.#list[to]
    ) {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
      to++;
    }
    this.#list.splice(from, to - from, [low, high]);
  }

  /** Takes the numbers from `start` up to, but not including, `end` out. */
  delete(start: number, end: number): void {
    if (start >= end) return;
    const from = this.#firstEndingAfter(start);
    let to = from;
    const rest: Range[] = [];
    for (
      let range = this.#list[to];
      range !== undefined && range[0] < end;
      range = this.#list[to]
    ) {
      if (range[0] < start) rest.push([range[0], start]);
      if (range[1] > end) rest.push([end, range[1]]);
      to++;
    }
    if (to > from) this.#list.splice(from, to - from, ...rest);
  }

  /** Takes the lowest range out and returns it. */
  shift(): readonly [start: number, end: number] | undefined {
    return this.#list.shift();
  }

  /** Index of the first range that ends after `value`. */
  #firstEndingAfter(value: number): number {
    let [low, high] = [0, this.#list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle]![1] > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
