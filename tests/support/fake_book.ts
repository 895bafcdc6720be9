import type { Book, Passage, Reading, SearchState } from "../../src/terminal/mod.ts";

/** A line of a book, which is folded at the width. */
export class Line implements Passage {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  render(columns: number, _before: Passage | undefined, found: string | undefined): string[] {
    const text = found === undefined ? this.text : `>${this.text}`;
    return text.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""];
  }
}

/** A book of numbered lines, of which those in a window are there; what is asked for comes when it is let. */
export class FakeBook implements Book {
  readonly #all: readonly Line[];
  #from: number;
  #to: number;
  passages: readonly Line[];
  #gate = Promise.withResolvers<void>();
  readonly searches: string[] = [];

  /** @param from the first line that is there */
  constructor(all: readonly string[], from: number, readonly part = 10) {
    this.#all = all.map((text) => new Line(text));
    this.#from = from;
    this.#to = all.length;
    this.passages = this.#all.slice(from);
  }

  /** Lets what was asked for come. */
  async release(): Promise<void> {
    const gate = this.#gate;
    this.#gate = Promise.withResolvers();
    gate.resolve();
    // What waits goes on, in as many steps as it has.
    for (let step = 0; step < 10; step++) await Promise.resolve();
  }

  get isOpenEnded(): boolean {
    return this.#to < this.#all.length;
  }

  async earlier(): Promise<boolean> {
    await this.#gate.promise;
    if (this.#from === 0) return false;
    this.#put(Math.max(0, this.#from - this.part), this.#to);
    return true;
  }

  async later(): Promise<boolean> {
    await this.#gate.promise;
    this.#put(this.#from, Math.min(this.#all.length, this.#to + this.part));
    return true;
  }

  async begin(): Promise<void> {
    await this.#gate.promise;
    this.#put(0, this.part);
  }

  async find(text: string, before: Line | undefined): Promise<Line | undefined> {
    this.searches.push(text);
    await this.#gate.promise;
    const end = before === undefined ? this.#all.length : this.#all.indexOf(before);
    const index = this.#all.slice(0, end).findLastIndex((line) => line.text.includes(text));
    if (index < 0) return undefined;
    if (index < this.#from) this.#put(Math.max(0, index - 5), index + 5);
    return this.#all[index];
  }

  describe({ isAtStart, isLoading }: Reading): string {
    return isLoading ? "loading" : isAtStart ? "start" : "reading";
  }

  describeSearch(state: SearchState): string {
    return `${state}: `;
  }

  #put(from: number, to: number): void {
    [this.#from, this.#to] = [from, to];
    this.passages = this.#all.slice(from, to);
  }
}
