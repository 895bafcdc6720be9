import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Hint } from "../talk/view.ts";
import { button, element } from "./elements.ts";
import type { Row, RowMaker } from "./rows.ts";

/** What was searched and found, beside the talk or over it. */
export class FoundPanel {
  /** Called with the line that a button stands for. */
  onLine: (line: string) => void = () => {};
  readonly node: HTMLElement;
  readonly #rows: RowMaker;
  readonly #messages: Messages;
  readonly #heading = element("h2", { attributes: { tabindex: "-1" } });
  readonly #list = element("div", { class: "rows" });
  readonly #more = element("div", { class: "more" });

  constructor(rows: RowMaker, messages: Messages) {
    this.#rows = rows;
    this.#messages = messages;
    const close = button(messages.inBrowser.close, () => this.node.hidden = true, {
      class: "close",
      text: "✕",
    });
    this.node = element(
      "section",
      { class: "found panel", attributes: { "aria-label": messages.inBrowser.search } },
      element("header", {}, this.#heading, close),
      element("div", { class: "scrolled", attributes: { tabindex: "0" } }, this.#list, this.#more),
    );
    this.node.hidden = true;
  }

  /** Shows entries, each with a way to what was around it. */
  show(heading: string, entries: readonly Entry[], hints: readonly Hint[]): void {
    this.#heading.textContent = heading;
    let before: Row | undefined;
    const rows = entries.map((entry) => {
      const row = this.#found(entry, before);
      before = { node: row.node, at: entry.at };
      return row.node;
    });
    this.#list.replaceChildren(...rows);
    const { showMore } = this.#messages.inBrowser;
    const isMore = hints.some(({ line }) => line === "/search");
    this.#more.replaceChildren(
      ...(isMore ? [button(showMore, () => this.onLine("/search"))] : []),
    );
    this.node.hidden = false;
    this.#heading.focus();
  }

  #found(entry: Entry, before: Row | undefined): Row {
    const row = this.#rows.entry(entry);
    this.#rows.arrange(row, before);
    const { showAround } = this.#messages.inBrowser;
    const around = button(showAround, () => this.onLine(`/history around ${entry.index}`), {
      class: "around",
      text: `#${entry.index}`,
    });
    row.node.append(around);
    return row;
  }
}
