import { LineView } from "./line_view.ts";
import { rings } from "./bell.ts";
import { type Terminal } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { parseSpeech } from "./paint.ts";
import { clockTime, dayOf } from "./time.ts";
import { type Bell, type Hint, isOwnDeed, type PrivateMessage, type TalkView } from "./view.ts";

/** What stands for a line break, so that nothing in a message can pass for the next one. */
const BREAK = " ⏎ ";

/** A talk as whole sentences, for screen readers: a line each, nothing drawn twice, no colours. */
export class PlainView extends LineView implements TalkView {
  readonly columns = 0;
  readonly #messages: Messages;
  readonly #bell: Bell;
  readonly #now: () => number;
  readonly #days: Intl.DateTimeFormat;
  /** The day that the lines shown last are of. */
  #day: string;

  /** @param now milliseconds since 1970 */
  constructor(terminal: Terminal, messages: Messages, bell: Bell, now: () => number) {
    super(terminal);
    this.#messages = messages;
    this.#bell = bell;
    this.#now = now;
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
    this.#day = dayOf(now());
  }

  notice(text: string): void {
    this.terminal.tell(text);
  }

  entry(entry: Entry, isPast: boolean): void {
    const { sentence } = this.#messages;
    if (entry.kind === "close" || (!isPast && isOwnDeed(entry, this.name))) return;
    if (entry.kind === "say") {
      this.#tellDay(entry.at);
      if (!isPast) return this.#speech(entry.name, entry.text);
      const [name, text] = [entry.name, entry.text].map((part) => makeVisible(part, BREAK));
      return this.terminal.print(sentence.said(clockTime(entry.at), name!, text!));
    }
    const { prefix, text } = describeEntry(entry, this.#messages, this.name);
    this.#at(entry.at, prefix + text);
    const isLoud = entry.kind === "act" && rings(this.#bell, text, this.name);
    if (isLoud && !isPast) this.terminal.bell();
  }

  earlier(entries: readonly Entry[]): void {
    for (const entry of entries) this.entry(entry, true);
  }

  numbered(heading: string, entries: readonly Entry[], hints: readonly Hint[]): void {
    this.terminal.print(heading);
    for (const entry of entries) {
      this.terminal.print(this.#messages.sentence.number(entry.index));
      this.entry(entry, true);
    }
    for (const { text } of hints) this.notice(text);
  }

  whisper({ from, to, text }: PrivateMessage, isOwn: boolean): void {
    const { whispers, whispersOwn } = this.#messages.sentence;
    const sentence = isOwn ? whispersOwn(to, text) : whispers(from, text);
    this.terminal.print(makeVisible(sentence, BREAK));
    if (!isOwn && this.#bell !== "never") this.terminal.bell();
  }

  text(text: string): void {
    const speech = parseSpeech(text);
    if (speech?.name !== undefined) this.#speech(speech.name, speech.text);
    else this.#at(this.#now(), text);
  }

  #speech(name: string, text: string): void {
    const [who, what] = [makeVisible(name, " "), makeVisible(text, BREAK)];
    this.terminal.print(this.#messages.sentence.says(who, what));
    if (rings(this.#bell, what, this.name)) this.terminal.bell();
  }

  /** Tells where the day changes. */
  #tellDay(at: number): void {
    const day = dayOf(at);
    if (day !== this.#day) this.terminal.print(this.#days.format(at));
    this.#day = day;
  }

  #at(at: number, text: string): void {
    this.#tellDay(at);
    this.terminal.print(this.#messages.sentence.at(clockTime(at), makeVisible(text, BREAK)));
  }
}
