import { LineView } from "./line_view.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Terminal } from "../terminal/mod.ts";
import { paintText } from "./paint.ts";
import { type Hint, isOwnDeed, type PrivateMessage, type TalkView } from "./view.ts";

/** A talk in a pipe: what arrives, a line each, and nothing else. */
export class PipeView extends LineView implements TalkView {
  readonly columns = Infinity;
  readonly #messages: Messages;

  constructor(terminal: Terminal, messages: Messages) {
    super(terminal);
    this.#messages = messages;
  }

  /** Only people are told what goes on. */
  notice(): void {}

  entry(entry: Entry, isPast: boolean): void {
    if (entry.kind === "close" || (!isPast && isOwnDeed(entry, this.name))) return;
    const { prefix, text } = describeEntry(entry, this.#messages, this.name);
    this.text(prefix + text);
  }

  earlier(entries: readonly Entry[]): void {
    for (const entry of entries) this.entry(entry, true);
  }

  numbered(_heading: string, entries: readonly Entry[], _hints: readonly Hint[]): void {
    this.earlier(entries);
  }

  whisper({ from, to, text }: PrivateMessage): void {
    this.text(this.#messages.whispered(from, to) + text);
  }

  text(text: string): void {
    this.terminal.print(paintText(text, false));
  }
}
