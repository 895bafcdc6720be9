import type { Messages } from "../language/mod.ts";
import { button, element } from "./elements.ts";
import type { Row, RowMaker } from "./rows.ts";

/** Most rows that are there: beyond, the oldest are given up while nobody reads them. */
const MOST_ROWS = 6000;
const ROWS_LEFT = 5000;

/** Rows that are laid out together, or not at all while they are out of sight. */
const PART = 100;

/** Pixels from the newest row within which the reader follows the talk, and from the oldest within which more is wanted. */
const NEAR_END = 60;
const NEAR_START = 600;

/** The rows of the talk: a log region that is scrolled. */
export class LogView {
  /** Called when the reader comes near the oldest row. */
  onStart: () => void = () => {};
  readonly node: HTMLElement;
  readonly #rows: Row[] = [];
  readonly #maker: RowMaker;
  readonly #messages: Messages;
  readonly #list = element("div", { class: "rows" });
  readonly #pending = element("div", { class: "pending" });
  readonly #start = element("p", { class: "start" });
  readonly #jump: HTMLButtonElement;
  /** Rows that are not in the page yet: those that come together are added together. */
  #added: Row[] = [];
  #isFollowing = true;
  /** Messages that came below what the reader sees. */
  #unread = 0;

  constructor(maker: RowMaker, messages: Messages) {
    this.#maker = maker;
    this.#messages = messages;
    const attributes = {
      role: "log",
      "aria-label": messages.inBrowser.talk,
      // What is new is told elsewhere, in whole sentences; the history must not be read out.
      "aria-live": "off",
      tabindex: "0",
    };
    const on = { scroll: () => this.#scrolled() };
    const log = element(
      "div",
      { class: "log", attributes, on },
      this.#start,
      this.#list,
      this.#pending,
    );
    this.#jump = button(messages.inBrowser.toNewest, () => this.follow(), { class: "jump" });
    this.#jump.hidden = true;
    this.node = element("div", { class: "talk" }, log, this.#jump);
    // The keyboard of a phone, a longer draft: the newest row stays in sight.
    new ResizeObserver(() => this.#settle()).observe(log);
  }

  /** Index of the oldest entry that is there; Infinity where none is. */
  get oldest(): number {
    return this.#rows.find(({ index }) => index !== undefined)?.index ?? Infinity;
  }

  /** Adds a row below the others. */
  add(row: Row, isNew = false): void {
    if (this.#added.length === 0) queueMicrotask(() => this.#flush());
    this.#added.push(row);
    if (isNew && !this.#isFollowing) this.#unread++;
  }

  /** Adds older rows above all others, and leaves what the reader sees where it is. */
  addEarlier(rows: readonly Row[]): void {
    this.#flush();
    const [first] = this.#rows;
    rows.forEach((row, at) => this.#maker.arrange(row, rows[at - 1]));
    if (first !== undefined) this.#maker.arrange(first, rows.at(-1));
    const place = () => first?.node.getBoundingClientRect().top ?? 0;
    const before = place();
    this.#rows.unshift(...rows);
    this.#list.prepend(element("div", { class: "part" }, ...rows.map(({ node }) => node)));
    // Where the browser has not done so itself.
    this.#log.scrollTop += place() - before;
  }

  /** Tells at the top that older entries are on their way, or that there are none. */
  setStart(text: string): void {
    this.#start.textContent = text;
  }

  /** What the member said that the server does not have yet. */
  setUnderWay(texts: readonly string[]): void {
    this.#pending.replaceChildren(...texts.map((text) => this.#maker.underWay(text)));
    this.#settle();
  }

  /** Takes all rows away. */
  clear(): void {
    this.#flush();
    this.#rows.length = 0;
    this.#list.replaceChildren();
  }

  /** Shows the newest row, and from now on those that come. */
  follow(): void {
    this.#isFollowing = true;
    this.#unread = 0;
    this.#settle();
  }

  /** Whether the reader wants older entries, or there is nothing to scroll. */
  get isNearStart(): boolean {
    return this.#log.scrollTop < NEAR_START;
  }

  get #log(): HTMLElement {
    return this.node.firstElementChild as HTMLElement;
  }

  #flush(): void {
    const added = this.#added;
    if (added.length === 0) return;
    this.#added = [];
    for (const row of added) {
      const before = this.#rows.at(-1);
      this.#maker.arrange(row, before);
      // What divides the talk is of the day of what is above it.
      const at = row.at ?? before?.at;
      this.#rows.push(at === undefined ? row : { ...row, at });
    }
    for (const { node } of added) this.#lastPart().append(node);
    if (this.#isFollowing) this.#trim();
    this.#settle();
  }

  /** The part that the next row is added to. */
  #lastPart(): Element {
    const last = this.#list.lastElementChild;
    if (last !== null && last.childElementCount < PART) return last;
    const part = element("div", { class: "part" });
    this.#list.append(part);
    return part;
  }

  #trim(): void {
    if (this.#rows.length <= MOST_ROWS) return;
    for (const { node } of this.#rows.splice(0, this.#rows.length - ROWS_LEFT)) {
      const part = node.parentElement;
      node.remove();
      if (part?.childElementCount === 0) part.remove();
    }
    const [first] = this.#rows;
    if (first !== undefined) this.#maker.arrange(first, undefined);
    this.setStart("");
  }

  /** Keeps the newest row in sight where the reader follows, and tells how many came where not. */
  #settle(): void {
    const log = this.#log;
    if (this.#isFollowing) log.scrollTop = log.scrollHeight;
    this.#jump.hidden = this.#isFollowing;
    const { unread, inBrowser: page } = this.#messages;
    this.#jump.textContent = this.#unread > 0 ? unread(this.#unread) : page.toNewest;
  }

  #scrolled(): void {
    const log = this.#log;
    const left = log.scrollHeight - log.clientHeight - log.scrollTop;
    const isAtEnd = left < NEAR_END;
    if (isAtEnd !== this.#isFollowing) {
      this.#isFollowing = isAtEnd;
      if (isAtEnd) this.#unread = 0;
      this.#jump.hidden = isAtEnd;
    }
    if (this.isNearStart) this.onStart();
  }
}
