/** A part of what can be read back. It stays the same object as long as it is there. */
export interface Passage {
  /**
   * Its rows, painted.
   *
   * @param before the passage in front of it
   * @param found a text that was searched for, and stands out
   */
  render(
    columns: number,
    before: Passage | undefined,
    found: string | undefined,
  ): readonly string[];
}

/** How a search stands: its text is being typed, it is under way, it found something or nothing. */
export type SearchState = "asked" | "under-way" | "found" | "nothing";

/** Where somebody is who reads. */
export interface Reading {
  /** Whether nothing is before what is shown. */
  readonly isAtStart: boolean;
  /** Whether more is on its way. */
  readonly isLoading: boolean;
}

/** What can be read back: passages, more of which come from elsewhere. */
export interface Book {
  /** What is there, in its order. It is another list after each change. */
  readonly passages: readonly Passage[];
  /** Whether more is behind the last of them: else the end is what everybody sees now. */
  readonly isOpenEnded: boolean;
  /** Gets passages from before the first. Fulfilled with whether there were some. */
  earlier(): Promise<boolean>;
  /** Gets passages from behind the last. Fulfilled with whether there were some. */
  later(): Promise<boolean>;
  /** Goes to where it begins: the passages are the first ones. */
  begin(): Promise<void>;
  /** The nearest passage with a text before another one, or before the end. The passages may be others then. */
  find(text: string, before: Passage | undefined): Promise<Passage | undefined>;
  /** What stands below the page. */
  describe(reading: Reading): string;
  /** What stands before the text that is searched for. */
  describeSearch(state: SearchState): string;
}
