// Lines of the talk as a screen has them: composed once, and laid out for any width.

import { bold, dim, getColorEnabled, inverse, magenta } from "@std/fmt/colors";
import { makeVisible } from "../base/mod.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { type Span, wrapLine } from "../terminal/mod.ts";
import { mentions } from "./mention.ts";
import { paintName, parseSpeech } from "./paint.ts";
import { clockTime } from "./time.ts";
import type { PrivateMessage } from "./view.ts";

/** What is before a name where colours cannot make it stand out. */
const MENTION_MARK = "» ";

/** A line of the talk: its time, who speaks, and what is said. */
export interface TalkLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly head: readonly Span[];
  readonly body: readonly Span[];
}

/** The rows of a line, with the time and perhaps a number in front. */
export function rowsOfLine(
  { at, head, body }: TalkLine,
  columns: number,
  index?: number,
): string[] {
  const number = index === undefined ? "" : `#${index} `;
  const front = { text: `${clockTime(at)} ${number}`, paint: dim };
  return wrapLine([front, ...head], body, columns);
}

/** The rows of a line that divides the talk. */
export function rowsOfRule(text: string, columns: number): string[] {
  return wrapLine([], [{ text: `── ${text} ──`, paint: dim }], columns);
}

/** Composes the lines of the talk for one member. */
export class TalkLines {
  /** The member's name, once in the room. */
  name: string | undefined;
  readonly #messages: Messages;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /** What an entry of the log tells; `isPast` puts it in the background. */
  entry(entry: Entry, isPast: boolean): TalkLine {
    const { kind, at } = entry;
    const { saidBy, actsBy } = this.#messages;
    if (kind === "say" || kind === "act") {
      const { name, text } = entry;
      return this.#speech(at, name, around(name, kind === "say" ? saidBy : actsBy), text, isPast);
    }
    const { prefix, text } = describeEntry(entry, this.#messages, this.name);
    return kind === "announce"
      ? announcement(at, prefix, text)
      : notice(at, makeVisible(prefix + text, " "));
  }

  whisper({ from, to, text, at }: PrivateMessage): TalkLine {
    const head = makeVisible(this.#messages.whispered(from, to), " ");
    return announcement(at, head, text);
  }

  /** A text of a classic server. */
  text(text: string, at: number): TalkLine {
    const visible = makeVisible(text, "\n");
    const speech = parseSpeech(visible);
    if (speech === undefined) return notice(at, visible);
    const { name, separator, text: words } = speech;
    if (name === undefined) return announcement(at, separator, words);
    return this.#speech(at, name, ["", separator], words, false);
  }

  /** What the member itself says, where no log will have it. */
  own(text: string, at: number): TalkLine {
    const name = this.name ?? "";
    return this.#speech(at, name, around(name, this.#messages.saidBy), text, false);
  }

  /** @param words what stands before the name and behind it */
  #speech(
    at: number,
    speaker: string,
    [before, behind]: readonly [string, string],
    words: string,
    isPast: boolean,
  ): TalkLine {
    const isOwn = speaker === this.name;
    const text = makeVisible(words, "\n");
    const isMention = !isOwn && this.name !== undefined && mentions(text, this.name);
    const color = (part: string) => paintName(speaker, part);
    const paint = isMention ? (part: string) => inverse(color(part)) : color;
    const mark = isMention && !getColorEnabled() ? MENTION_MARK : "";
    const name = { text: mark + makeVisible(speaker, " "), paint };
    const body = { text, paint: isPast ? dim : isMention ? bold : undefined };
    return { at, head: [{ text: before }, name, { text: behind }], body: [body] };
  }
}

function announcement(at: number, prefix: string, text: string): TalkLine {
  const paint = (part: string) => bold(magenta(part));
  return { at, head: [{ text: prefix, paint }], body: [{ text: makeVisible(text, "\n") }] };
}

/** @param text fit to be shown */
function notice(at: number, text: string): TalkLine {
  return { at, head: [], body: [{ text, paint: dim }] };
}

/** What a wording has before a name and behind it. */
function around(name: string, wording: (name: string) => string): readonly [string, string] {
  const words = wording(name);
  const start = words.indexOf(name);
  return [words.slice(0, start), words.slice(start + name.length)];
}
