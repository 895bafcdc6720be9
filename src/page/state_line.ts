import type { Messages } from "../language/mod.ts";
import type { PageTexts } from "../language/page/texts.ts";
import type { SeatedEvent } from "../talk/seat_follower.ts";
import { element } from "./elements.ts";

type State = keyof PageTexts["state"];

/** What becomes of the connection. */
export class StateLine {
  readonly node = element("p", { class: "state", attributes: { role: "status" } });
  readonly #messages: Messages;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  set(state: State): void {
    this.node.dataset["state"] = state;
    this.node.textContent = this.#messages.inBrowser.state[state];
  }

  hear(event: SeatedEvent): void {
    if (event.kind === "away") this.set("away");
    else if (event.kind === "back") this.set("here");
    else if (event.kind === "presence") this.set(event.present ? "here" : "quiet");
  }
}
