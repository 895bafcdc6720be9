import { foldText } from "../base/mod.ts";
import { RequestError } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Book, Reading, SearchState } from "../terminal/mod.ts";
import type { TalkPassage } from "./recent_passages.ts";
import type { Archive } from "./view.ts";

/** Entries that are asked for at a time. */
const PART = 100;

/** Most lines from the room that are kept: those are given up that are farthest from what is read. */
const LIMIT = 10_000;

/** What a book of the talk is made with. */
export interface BackTalkOptions {
  /** The lines that were shown last, in their order. */
  readonly shown: readonly TalkPassage[];
  readonly archive: Archive;
  /** The passage that an entry of the log makes; undefined for one that is not shown. */
  readonly compose: (entry: Entry) => TalkPassage | undefined;
  readonly messages: Messages;
  /** Messages that came since it was opened. */
  readonly unread: () => number;
}

/**
 * The talk to be read back: the lines that were shown, and in front of them entries that come from the room, one part
 * after the other. Where somebody goes far back at once, the two do not touch until what is between them has come.
 */
export class BackTalk implements Book {
  readonly #options: BackTalkOptions;
  /** Lines of the entries [`#from`, `#to`) of the log. */
  #loaded: TalkPassage[] = [];
  #from: number;
  #to: number;
  /** Index of the first entry that was shown; Infinity where none was. */
  readonly #shownFrom: number;
  /** What was shown follows what was loaded. */
  #isAttached = true;
  #passages: readonly TalkPassage[];

  constructor(options: BackTalkOptions) {
    this.#options = options;
    this.#passages = options.shown;
    this.#shownFrom = options.shown.find(({ index }) => index !== undefined)?.index ?? Infinity;
    this.#from = this.#to = this.#shownFrom;
  }

  get passages(): readonly TalkPassage[] {
    return this.#passages;
  }

  get isOpenEnded(): boolean {
    return !this.#isAttached;
  }

  async earlier(): Promise<boolean> {
    const before = this.#from;
    const part = await this.#history(PART, before);
    if (part === undefined || part.from >= before) return false;
    // A search may have gone elsewhere meanwhile.
    if (this.#from !== before) return true;
    this.#from = part.from;
    this.#loaded = [...this.#compose(part.entries), ...this.#loaded];
    if (this.#loaded.length > LIMIT) {
      this.#loaded = this.#loaded.slice(0, LIMIT);
      this.#to = (this.#loaded.at(-1)?.index ?? this.#from) + 1;
      this.#isAttached = false;
    }
    this.#put();
    return true;
  }

  async later(): Promise<boolean> {
    if (this.#isAttached) return false;
    const from = this.#to;
    const to = Math.min(from + PART, this.#shownFrom);
    const entries = await this.#between(from, to);
    if (this.#to !== from) return true;
    this.#loaded = [...this.#loaded, ...this.#compose(entries)].slice(-LIMIT);
    this.#from = this.#loaded[0]?.index ?? from;
    this.#to = to;
    this.#isAttached = to === this.#shownFrom || entries.length === 0;
    this.#put();
    return true;
  }

  async begin(): Promise<void> {
    await this.#goTo(0);
  }

  async find(text: string, before: TalkPassage | undefined): Promise<TalkPassage | undefined> {
    const wanted = foldText(text);
    const end = before === undefined ? this.#passages.length : this.#passages.indexOf(before);
    const near = this.#passages.slice(0, Math.max(0, end)).findLast((each) => each.has(wanted));
    if (near !== undefined) return near;
    const index = await this.#search(text);
    if (index === undefined) return undefined;
    await this.#goTo(index);
    return this.#passages.find((passage) => passage.index === index);
  }

  describe({ isAtStart, isLoading }: Reading): string {
    const { readingKeys, readingStart, readingLoads, unread } = this.#options.messages;
    const count = this.#options.unread();
    const state = isLoading ? readingLoads : isAtStart ? readingStart : "";
    return [count > 0 ? unread(count) : "", state, readingKeys].filter((part) => part !== "")
      .join(" · ");
  }

  describeSearch(state: SearchState): string {
    return this.#options.messages.searching[state];
  }

  /** Index of the newest entry with a text that is before all that is there. */
  async #search(text: string): Promise<number | undefined> {
    for (let next: number | undefined = this.#from; next !== undefined;) {
      const before = finite(next);
      const found = await this.#ask((archive) => archive.search(text, before));
      const hit = found?.entries.find((entry) => this.#options.compose(entry) !== undefined);
      if (hit !== undefined) return hit.index;
      next = found?.next;
    }
    return undefined;
  }

  /** Has the entries around one, in the place of those that are there. */
  async #goTo(index: number): Promise<void> {
    const part = await this.#ask((archive) => archive.history(PART, undefined, index));
    if (part === undefined || part.entries.length === 0) return;
    const entries = part.entries.filter((entry) => entry.index < this.#shownFrom);
    this.#loaded = this.#compose(entries);
    this.#from = Math.min(part.from, this.#shownFrom);
    this.#to = (entries.at(-1)?.index ?? this.#from - 1) + 1;
    this.#isAttached = this.#to === this.#shownFrom;
    this.#put();
  }

  /** The entries [`from`, `to`): the room gives the last ones of them first, where they are long. */
  async #between(from: number, to: number): Promise<readonly Entry[]> {
    let entries: readonly Entry[] = [];
    for (let before = to; before > from;) {
      const part = await this.#history(before - from, before);
      if (part === undefined) break;
      entries = [...part.entries.filter(({ index }) => index >= from), ...entries];
      if (part.from >= before) break;
      before = part.from;
    }
    return entries;
  }

  #history(count: number, before: number) {
    return this.#ask((archive) => archive.history(count, finite(before)));
  }

  /** Asks the room; undefined where it does not answer that: the classic dialect has no such request. */
  async #ask<T>(ask: (archive: Archive) => Promise<T>): Promise<T | undefined> {
    try {
      return await ask(this.#options.archive);
    } catch (error) {
      if (error instanceof RequestError) return undefined;
      throw error;
    }
  }

  #compose(entries: readonly Entry[]): TalkPassage[] {
    return entries.flatMap((entry) => this.#options.compose(entry) ?? []);
  }

  #put(): void {
    this.#passages = this.#isAttached
      ? [...this.#loaded, ...this.#options.shown]
      : [...this.#loaded];
  }
}

function finite(index: number): number | undefined {
  return index === Infinity ? undefined : index;
}
