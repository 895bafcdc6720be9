import { rings } from "./bell.ts";
import { type Attention, type ScreenTerminal, type Span, wrapLine } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";
import { dim } from "@std/fmt/colors";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { parseSpeech } from "./paint.ts";
import { rowsOfLine, rowsOfRule, type TalkLine, TalkLines } from "./talk_line.ts";
import { BackTalk } from "./back_talk.ts";
import { dayOf } from "./time.ts";
import { RecentPassages, type TalkPassage } from "./recent_passages.ts";
import type { Archive, Bell, Hint, PrivateMessage, TalkView } from "./view.ts";

/** What is at the end of one's own words until the server has them. */
const UNDER_WAY = " …";

/** Most rows of them. All of a long paste would be drawn again above the prompt with each row that is printed. */
const UNDER_WAY_ROWS = 4;

/** What is before a notice, beside the time. */
const NOTICE_MARK = "* ";

/** Columns of a time and the space behind it. */
const TIME_WIDTH = 6;

/** A talk on a screen: times, colours, rows that are wrapped under themselves. */
export class ScreenView implements TalkView {
  readonly #terminal: ScreenTerminal;
  readonly #messages: Messages;
  readonly #bell: Bell;
  readonly #now: () => number;
  readonly #lines: TalkLines;
  /** One's own words that the server does not have yet. */
  readonly #underWay: string[] = [];
  readonly #days: Intl.DateTimeFormat;
  /** The day that the lines shown last are of. */
  #day: string;
  #isPast = false;
  readonly #recent: RecentPassages;
  /** Offers the talk to be read back. */
  #offer: () => void = () => {};
  /** The time in which the member does not look; undefined where that is over, and nothing of it is still to come. */
  #absence: Absence | undefined;

  /** @param now milliseconds since 1970 */
  constructor(terminal: ScreenTerminal, messages: Messages, bell: Bell, now: () => number) {
    this.#terminal = terminal;
    this.#messages = messages;
    this.#bell = bell;
    this.#now = now;
    this.#lines = new TalkLines(messages);
    this.#recent = new RecentPassages(messages);
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
    this.#day = dayOf(now());
  }

  get columns(): number {
    return this.#terminal.columns - TIME_WIDTH - NOTICE_MARK.length;
  }

  get drained(): Promise<void> {
    return this.#terminal.drained;
  }

  /** The member can go back once in the room. */
  readFrom(archive: Archive, hides: (entry: Entry) => boolean): void {
    const open = () =>
      new BackTalk({
        shown: [...this.#recent.passages],
        archive,
        compose: (entry) => hides(entry) ? undefined : this.#passage(entry),
        messages: this.#messages,
        unread: () => this.#absence?.count ?? 0,
      });
    this.#offer = () => this.#terminal.setBook(open, (attention) => this.#attend(attention));
    if (this.#lines.name !== undefined) this.#offer();
  }

  beginAnew(): void {
    this.#recent.clear();
  }

  clear(): void {
    this.#terminal.clear();
  }

  print(lines: readonly string[]): void {
    this.#terminal.print(lines.join("\n"));
  }

  sit(name: string): void {
    this.#lines.name = name;
    this.#offer();
    this.#terminal.keepsTyped = false;
    this.#terminal.setPrompt(this.#messages.saidBy(name));
  }

  notice(text: string): void {
    const body = [{ text: NOTICE_MARK + text, paint: dim }];
    // Before one is in the room, there is no talk to be timed.
    if (this.#lines.name === undefined) this.#print([], body);
    else this.#line({ at: this.#now(), head: [], body });
  }

  entry(entry: Entry, isPast: boolean): void {
    if (isPast !== this.#isPast) {
      const { beforeYou, youEntered } = this.#messages;
      this.#isPast = isPast;
      this.#rule(isPast ? beforeYou : youEntered);
    }
    const isOwn = "name" in entry && this.#isOwn(entry.name);
    // Another member may have had the name before.
    if (entry.kind === "say" && !isPast && isOwn) this.#settle(entry.text);
    // That the member came is told by other words.
    const isKnown = (entry.kind === "enter" || entry.kind === "leave") && !isPast && isOwn;
    if (!isKnown && entry.kind !== "close") {
      if ("text" in entry && !isOwn && !isPast) this.#markUnread(entry.at);
      this.#show(entry, isPast);
      this.#recent.add(this.#lines.entry(entry, false), textOf(entry), entry.index);
    }
    const isSpeech = entry.kind === "say" || entry.kind === "act";
    if (isSpeech && !isPast && !isOwn) this.#ring(entry.text);
  }

  earlier(entries: readonly Entry[]): void {
    this.#rule(this.#messages.earlier);
    for (const entry of entries) this.#show(entry, true);
    this.#rule(this.#messages.now);
  }

  numbered(heading: string, entries: readonly Entry[], hints: readonly Hint[]): void {
    this.#rule(heading);
    for (const entry of entries) this.#show(entry, true, entry.index);
    this.#rule(this.#messages.now);
    for (const { text } of hints) this.notice(text);
  }

  whisper(whisper: PrivateMessage, isOwn: boolean): void {
    const line = this.#lines.whisper(whisper);
    if (!isOwn) this.#markUnread(whisper.at);
    this.#line(line);
    this.#recent.add(line, whisper.text);
    if (!isOwn && this.#bell !== "never") this.#terminal.bell();
  }

  text(text: string): void {
    const line = this.#lines.text(text, this.#now());
    const speech = parseSpeech(makeVisible(text, "\n"));
    if (speech !== undefined) this.#markUnread(line.at);
    this.#line(line);
    this.#recent.add(line, text);
    if (speech?.name !== undefined && !this.#isOwn(speech.name)) this.#ring(speech.text);
  }

  say(text: string, isConfirmed: boolean): void {
    if (!isConfirmed) {
      const line = this.#lines.own(text, this.#now());
      this.#recent.add(line, text);
      return this.#line(line);
    }
    this.#underWay.push(text);
    this.#showUnderWay();
  }

  drop(text: string): void {
    const index = this.#underWay.lastIndexOf(text);
    if (index >= 0) this.#underWay.splice(index, 1);
    this.#showUnderWay();
  }

  #isOwn(name: string): boolean {
    return name === this.#lines.name;
  }

  /** The server has what was said, and all that was said before. */
  #settle(text: string): void {
    const index = this.#underWay.indexOf(text);
    this.#underWay.splice(0, index + 1);
    this.#showUnderWay();
  }

  #showUnderWay(): void {
    const texts = [...this.#underWay];
    this.#terminal.setPending(
      texts.length === 0 ? undefined : (columns) => this.#underWayRows(texts, columns),
    );
  }

  #show(entry: Entry, isPast: boolean, index?: number): void {
    // That all are gone is told by other words.
    if (entry.kind !== "close") this.#line(this.#lines.entry(entry, isPast), index);
  }

  /** The newest words under way in a few rows, below the number of those for which there is no room. */
  #underWayRows(texts: readonly string[], columns: number): readonly string[] {
    const { saidBy, moreUnderWay } = this.#messages;
    const head = { text: saidBy(this.#lines.name ?? ""), paint: dim };
    const rows: string[] = [];
    let hidden = texts.length;
    for (; hidden > 0 && rows.length < UNDER_WAY_ROWS; hidden--) {
      const text = makeVisible(texts[hidden - 1] ?? "", "\n") + UNDER_WAY;
      rows.unshift(...wrapLine([head], [{ text, paint: dim }], columns));
    }
    const shown = rows.slice(-UNDER_WAY_ROWS);
    if (hidden === 0) return shown;
    return [...wrapLine([], [{ text: moreUnderWay(hidden), paint: dim }], columns), ...shown];
  }

  #passage(entry: Entry): TalkPassage {
    return this.#recent.passage(this.#lines.entry(entry, false), textOf(entry), entry.index);
  }

  #attend(attention: Attention): void {
    if (attention === "away") this.#absence = { until: Infinity, count: 0 };
    // All that came is on the screen...
    else if (attention === "back") this.#absence = undefined;
    // ...but to a program that stood still, it has yet to come.
    else this.#absence ??= { until: this.#now(), count: 0 };
  }

  /** Draws a line before the first message that came while the member did not look. */
  #markUnread(at: number): void {
    if (this.#absence === undefined && this.#terminal.stoodStill) this.#attend("resumed");
    if (this.#absence === undefined) return;
    if (at >= this.#absence.until) this.#absence = undefined;
    else if (this.#absence.count++ === 0) this.#rule(this.#messages.newSince);
  }

  #ring(text: string): void {
    if (rings(this.#bell, makeVisible(text, "\n"), this.#lines.name)) this.#terminal.bell();
  }

  /** A line with its time, and before it one that tells the day, where that is another. */
  #line(line: TalkLine, index?: number): void {
    const day = dayOf(line.at);
    if (day !== this.#day) {
      this.#day = day;
      this.#rule(this.#days.format(line.at));
    }
    this.#terminal.printRows((columns) => rowsOfLine(line, columns, index));
  }

  #rule(text: string): void {
    this.#terminal.printRows((columns) => rowsOfRule(text, columns));
  }

  #print(head: readonly Span[], body: readonly Span[]): void {
    this.#terminal.printRows((columns) => wrapLine(head, body, columns));
  }
}

/** A time in which the member does not look. */
interface Absence {
  /** Milliseconds since 1970. */
  readonly until: number;
  /** Messages that came in it. */
  count: number;
}

/** What is searched of an entry. */
function textOf(entry: Entry): string {
  return "text" in entry ? entry.text : "";
}
