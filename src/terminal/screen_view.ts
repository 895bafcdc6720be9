import { bold, dim, getColorEnabled, inverse, magenta } from "@std/fmt/colors";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { mentions } from "./mention.ts";
import { paintName } from "./name_color.ts";
import { parseSpeech } from "./paint.ts";
import type { ScreenTerminal } from "./terminal.ts";
import type { Bell, TalkView } from "./view.ts";
import { makeVisible } from "./visible.ts";
import { type Span, wrapLine } from "./wrap.ts";

/** What is at the end of one's own words until the server has them. */
const UNDER_WAY = " …";

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

  sit(name: string): void {
    this.#name = name;
    this.#terminal.keepsTyped = false;
    this.#terminal.setPrompt(this.#messages.saidBy(name));
  }

  notice(text: string): void {
    const span = { text: `* ${text}`, paint: dim };
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
    if (entry.kind === "close") return;
    if (entry.kind === "say") {
      if (entry.name === this.#name) this.#settle(entry.text);
      const separator = this.#messages.saidBy(entry.name).slice(entry.name.length);
      return this.#speech(entry.at, { name: entry.name, separator, text: entry.text }, isPast);
    }
    // What the member did is not news.
    if (!isPast && "name" in entry && entry.name === this.#name) return;
    const { prefix, text } = describeEntry(entry, this.#messages);
    if (entry.kind === "announce") this.#announcement(entry.at, prefix, text);
    else this.#line(entry.at, [], [{ text: makeVisible(prefix + text, " "), paint: dim }]);
  }

  text(text: string): void {
    const at = this.#now();
    const speech = parseSpeech(makeVisible(text, "\n"));
    if (speech === undefined) {
      return this.#line(at, [], [{ text: makeVisible(text, "\n"), paint: dim }]);
    }
    const { name, separator, text: words } = speech;
    if (name === undefined) this.#announcement(at, separator, words);
    else this.#speech(at, { name, separator, text: words }, false);
  }

  say(text: string, isConfirmed: boolean): void {
    const name = this.#name ?? "";
    const separator = this.#messages.saidBy(name).slice(name.length);
    if (!isConfirmed) return this.#speech(this.#now(), { name, separator, text }, false);
    this.#underWay.push(text);
    this.#showUnderWay();
  }

  drop(text?: string): void {
    const index = text === undefined ? 0 : this.#underWay.lastIndexOf(text);
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

  #speech(at: number, speech: { name: string; separator: string; text: string }, isPast: boolean) {
    const isOwn = speech.name === this.#name;
    const text = makeVisible(speech.text, "\n");
    const isMention = !isOwn && this.#name !== undefined && mentions(text, this.#name);
    const name = makeVisible(speech.name, " ");
    const paint = isMention
      ? (part: string) => inverse(paintName(name, part))
      : (part: string) => paintName(name, part);
    const mark = isMention && !getColorEnabled() ? MENTION_MARK : "";
    const head = [{ text: mark + name, paint }, { text: speech.separator }];
    const body = { text, paint: isPast ? dim : isMention ? bold : undefined };
    this.#line(at, head, [body]);
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

/** The local time as 17:05. */
export function clockTime(at: number): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes()].map((part) => `${part}`.padStart(2, "0")).join(":");
}
