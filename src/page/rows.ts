import { makeVisible } from "../base/mod.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { mentions } from "../talk/mention.ts";
import { clockTime, dayOf } from "../talk/time.ts";
import type { PrivateMessage } from "../talk/view.ts";
import { element } from "./elements.ts";
import { partsOf } from "./links.ts";
import { cssOf, nameColors } from "./name_paint.ts";

/** Milliseconds after which a member's next message has a heading again. */
const TOGETHER = 5 * 60_000;

/** A row of the talk. */
export interface Row {
  readonly node: HTMLElement;
  /** When it happened, in milliseconds since 1970; undefined for what this page itself says. */
  readonly at?: number;
  /** Who speaks, where somebody does to everybody. */
  readonly speaker?: string;
  /** Its number in the log; undefined for what is not in it. */
  readonly index?: number;
}

/** Makes the rows of the talk for one member. */
export class RowMaker {
  /** The member's name, once in the room. */
  name: string | undefined;
  readonly #messages: Messages;
  readonly #days: Intl.DateTimeFormat;
  readonly #times: Intl.DateTimeFormat;

  constructor(messages: Messages) {
    this.#messages = messages;
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
    this.#times = new Intl.DateTimeFormat(messages.locale, {
      dateStyle: "medium",
      timeStyle: "medium",
    });
  }

  entry(entry: Entry): Row {
    const { at, index } = entry;
    if (entry.kind === "say") {
      const { name, text } = entry;
      const row = this.#speech(name, text, at, this.#mark(name, text));
      return { node: row, at, index, speaker: name };
    }
    if (entry.kind === "act") {
      const { name, text } = entry;
      const words = element("p", { class: "text" }, "• ", this.#name(name), " ", ...texts(text));
      const row = this.#row(`act ${this.#mark(name, text)}`, at, words);
      return { node: row, at, index };
    }
    const { prefix, text } = describeEntry(entry, this.#messages, this.name);
    const words = element("p", { class: "text" });
    if (entry.kind === "announce") {
      words.append(element("strong", { text: prefix }), ...texts(text));
      return { node: this.#row("announcement", at, words), at, index };
    }
    words.append(makeVisible(prefix + text, " "));
    return { node: this.#row("notice", at, words), at, index };
  }

  whisper({ from, to, text, at }: PrivateMessage): Row {
    const head = makeVisible(this.#messages.whispered(from, to), " ");
    const words = element(
      "p",
      { class: "text" },
      element("strong", { text: head }),
      ...texts(text),
    );
    return { node: this.#row("whisper", at, words), at };
  }

  /** What the member said, while the server does not have it. */
  underWay(text: string): HTMLElement {
    const { notSent } = this.#messages.inBrowser;
    const words = element("p", { class: "text", attributes: { dir: "auto" } }, ...texts(text));
    const state = element("span", { class: "state", text: notSent });
    return element("div", { class: "row say own under-way" }, words, state);
  }

  /** Lines that this program itself says. */
  notice(lines: readonly string[]): Row {
    const words = element("p", { class: "text", text: lines.join("\n") });
    return { node: element("div", { class: "row notice program" }, words), at: Date.now() };
  }

  /** Lines to be copied as they are. */
  plain(lines: readonly string[]): Row {
    return {
      node: element("div", { class: "row plain" }, element("pre", { text: lines.join("\n") })),
    };
  }

  /** A line that divides the talk. */
  rule(text: string): Row {
    return { node: element("div", { class: "row rule" }, element("span", { text })) };
  }

  /** Tells the day above a row, and who speaks, where the row before does not. */
  arrange(row: Row, before: Row | undefined): void {
    const { node, at, speaker } = row;
    const isSameDay = at === undefined ||
      (before?.at !== undefined && dayOf(at) === dayOf(before.at));
    const day = node.querySelector(":scope > .day");
    if (isSameDay) day?.remove();
    else if (day === null) {
      node.prepend(
        element("p", { class: "day" }, element("span", { text: this.#days.format(at) })),
      );
    }
    const isNext = isSameDay && speaker !== undefined && before?.speaker === speaker &&
      at! - (before.at ?? 0) < TOGETHER;
    node.classList.toggle("next", isNext);
  }

  #speech(name: string, text: string, at: number, classes: string): HTMLElement {
    const head = element("p", { class: "head" }, this.#name(name), " ", this.#time(at));
    const words = element("p", { class: "text", attributes: { dir: "auto" } }, ...texts(text));
    const attributes = { title: this.#times.format(at) };
    return element("div", { class: `row say ${classes}`.trim(), attributes }, head, words);
  }

  #row(classes: string, at: number, words: HTMLElement): HTMLElement {
    words.append(" ", this.#time(at));
    const attributes = { title: this.#times.format(at) };
    return element("div", { class: `row ${classes}`.trim(), attributes }, words);
  }

  #time(at: number): HTMLElement {
    const attributes = { datetime: new Date(at).toISOString() };
    return element("time", { text: clockTime(at), attributes });
  }

  #name(name: string): HTMLElement {
    const node = element("b", { class: "name", text: makeVisible(name, " ") });
    const { light, dark } = nameColors(name);
    node.style.setProperty("--light", cssOf(light));
    node.style.setProperty("--dark", cssOf(dark));
    return node;
  }

  /** A name as it stands in a list. */
  nameInList(name: string): HTMLElement {
    return this.#name(name);
  }

  #mark(speaker: string, text: string): string {
    if (speaker === this.name) return "own";
    return this.name !== undefined && mentions(text, this.name) ? "mention" : "";
  }
}

/** A text with its links. */
function texts(text: string): (Node | string)[] {
  return partsOf(makeVisible(text, "\n")).map(({ text, href }) => {
    if (href === undefined) return text;
    const attributes = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
    return element("a", { text, attributes });
  });
}
