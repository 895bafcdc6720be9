/** Most UTF-16 code units of letters that wait for one key, and in all. */
const LIMIT = 65_536;
const LIMIT_OF_ALL = 1 << 24;

/** What was said to one member alone, and is kept until the member has it. */
export interface Letter {
  /** The public key of the member whom it is for. */
  readonly owner: string;
  /** The member's name. */
  readonly to: string;
  readonly from: string;
  /** Tells the sender from others, whatever it is called. */
  readonly sender: string;
  readonly text: string;
  /** Whole milliseconds since 1970. */
  readonly at: number;
}

/** As JSON can carry it: the number of the next letter, and those that wait, each with its number. */
export interface SavedMailbox {
  readonly next: number;
  readonly letters: readonly (readonly [number, Letter])[];
}

/** The letters that wait for their members, also for some who are not here. */
export class Mailbox {
  readonly #letters = new Map<number, Letter>();
  /** The numbers of the letters for each key, in their order. */
  readonly #byOwner = new Map<string, Set<number>>();
  #next = 0;
  /** UTF-16 code units of all letters. */
  #size = 0;

  /** Whether there is room for one more letter to a key. */
  hasRoom(owner: string, text: string): boolean {
    const waiting = this.of(owner).reduce((sum, [, letter]) => sum + letter.text.length, 0);
    return waiting + text.length <= LIMIT && this.#size + text.length <= LIMIT_OF_ALL;
  }

  /** The letters for a key, each with its number, in their order. */
  of(owner: string): (readonly [number, Letter])[] {
    return [...this.#byOwner.get(owner) ?? []].map((number) =>
      [number, this.#letters.get(number)!] as const
    );
  }

  /** Whether a letter waits. */
  has(number: number): boolean {
    return this.#letters.has(number);
  }

  add(letter: Letter): void {
    this.#put(this.#next++, letter);
  }

  /** The member has a letter. */
  remove(number: number): void {
    const letter = this.#letters.get(number);
    if (letter === undefined) return;
    this.#letters.delete(number);
    this.#size -= letter.text.length;
    const others = this.#byOwner.get(letter.owner);
    others?.delete(number);
    if (others?.size === 0) this.#byOwner.delete(letter.owner);
  }

  save(): SavedMailbox {
    return { next: this.#next, letters: [...this.#letters] };
  }

  load({ next, letters }: SavedMailbox): void {
    this.#next = next;
    for (const [number, letter] of letters) this.#put(number, letter);
  }

  #put(number: number, letter: Letter): void {
    this.#letters.set(number, letter);
    this.#size += letter.text.length;
    const others = this.#byOwner.get(letter.owner) ?? new Set();
    this.#byOwner.set(letter.owner, others.add(number));
  }
}
