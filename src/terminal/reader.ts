import type { Book, Passage } from "./book.ts";
import { BookRows, cut } from "./book_rows.ts";
import { type Key, nameOf } from "./keyboard.ts";
import {
  isBefore,
  lastPage,
  moveBy,
  onPage,
  pageWith,
  type Position,
  rowsBetween,
  START,
} from "./page.ts";
import { SearchPrompt } from "./search_prompt.ts";
import { inverse } from "@std/fmt/colors";

/** What a key came to: it was for the reader, it ends the reading, or it does and is for who reads on behind. */
export type ReaderOutcome = "stay" | "leave" | "pass";

/** The whole screen, and where the cursor is in it; nowhere where nothing is typed. */
export interface Frame {
  readonly rows: readonly string[];
  readonly cursor: Pick<Position, "row"> & { readonly column: number } | undefined;
}

/** The surroundings of a reader. */
export interface ReaderHost {
  size(): { readonly columns: number; readonly rows: number };
  /** There is something else to be drawn. */
  changed(): void;
}

/** Reads a book page by page, and searches in it: keys in, rows of a whole screen out. It draws nothing itself. */
export class Reader {
  readonly #book: Book;
  readonly #host: ReaderHost;
  /** What is at the top of the page; undefined for the end of the book. */
  #top: { readonly passage: Passage; readonly row: number } | undefined;
  /** Rows that are still to be gone up, once there are earlier passages. */
  #owed = 0;
  #isLoading = false;
  /** Whether nothing is before the first passage. */
  #isComplete = false;
  #search: SearchPrompt | undefined;
  /** The text that was searched for last. */
  #sought: string;
  /** Whether the page is where it is because of what was found. */
  #isAtHit = false;
  #closed = false;
  /** The size that was drawn last. */
  #drawn = { columns: 0, rows: 0 };
  readonly #rows: BookRows;

  /** @param sought the text that was searched for before, in case that no other one is typed */
  constructor(book: Book, host: ReaderHost, sought = "") {
    this.#book = book;
    this.#host = host;
    this.#rows = new BookRows(book, () => host.size().columns);
    this.#sought = sought;
  }

  get sought(): string {
    return this.#sought;
  }

  /** What comes later changes nothing any more. */
  close(): void {
    this.#closed = true;
  }

  pageUp(): void {
    this.#up(this.#page);
  }

  /** Asks for a text. */
  ask(): void {
    this.#search ??= new SearchPrompt();
  }

  /** Takes pasted text where a text is asked for. */
  paste(text: string): ReaderOutcome {
    if (this.#search === undefined) return "pass";
    this.#search.paste(text);
    return "stay";
  }

  press(key: Key): ReaderOutcome {
    const name = nameOf(key);
    switch (name) {
      case "pageup":
        return this.#read(() => this.#up(this.#page));
      case "pagedown":
        return this.#down(this.#page);
      case "up":
        return this.#read(() => this.#up(1));
      case "down":
        return this.#down(1);
      case "C-r":
        return this.#searchOn();
      case "C-c":
      case "C-d":
      case "C-z":
        return "leave";
      case "C-l":
        return "stay";
    }
    return this.#search === undefined
      ? this.#pressReading(key, name)
      : this.#pressSearching(key, name, this.#search);
  }

  /** The page, and below it what can be done. */
  layOut(): Frame {
    const { columns, rows } = this.#host.size();
    const height = this.#height;
    const isResized = columns !== this.#drawn.columns || rows !== this.#drawn.rows;
    this.#drawn = { columns, rows };
    // Other widths would move it off the page.
    if (isResized && this.#isAtHit) this.#show(this.#rows.mark?.passage);
    const position = this.#position;
    const page = this.#rows.from(position, height);
    page.push(...Array<string>(height - page.length).fill(""));
    // On a single row, only what can be done is shown.
    page.splice(0, page.length - rows + 1);
    if (this.#search === undefined) {
      const isAtStart = this.#isComplete && !isBefore(START, position);
      const text = this.#book.describe({ isAtStart, isLoading: this.#isLoading });
      return { rows: [...page, inverse(cut(text, columns))], cursor: undefined };
    }
    const { row, column } = this.#search.layOut(this.#book, columns);
    return { rows: [...page, row], cursor: { row: page.length, column } };
  }

  #pressReading(key: Key, name: string): ReaderOutcome {
    switch (name) {
      case "home":
        return this.#begin();
      case "space":
        return this.#down(this.#page);
      case "end":
      case "escape":
      case "M-escape":
      case "return":
      case "enter":
        return "leave";
    }
    return key.text !== undefined && !/\p{Cc}/u.test(key.text) ? "pass" : "stay";
  }

  #pressSearching(key: Key, name: string, search: SearchPrompt): ReaderOutcome {
    switch (name) {
      case "return":
      case "enter":
        return this.#searchOn();
      case "escape":
      case "M-escape":
        this.#search = undefined;
        return this.#top === undefined ? "leave" : "stay";
    }
    search.press(key);
    return "stay";
  }

  #read(move: () => void): ReaderOutcome {
    this.#search = undefined;
    move();
    return "stay";
  }

  /** Asks for a text, or searches for the one that was typed: on from what it found, if that is so. */
  #searchOn(): ReaderOutcome {
    if (this.#search === undefined) {
      this.ask();
      return "stay";
    }
    const search = this.#search;
    const text = search.textOr(this.#sought);
    if (text === "" || search.state === "under-way") return "stay";
    const isNew = text !== search.sought;
    this.#sought = search.sought = text;
    search.state = "under-way";
    this.#find(search, isNew ? this.#behindPage : this.#rows.mark?.passage);
    return "stay";
  }

  async #find(search: SearchPrompt, before: Passage | undefined): Promise<void> {
    const hit = await this.#book.find(search.sought, before);
    if (this.#closed || this.#search !== search) return;
    search.state = hit === undefined ? "nothing" : "found";
    if (hit !== undefined) {
      this.#rows.mark = { passage: hit, text: search.sought };
      this.#isComplete = false;
      this.#owed = 0;
      this.#show(hit);
    }
    this.#host.changed();
  }

  #show(hit: Passage | undefined): void {
    const passage = hit === undefined ? -1 : this.#book.passages.indexOf(hit);
    if (passage < 0) return;
    this.#goTo(pageWith(this.#rows, passage, this.#height));
    this.#isAtHit = true;
  }

  #begin(): ReaderOutcome {
    this.#load(async () => {
      await this.#book.begin();
      return false;
    }, () => {
      this.#isComplete = true;
      this.#goTo(START);
    });
    return "stay";
  }

  #up(rows: number): void {
    const from = this.#position;
    const to = moveBy(this.#rows, from, -rows);
    this.#goTo(to);
    const isFar = to.passage > this.#page || rowsBetween(this.#rows, START, to) > this.#page;
    if (this.#isComplete || isFar) return;
    // More is there before the start is reached.
    this.#owed = rows - rowsBetween(this.#rows, to, from);
    this.#load(() => this.#book.earlier(), (isMore) => {
      this.#isComplete = !isMore;
      this.#goTo(moveBy(this.#rows, this.#position, -this.#owed));
      this.#owed = 0;
    });
  }

  /** Where the end comes onto the page, the reading is over. */
  #down(rows: number): ReaderOutcome {
    this.#search = undefined;
    const to = moveBy(this.#rows, this.#position, rows);
    if (isBefore(to, lastPage(this.#rows, this.#height))) {
      this.#goTo(to);
      return "stay";
    }
    const from = this.#position;
    this.#goTo(onPage(this.#rows, to, this.#height));
    if (!this.#book.isOpenEnded) return "leave";
    const left = rows - rowsBetween(this.#rows, from, this.#position);
    this.#load(() => this.#book.later(), () => {
      this.#isComplete = false;
      this.#goTo(onPage(this.#rows, moveBy(this.#rows, this.#position, left), this.#height));
    });
    return "stay";
  }

  /** Gets more passages, unless some are on their way. */
  async #load(get: () => Promise<boolean>, then: (isMore: boolean) => void): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const isMore = await get();
    this.#isLoading = false;
    if (this.#closed) return;
    then(isMore);
    this.#host.changed();
  }

  /** Rows of the page. */
  get #height(): number {
    return Math.max(1, this.#host.size().rows - 1);
  }

  /** How far a page goes: one row stays. */
  get #page(): number {
    return Math.max(1, this.#height - 1);
  }

  get #position(): Position {
    const passage = this.#top === undefined ? -1 : this.#book.passages.indexOf(this.#top.passage);
    if (this.#top === undefined || passage < 0) return lastPage(this.#rows, this.#height);
    const row = Math.min(this.#top.row, this.#rows.height(passage) - 1);
    return onPage(this.#rows, { passage, row }, this.#height);
  }

  #goTo({ passage, row }: Position): void {
    this.#isAtHit = false;
    const top = this.#book.passages[passage];
    this.#top = top === undefined ? undefined : { passage: top, row };
  }

  /** The first passage that does not begin on the page or above it. */
  get #behindPage(): Passage | undefined {
    const bottom = moveBy(this.#rows, this.#position, this.#height - 1);
    return this.#book.passages[bottom.passage + 1];
  }
}
