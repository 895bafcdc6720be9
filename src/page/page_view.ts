import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { RequestError } from "../client/request_error.ts";
import { makeVisible } from "../base/mod.ts";
import type { Archive, Hint, PrivateMessage, TalkView } from "../talk/view.ts";
import type { Announcer } from "./announcer.ts";
import type { FoundPanel } from "./found_panel.ts";
import type { LogView } from "./log.ts";
import type { RowMaker } from "./rows.ts";

/** Entries that are asked for at a time. */
const PART = 100;

/** The parts of the page in which the talk is shown. */
export interface PageParts {
  readonly log: LogView;
  readonly rows: RowMaker;
  readonly announcer: Announcer;
  readonly found: FoundPanel;
}

/** A talk on a page. */
export class PageView implements TalkView {
  /** Notices are sentences, not tables. */
  readonly columns = 0;
  readonly drained = Promise.resolve();
  readonly #parts: PageParts;
  readonly #messages: Messages;
  /** One's own words that the server does not have yet. */
  #underWay: string[] = [];
  /** Notices that come together are one row. */
  #notices: string[] = [];
  #isPast = false;
  /** Messages that came while the reader did not look. */
  #unread = 0;
  #isLoading = false;
  #isAtStart = false;

  constructor(parts: PageParts, messages: Messages) {
    this.#parts = parts;
    this.#messages = messages;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      this.#unread = 0;
      document.title = messages.inBrowser.title;
    });
  }

  /** Shows the newest row: the member did something. */
  follow(): void {
    this.#parts.log.follow();
  }

  /** Whether something that was said is not in the room yet. */
  get isUnderWay(): boolean {
    return this.#underWay.length > 0;
  }

  readFrom(archive: Archive, hides: (entry: Entry) => boolean): void {
    this.#parts.log.onStart = () => this.#loadEarlier(archive, hides);
  }

  beginAnew(): void {
    this.#isAtStart = false;
    this.#parts.log.setStart("");
    this.#parts.log.clear();
  }

  clear(): void {
    this.#parts.log.clear();
  }

  print(lines: readonly string[]): void {
    this.#parts.log.add(this.#parts.rows.plain(lines));
  }

  sit(name: string): void {
    this.#parts.rows.name = name;
  }

  notice(text: string): void {
    if (this.#notices.length === 0) queueMicrotask(() => this.#showNotices());
    this.#notices.push(text);
  }

  entry(entry: Entry, isPast: boolean): void {
    if (entry.kind === "close") return;
    const { log, rows } = this.#parts;
    if (this.#isPast && !isPast) log.add(rows.rule(this.#messages.youEntered));
    this.#isPast = isPast;
    const isOwn = "name" in entry && entry.name === rows.name;
    if (entry.kind === "say" && isOwn && !isPast) this.#settle(entry.text);
    // That the member came is told by other words.
    const isKnown = (entry.kind === "enter" || entry.kind === "leave") && !isPast && isOwn;
    if (isKnown) return;
    const isNews = "text" in entry && !isOwn && !isPast;
    if (isNews) this.#markUnread();
    log.add(rows.entry(entry), isNews);
    if (!isPast && !isOwn) this.#parts.announcer.entry(entry, rows.name);
  }

  earlier(entries: readonly Entry[]): void {
    const { log, rows } = this.#parts;
    const older = entries.filter(({ index, kind }) => index < log.oldest && kind !== "close");
    log.addEarlier(older.map((entry) => rows.entry(entry)));
  }

  numbered(heading: string, entries: readonly Entry[], hints: readonly Hint[]): void {
    this.#parts.found.show(heading, entries, hints);
  }

  whisper(whisper: PrivateMessage, isOwn: boolean): void {
    if (!isOwn) this.#markUnread();
    this.#parts.log.add(this.#parts.rows.whisper(whisper), !isOwn);
    if (!isOwn) this.#parts.announcer.whisper(whisper);
  }

  /** A page speaks the reliable dialect alone. */
  text(): void {}

  say(text: string): void {
    this.#underWay.push(text);
    this.#parts.log.setUnderWay(this.#underWay);
  }

  drop(text: string): void {
    const at = this.#underWay.lastIndexOf(text);
    if (at >= 0) this.#underWay.splice(at, 1);
    this.#parts.log.setUnderWay(this.#underWay);
  }

  /** The server has what was said, and all that was said before. */
  #settle(text: string): void {
    if (this.#underWay.length === 0) return;
    this.#underWay = this.#underWay.slice(this.#underWay.indexOf(text) + 1);
    this.#parts.log.setUnderWay(this.#underWay);
  }

  #showNotices(): void {
    const lines = this.#notices.map((text) => makeVisible(text, " "));
    this.#notices = [];
    this.#parts.log.add(this.#parts.rows.notice(lines));
    this.#parts.announcer.notice(lines.join("\n"));
  }

  /** Draws a line before the first message that came while the reader did not look. */
  #markUnread(): void {
    if (document.visibilityState === "visible") return;
    if (this.#unread++ === 0) this.#parts.log.add(this.#parts.rows.rule(this.#messages.newSince));
    document.title = `(${this.#unread}) ${this.#messages.inBrowser.title}`;
  }

  /** Asks the room for entries before those that are there. */
  async #loadEarlier(archive: Archive, hides: (entry: Entry) => boolean): Promise<void> {
    const { log } = this.#parts;
    const before = log.oldest;
    if (this.#isLoading || this.#isAtStart || before === Infinity) return;
    this.#isLoading = true;
    log.setStart(this.#messages.readingLoads);
    try {
      const { entries, from, first } = await archive.history(PART, before);
      this.#isAtStart = from <= first || entries.length === 0;
      this.earlier(entries.filter((entry) => !hides(entry)));
      log.setStart(this.#isAtStart ? this.#messages.readingStart : "");
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      log.setStart("");
    } finally {
      this.#isLoading = false;
    }
    if (log.isNearStart && !this.#isAtStart && log.oldest < before) log.onStart();
  }
}
