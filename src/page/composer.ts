import type { CommandWord, Messages } from "../language/mod.ts";
import type { Completions } from "../terminal/terminal.ts";
import { element } from "./elements.ts";
import type { Keeper } from "./kept.ts";

/** Most suggestions that are shown. */
const MOST = 8;

/** A name that is looked for: what follows the sign at the end of what is typed. */
const AT_NAME = /(?:^|\s)@(\S*)$/u;

/** What the composer is given. */
export interface ComposerOptions {
  readonly keeper: Keeper;
  readonly messages: Messages;
  /** The completions of what is typed before the cursor. */
  readonly complete: (before: string) => Completions;
  /** Does what is typed. */
  readonly onLine: (line: string) => void;
}

/** Where the member types: several lines, commands and names completed, the draft kept. */
export class Composer {
  readonly node: HTMLFormElement;
  readonly #options: ComposerOptions;
  readonly #field: HTMLTextAreaElement;
  readonly #list: HTMLElement;
  #words: readonly string[] = [];
  /** Where the word begins that a suggestion replaces. */
  #start = 0;
  /** The suggestion that the arrow keys chose; -1 for none. */
  #chosen = -1;

  constructor(options: ComposerOptions) {
    this.#options = options;
    const { inBrowser: page } = options.messages;
    this.#list = element("ul", {
      class: "suggestions",
      attributes: { role: "listbox", id: "suggestions", "aria-label": page.completions },
    });
    this.#list.hidden = true;
    this.#field = element("textarea", {
      attributes: {
        ...{ rows: "1", placeholder: page.message, "aria-label": page.message, dir: "auto" },
        ...{
          "aria-autocomplete": "list",
          "aria-haspopup": "listbox",
          "aria-controls": "suggestions",
        },
        ...{ enterkeyhint: "send", autocomplete: "off" },
      },
      on: {
        input: () => this.#edited(),
        keydown: (event) => this.#pressed(event),
        blur: () => this.#suggest([], 0),
      },
    });
    this.#field.value = options.keeper.get("draft");
    const send = element("button", {
      class: "send",
      attributes: { type: "submit", "aria-label": page.send, title: page.send },
      // A tap on it must not put the keyboard of a phone away.
      on: { pointerdown: (event) => event.preventDefault() },
    });
    send.append(element("span", { text: "↑", attributes: { "aria-hidden": "true" } }));
    this.node = element("form", {
      class: "composer",
      on: { submit: (event) => this.#send(event) },
    });
    this.node.append(this.#list, this.#field, send);
    requestAnimationFrame(() => this.#fit());
  }

  focus(): void {
    this.#field.focus();
  }

  /** Puts a text in front of what is typed. */
  begin(text: string): void {
    this.#set(text + this.#field.value);
    this.focus();
  }

  #send(event?: Event): void {
    event?.preventDefault();
    const line = this.#field.value;
    if (line.trim() === "") return;
    this.#set("");
    this.#options.onLine(line);
  }

  #set(text: string): void {
    this.#field.value = text;
    this.#field.setSelectionRange(text.length, text.length);
    this.#edited();
  }

  #edited(): void {
    this.#options.keeper.set("draft", this.#field.value);
    this.#fit();
    const before = this.#before;
    const name = AT_NAME.exec(before)?.[1];
    if (name !== undefined) {
      const start = before.length - name.length - 1;
      const { words } = this.#options.complete(before.slice(0, start) + name);
      return this.#suggest(words, start);
    }
    const isCommand = /^\/\S*$/u.test(before);
    const { words, start } = isCommand ? this.#options.complete(before) : { words: [], start: 0 };
    this.#suggest(words, start);
  }

  /** As many lines high as there are, up to a limit of the stylesheet's. */
  #fit(): void {
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }

  get #before(): string {
    return this.#field.value.slice(0, this.#field.selectionStart);
  }

  #suggest(words: readonly string[], start: number): void {
    this.#words = words.slice(0, MOST);
    this.#start = start;
    this.#list.hidden = this.#words.length === 0;
    this.#list.replaceChildren(...this.#words.map((word, at) => this.#option(word, at)));
    this.#choose(-1);
  }

  #option(word: string, at: number): HTMLElement {
    const option = element("li", {
      attributes: { role: "option", id: `suggestion-${at}` },
      on: {
        pointerdown: (event) => {
          event.preventDefault();
          this.#accept(at);
        },
      },
    }, element("b", { text: word.trim() }));
    const command = this.#options.messages.commands[word.trim().slice(1) as CommandWord];
    if (word.startsWith("/") && command !== undefined) {
      option.append(element("span", { text: ` ${command.args ?? ""}` }));
      option.append(element("small", { text: command.summary }));
    }
    return option;
  }

  #choose(at: number): void {
    this.#chosen = at;
    Array.from(this.#list.children).forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === at))
    );
    if (at < 0) this.#field.removeAttribute("aria-activedescendant");
    else this.#field.setAttribute("aria-activedescendant", `suggestion-${at}`);
  }

  #accept(at: number): void {
    const word = this.#words[at];
    if (word === undefined) return;
    const behind = this.#field.value.slice(this.#field.selectionStart);
    const before = this.#field.value.slice(0, this.#start) + word;
    this.#field.value = before + behind;
    this.#field.setSelectionRange(before.length, before.length);
    this.#edited();
    this.#suggest([], 0);
  }

  #pressed(event: KeyboardEvent): void {
    // An input method has the keys first.
    if (event.isComposing || event.keyCode === 229) return;
    const count = this.#words.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (this.#chosen >= 0) this.#accept(this.#chosen);
      else this.#send();
    } else if (event.key === "Tab" && !event.shiftKey && this.#completes()) {
      event.preventDefault();
    } else if (event.key === "Escape" && count > 0) {
      this.#suggest([], 0);
    } else if (step !== undefined && count > 0) {
      event.preventDefault();
      this.#choose((this.#chosen + step + count + (this.#chosen < 0 && step < 0 ? 1 : 0)) % count);
    }
  }

  /** Completes the word before the cursor; returns whether there was anything to complete, so that Tab can go on. */
  #completes(): boolean {
    if (this.#words.length > 0) {
      this.#accept(Math.max(0, this.#chosen));
      return true;
    }
    const before = this.#before;
    if (!/\S$/u.test(before)) return false;
    const { words, start } = this.#options.complete(before);
    if (words.length === 0) return false;
    this.#suggest(words, start);
    if (words.length === 1) this.#accept(0);
    return true;
  }
}
