import type { Client } from "../client/client.ts";
import { RequestError } from "../client/request_error.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { MemberStatus } from "../wire/mod.ts";
import { button, element } from "./elements.ts";
import type { RowMaker } from "./rows.ts";

/** Milliseconds to wait for more changes before the room is asked who is there. */
const PAUSE = 300;

/** What tells that others are in the room, or are called otherwise. */
const CHANGES: readonly Entry["kind"][] = [
  "enter",
  "leave",
  "rename",
  "op",
  "deop",
  "mute",
  "unmute",
];

/** Who is in the room. */
export class PeoplePanel {
  /** Called with the name of somebody to be written to. */
  onName: (name: string) => void = () => {};
  /** Called with the number of people. */
  onCount: (count: number) => void = () => {};
  readonly node: HTMLElement;
  readonly #rows: RowMaker;
  readonly #messages: Messages;
  readonly #heading = element("h2");
  readonly #list = element("ul");
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rows: RowMaker, messages: Messages) {
    this.#rows = rows;
    this.#messages = messages;
    this.node = element("section", { class: "people" }, this.#heading, this.#list);
  }

  /** Asks anew where an entry tells of a change. */
  hear(entries: readonly Entry[], client: Client): void {
    if (entries.some(({ kind }) => CHANGES.includes(kind))) this.refresh(client);
  }

  /** Asks the room who is there, once all changes of a moment are over. */
  refresh(client: Client): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(client), PAUSE);
  }

  async #ask(client: Client): Promise<void> {
    try {
      const { count, members } = await client.who();
      this.#heading.textContent = this.#messages.inBrowser.people(count);
      this.#list.replaceChildren(...members.map((member) => this.#member(member)));
      this.onCount(count);
    } catch (error) {
      // The next change asks again.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  #member({ name, isOperator }: MemberStatus): HTMLElement {
    const { you, runsRoom, writeTo } = this.#messages.inBrowser;
    const node = this.#rows.nameInList(name);
    const isSelf = name === this.#rows.name;
    const facts = [isSelf ? you : "", isOperator ? runsRoom : ""].filter((fact) => fact !== "");
    const about = element("small", { text: facts.join(" · ") });
    if (isSelf) return element("li", {}, element("span", { class: "person" }, node, about));
    const write = button(writeTo(name), () => this.onName(name), { class: "person", text: "" });
    write.append(node, about);
    return element("li", {}, write);
  }
}
