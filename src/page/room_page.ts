import type { Client } from "../client/client.ts";
import type { ClientEvent } from "../client/protocol.ts";
import type { Messages } from "../language/mod.ts";
import { Requests } from "../talk/requests.ts";
import { type SeatedEvent, SeatFollower } from "../talk/seat_follower.ts";
import { Talk } from "../talk/talk.ts";
import { Announcer } from "./announcer.ts";
import { Composer } from "./composer.ts";
import { button, element } from "./elements.ts";
import { FoundPanel } from "./found_panel.ts";
import type { Keeper } from "./kept.ts";
import { LogView } from "./log.ts";
import { PageView } from "./page_view.ts";
import { PeoplePanel } from "./people_panel.ts";
import { programPanel } from "./program_panel.ts";
import { promiseOf } from "./promise.ts";
import { RowMaker } from "./rows.ts";
import { StateLine } from "./state_line.ts";

/** The room as the page shows it to one who is in it. */
export class RoomPage {
  /** Called with the name whenever the member has another one. */
  onName: (name: string) => void = () => {};
  readonly node: HTMLElement;
  readonly view: PageView;
  readonly #messages: Messages;
  readonly #client: Client;
  readonly #talk: Talk;
  readonly #follower: SeatFollower;
  readonly #requests: Requests;
  readonly #people: PeoplePanel;
  readonly #state: StateLine;
  readonly #composer: Composer;
  readonly #side = element("aside", { class: "side" });
  readonly #main = element("main");
  readonly #topic = element("h1");
  readonly #toggle: HTMLButtonElement;

  constructor(client: Client, messages: Messages, keeper: Keeper) {
    this.#client = client;
    this.#messages = messages;
    const rows = new RowMaker(messages);
    const log = new LogView(rows, messages);
    const announcer = new Announcer(messages);
    const found = new FoundPanel(rows, messages);
    this.view = new PageView({ log, rows, announcer, found }, messages);
    this.#talk = new Talk(this.view, messages, "chatroom");
    this.#follower = new SeatFollower(this.#talk, messages, () => this.#refresh());
    this.#requests = new Requests(client, this.#talk, messages);
    this.#talk.readFrom(client);
    this.#people = new PeoplePanel(rows, messages);
    this.#state = new StateLine(messages);
    this.#composer = new Composer({
      keeper,
      messages,
      complete: (before) => this.#talk.completions(before),
      onLine: (line) => {
        this.view.follow();
        this.#do(line);
      },
    });
    found.onLine = (line) => this.#do(line);
    this.#toggle = button(messages.inBrowser.people(0), () => this.#showSide(!this.#isSideOpen), {
      class: "toggle",
    });
    this.#joinPeople();
    this.#fillSide();
    const bar = element("header", { class: "bar" }, this.#topic, this.#state.node, this.#toggle);
    this.#main.append(bar, log.node, this.#composer.node);
    const parts = [this.#side, this.#main, found.node, announcer.node];
    this.node = element("div", { class: "room" }, ...parts);
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!found.node.hidden) this.#composer.focus();
      found.node.hidden = true;
      this.#showSide(false);
    });
    this.#setTopic("");
  }

  /** The member's name; undefined before it is in the room. */
  get name(): string | undefined {
    return this.#follower.name;
  }

  /** What `/invite` shows. */
  set link(link: string) {
    this.#talk.invitation = () => [link];
  }

  /** The member is in the room. */
  sit(entered: Extract<ClientEvent, { kind: "entered" }>): void {
    this.#follower.sit(entered);
    this.#state.set("here");
    this.#refresh();
    this.#composer.focus();
  }

  /** Shows what is heard; fulfilled when it has been shown. */
  hear(event: SeatedEvent): void | Promise<void> {
    this.#state.hear(event);
    if (event.kind === "topic") this.#setTopic(event.text);
    if (event.kind === "back" && event.isNewRoom) this.#setTopic("");
    const shown = this.#follower.hear(event);
    if (event.kind === "entries") {
      for (const entry of event.entries) {
        if (entry.kind === "topic") this.#setTopic(entry.text);
        const isOwn = entry.kind === "rename" && entry.to === this.name;
        if (isOwn) this.onName(entry.to);
      }
      this.#people.hear(event.entries, this.#client);
    }
    return shown;
  }

  /** Why the time in the room is over, in words. */
  farewell(reason: Parameters<SeatFollower["farewell"]>[0]): string {
    return this.#follower.farewell(reason);
  }

  #refresh(): void {
    this.#people.refresh(this.#client);
    if (this.name !== undefined) this.onName(this.name);
  }

  #do(line: string): void {
    const asked = this.#talk.obey(line);
    if (asked === undefined) return;
    if (asked.kind === "leave") return this.#client.leave();
    if (asked.kind !== "say") return this.#requests.ask(asked);
    this.view.say(asked.text);
    this.#client.say(asked.text);
  }

  #joinPeople(): void {
    this.#people.onName = (name) => {
      this.#showSide(false);
      this.#composer.begin(`/msg ${name} `);
    };
    this.#people.onCount = (count) => {
      const text = this.#messages.inBrowser.people(count);
      this.#toggle.textContent = text;
      this.#toggle.setAttribute("aria-label", text);
    };
  }

  #setTopic(text: string): void {
    this.#topic.textContent = text === "" ? location.host : text;
    this.#topic.title = text;
  }

  #fillSide(): void {
    const { inBrowser: page } = this.#messages;
    const field = element("input", {
      attributes: {
        ...{ type: "search", placeholder: page.searchHint, "aria-label": page.searchHint },
        ...{ enterkeyhint: "search", autocomplete: "off" },
      },
    });
    const search = element("form", {
      class: "search",
      attributes: { role: "search" },
      on: {
        submit: (event) => {
          event.preventDefault();
          if (field.value.trim() === "") return;
          this.#showSide(false);
          this.#do(`/search ${field.value.trim()}`);
        },
      },
    });
    search.append(field);
    const close = button(page.close, () => this.#showSide(false), { class: "close", text: "✕" });
    const leave = button(page.leave, () => this.#client.leave(), { class: "leave" });
    const foot = element(
      "footer",
      {},
      programPanel(this.#messages),
      promiseOf(this.#messages),
      leave,
    );
    const head = element("header", {}, search, close);
    this.#side.append(head, this.#people.node, foot);
  }

  get #isSideOpen(): boolean {
    return this.#side.dataset["open"] !== undefined;
  }

  /** Opens the side, or closes it, where it is over the talk; beside the talk, it is always there. */
  #showSide(isOpen: boolean): void {
    if (isOpen === this.#isSideOpen) return;
    if (isOpen) this.#side.dataset["open"] = "";
    else delete this.#side.dataset["open"];
    // What is below it cannot be reached meanwhile, neither by a finger nor by a key.
    this.#main.inert = isOpen;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? this.#side.querySelector<HTMLElement>(".close") : this.#toggle)?.focus();
  }
}
