import { type ScreenTerminal, type Span, wrapLine } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";
import { bold, dim, getColorEnabled, inverse, magenta } from "@std/fmt/colors";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { mentions } from "./mention.ts";
import { paintName } from "./name_color.ts";
import { parseSpeech } from "./paint.ts";
import type { Bell, PrivateMessage, TalkView } from "./view.ts";

/** What is at the end of one's own words until the server has them. */
const UNDER_WAY = " …";

/** What is before a notice, beside the time. */
const NOTICE_MARK = "* ";

/** Columns of a time and the space behind it. */
const TIME_WIDTH = 6;

/** What is before a name where colours cannot make it stand out. */
const MENTION_MARK = "» ";

/** A talk on a screen: times, colours, rows that are wrapped under themselves. */
export class ScreenView implements TalkView {
  readonly #terminal: ScreenTerminal;
  readonly #messages: Messages;
  readonly #bell: Bell;
  readonly #now: () => number;
  /** One's own words that the server does not have yet. */
  readonly #underWay: string[] = [];
  #name: string | undefined;
  readonly #days: Intl.DateTimeFormat;
  /** The day that the lines shown last are of. */
  #day: string;
  #isPast = false;

  /** @param now milliseconds since 1970 */
  constructor(terminal: ScreenTerminal, messages: Messages, bell: Bell, now: () => number) {
    this.#terminal = terminal;
    this.#messages = messages;
    this.#bell = bell;
    this.#now = now;
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
    this.#day = new Date(now()).toDateString();
  }

  get columns(): number {
    return this.#terminal.columns - TIME_WIDTH - NOTICE_MARK.length;
  }

  sit(name: string): void {
    this.#name = name;
    this.#terminal.keepsTyped = false;
    this.#terminal.setPrompt(this.#messages.saidBy(name));
  }

  notice(text: string): void {
    const span = { text: NOTICE_MARK + text, paint: dim };
    // Before one is in the room, there is no talk to be timed.
    if (this.#name === undefined) this.#print([], [span]);
    else this.#line(this.#now(), [], [span]);
  }

  entry(entry: Entry, isPast: boolean): void {
    if (isPast !== this.#isPast) {
      const { beforeYou, youEntered } = this.#messages;
      this.#isPast = isPast;
      this.#rule(isPast ? beforeYou : youEntered);
    }
    // Another member may have had the name before.
    if (entry.kind === "say" && !isPast && this.#isOwn(entry.name)) this.#settle(entry.text);
    this.#show(entry, isPast);
  }

  earlier(entries: readonly Entry[]): void {
    this.#rule(this.#messages.earlier);
    for (const entry of entries) this.#show(entry, true);
    this.#rule(this.#messages.now);
  }

  whisper({ from, to, text, at }: PrivateMessage, isOwn: boolean): void {
    const head = makeVisible(this.#messages.whispered(from, to), " ");
    const paint = (part: string) => bold(magenta(part));
    this.#line(at, [{ text: head, paint }], [{ text: makeVisible(text, "\n") }]);
    if (!isOwn && this.#bell !== "never") this.#terminal.bell();
  }

  #isOwn(name: string): boolean {
    return name === this.#name;
  }

  text(text: string): void {
    const at = this.#now();
    const speech = parseSpeech(makeVisible(text, "\n"));
    if (speech === undefined) {
      return this.#line(at, [], [{ text: makeVisible(text, "\n"), paint: dim }]);
    }
    const { name, separator, text: words } = speech;
    if (name === undefined) this.#announcement(at, separator, words);
    else this.#speech(at, name, ["", separator], words, false);
  }

  say(text: string, isConfirmed: boolean): void {
    if (!isConfirmed) {
      const name = this.#name ?? "";
      return this.#speech(this.#now(), name, around(name, this.#messages.saidBy), text, false);
    }
    this.#underWay.push(text);
    this.#showUnderWay();
  }

  drop(text: string): void {
    const index = this.#underWay.lastIndexOf(text);
    if (index >= 0) this.#underWay.splice(index, 1);
    this.#showUnderWay();
  }

  /** The server has what was said, and all that was said before. */
  #settle(text: string): void {
    const index = this.#underWay.indexOf(text);
    this.#underWay.splice(0, index + 1);
    this.#showUnderWay();
  }

  #showUnderWay(): void {
    const said = this.#messages.saidBy(this.#name ?? "");
    const texts = [...this.#underWay];
    this.#terminal.setPending(
      texts.length === 0 ? undefined : (columns) =>
        texts.flatMap((text) =>
          wrapLine(
            [{ text: said, paint: dim }],
            [{ text: makeVisible(text, "\n") + UNDER_WAY, paint: dim }],
            columns,
          )
        ),
    );
  }

  #show(entry: Entry, isPast: boolean): void {
    const { kind, at } = entry;
    const { saidBy, actsBy } = this.#messages;
    if (kind === "say" || kind === "act") {
      const { name, text } = entry;
      return this.#speech(at, name, around(name, kind === "say" ? saidBy : actsBy), text, isPast);
    }
    // That the member came is told by other words; that all are gone, too.
    const isKnown = (kind === "enter" || kind === "leave") && !isPast && this.#isOwn(entry.name);
    if (isKnown || kind === "close") return;
    const { prefix, text } = describeEntry(entry, this.#messages, this.#name);
    if (kind === "announce") this.#announcement(at, prefix, text);
    else this.#line(at, [], [{ text: makeVisible(prefix + text, " "), paint: dim }]);
  }

  /** @param words what stands before the name and behind it */
  #speech(
    at: number,
    speaker: string,
    [before, behind]: readonly [string, string],
    words: string,
    isPast: boolean,
  ): void {
    const isOwn = this.#isOwn(speaker);
    const text = makeVisible(words, "\n");
    const isMention = !isOwn && this.#name !== undefined && mentions(text, this.#name);
    const color = (part: string) => paintName(speaker, part);
    const paint = isMention ? (part: string) => inverse(color(part)) : color;
    const mark = isMention && !getColorEnabled() ? MENTION_MARK : "";
    const name = { text: mark + makeVisible(speaker, " "), paint };
    const body = { text, paint: isPast ? dim : isMention ? bold : undefined };
    this.#line(at, [{ text: before }, name, { text: behind }], [body]);
    const isLoud = this.#bell === "always" || (this.#bell === "mention" && isMention);
    if (isLoud && !isOwn && !isPast) this.#terminal.bell();
  }

  #announcement(at: number, prefix: string, text: string): void {
    const paint = (part: string) => bold(magenta(part));
    this.#line(at, [{ text: prefix, paint }], [{ text: makeVisible(text, "\n") }]);
  }

  /** A line with its time, and before it one that tells the day, where that is another. */
  #line(at: number, head: readonly Span[], body: readonly Span[]): void {
    const day = new Date(at).toDateString();
    if (day !== this.#day) {
      this.#day = day;
      this.#rule(this.#days.format(at));
    }
    this.#print([{ text: `${clockTime(at)} `, paint: dim }, ...head], body);
  }

  #rule(text: string): void {
    this.#print([], [{ text: `── ${text} ──`, paint: dim }]);
  }

  #print(head: readonly Span[], body: readonly Span[]): void {
    this.#terminal.print(wrapLine(head, body, this.#terminal.columns).join("\n"));
  }
}

/** What a wording has before a name and behind it. */
function around(name: string, wording: (name: string) => string): readonly [string, string] {
  const words = wording(name);
  const start = words.indexOf(name);
  return [words.slice(0, start), words.slice(start + name.length)];
}

/** The local time as 17:05. */
export function clockTime(at: number): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes()].map((part) => `${part}`.padStart(2, "0")).join(":");
}
