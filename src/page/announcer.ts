import { makeVisible } from "../base/mod.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { PrivateMessage } from "../talk/view.ts";
import { element } from "./elements.ts";

/** Sentences that a screen reader may still have to read. */
const MOST = 20;

/** Tells screen readers what is new, in whole sentences. Nothing of it is seen. */
export class Announcer {
  readonly node = element("div", {
    class: "unseen",
    attributes: { role: "status", "aria-live": "polite" },
  });
  readonly #messages: Messages;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /** @param reader the name of the one who reads */
  entry(entry: Entry, reader: string | undefined): void {
    if (entry.kind === "say") {
      return this.notice(this.#messages.sentence.says(entry.name, entry.text));
    }
    const { prefix, text } = describeEntry(entry, this.#messages, reader);
    this.notice(prefix + text);
  }

  whisper({ from, text }: PrivateMessage): void {
    this.notice(this.#messages.sentence.whispers(from, text));
  }

  notice(text: string): void {
    this.node.append(element("p", { text: makeVisible(text, " ") }));
    while (this.node.childElementCount > MOST) this.node.firstElementChild?.remove();
  }
}
