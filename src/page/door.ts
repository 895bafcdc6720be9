import type { Messages } from "../language/mod.ts";
import { nameFault } from "../talk/name_fault.ts";
import { button, element } from "./elements.ts";
import type { Keeper } from "./kept.ts";
import { promiseOf } from "./promise.ts";

/** Who wants to get in. */
export interface Visitor {
  readonly name: string;
  readonly secret: string | undefined;
}

/** Where one gives a name, and a password where the room takes one. */
export class Door {
  /** Called when somebody wants to get in. */
  onEnter: (visitor: Visitor) => void = () => {};
  readonly node: HTMLElement;
  readonly #messages: Messages;
  readonly #name: HTMLInputElement;
  readonly #secret: HTMLInputElement;
  readonly #secretPart: HTMLElement;
  readonly #fault = element("div", { class: "fault", attributes: { role: "alert" } });
  readonly #enter: HTMLButtonElement;

  constructor(messages: Messages, keeper: Keeper) {
    this.#messages = messages;
    const { inBrowser: page } = messages;
    this.#name = element("input", {
      attributes: {
        id: "name",
        name: "name",
        autocomplete: "nickname",
        autocapitalize: "words",
        required: "",
      },
    });
    this.#name.value = keeper.get("name");
    this.#secret = element("input", {
      attributes: { id: "secret", type: "password", autocomplete: "current-password" },
    });
    this.#secretPart = element(
      "div",
      { class: "secret" },
      element("label", { text: page.password, attributes: { for: "secret" } }),
      this.#secret,
      element("p", { class: "hint", text: page.passwordHint }),
    );
    this.#secretPart.hidden = true;
    this.#enter = element("button", {
      class: "main",
      text: page.enter,
      attributes: { type: "submit" },
    });
    const form = element("form", { on: { submit: (event) => this.#submit(event) } });
    form.append(
      element("label", { text: page.yourName, attributes: { for: "name" } }),
      this.#name,
      this.#secretPart,
      this.#fault,
      this.#enter,
    );
    this.node = element(
      "div",
      { class: "door" },
      element("h1", { text: page.title }),
      element("p", { class: "lead", text: page.lead }),
      form,
      promiseOf(messages),
    );
  }

  /** Shows it; the field to be filled in has the focus. */
  open(fault = ""): void {
    this.node.hidden = false;
    this.setBusy(false);
    this.#fault.textContent = fault;
    (this.#secretPart.hidden || this.#secret.value !== "" ? this.#name : this.#secret).focus();
  }

  close(): void {
    this.node.hidden = true;
    this.#fault.textContent = "";
  }

  /** Whether the room is being asked. */
  setBusy(isBusy: boolean): void {
    const { connecting, enter } = this.#messages.inBrowser;
    this.#enter.disabled = isBusy;
    this.#enter.textContent = isBusy ? connecting : enter;
  }

  /** The room takes a password: asks for it, with a word about the last one. */
  askSecret(fault = ""): void {
    this.#secretPart.hidden = false;
    this.#secret.value = "";
    this.open(fault);
  }

  /** The room is another one than before: tells the words of both, and asks. */
  askChanged(before: readonly string[], now: readonly string[]): Promise<boolean> {
    const { inBrowser: page, wordsBefore, wordsNow } = this.#messages;
    this.open();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const anyway = button(page.enterAnyway, () => {
      this.#fault.textContent = "";
      this.setBusy(true);
      resolve(true);
    });
    this.#fault.replaceChildren(
      element("strong", { text: page.changedRoom }),
      element("p", { text: page.changedAdvice }),
      element("pre", { text: [wordsBefore, ...before, wordsNow, ...now].join("\n") }),
      anyway,
    );
    this.onRetry = () => resolve(false);
    return promise;
  }

  /** Called before another attempt: the one before is given up. */
  onRetry: () => void = () => {};

  #submit(event: Event): void {
    event.preventDefault();
    const name = this.#name.value.trim();
    const fault = nameFault(name, this.#messages);
    if (fault !== undefined) return this.open(this.#messages.nameRefused(name, fault));
    const secret = this.#secret.value;
    if (!this.#secretPart.hidden && secret === "") return this.#secret.focus();
    this.onRetry();
    this.#fault.textContent = "";
    this.setBusy(true);
    this.onEnter({ name, secret: secret === "" ? undefined : secret });
  }
}
