import type { Completions } from "./terminal.ts";
import { Draft, type Unit } from "./draft.ts";
import { InputHistory } from "./input_history.ts";
import { type Key, nameOf } from "./keyboard.ts";

/** Lines that the input history keeps. */
const HISTORY = 500;

/** What a key asks of the editor's owner; most keys only change the draft. */
export type Outcome =
  | { readonly kind: "edited" }
  /** Enter was pressed: the text that was typed, which is gone from the draft. */
  | { readonly kind: "entered"; readonly text: string }
  /** No more is to come. */
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "clear" }
  /** To read what was before, and perhaps to search in it. */
  | { readonly kind: "read"; readonly isSearch: boolean }
  | { readonly kind: "pause"; readonly paused: boolean };

type Action = Unit | keyof typeof ACTIONS;

const EDITED: Outcome = { kind: "edited" };

/** What is done to the draft, beside moving the cursor. */
const ACTIONS = {
  "delete-left": (draft: Draft) => draft.delete("left"),
  "delete-right": (draft: Draft) => draft.delete("right"),
  "cut-line-start": (draft: Draft) => draft.cut("line-start"),
  "cut-line-end": (draft: Draft) => draft.cut("line-end"),
  "cut-word-left": (draft: Draft) => draft.cut("word-left"),
  "cut-word-right": (draft: Draft) => draft.cut("word-right"),
  "cut-blank-left": (draft: Draft) => draft.cut("blank-left"),
  "paste": (draft: Draft) => draft.paste(),
  "transpose": (draft: Draft) => draft.transpose(),
  "new-line": (draft: Draft) => draft.insert("\n"),
};

/** Keys as in readline's Emacs mode, which shells have. `C-` is Ctrl, `M-` is Alt or Esc. */
const KEYS: Readonly<Record<string, Action>> = {
  "left": "left",
  "right": "right",
  "home": "line-start",
  "end": "line-end",
  "C-a": "line-start",
  "C-e": "line-end",
  "C-b": "left",
  "C-f": "right",
  "M-b": "word-left",
  "M-f": "word-right",
  "C-left": "word-left",
  "C-right": "word-right",
  "M-left": "word-left",
  "M-right": "word-right",
  "backspace": "delete-left",
  "C-h": "delete-left",
  "delete": "delete-right",
  "C-d": "delete-right",
  "C-u": "cut-line-start",
  "C-k": "cut-line-end",
  "C-w": "cut-blank-left",
  "M-backspace": "cut-word-left",
  "C-backspace": "cut-word-left",
  "M-d": "cut-word-right",
  "C-delete": "cut-word-right",
  "C-y": "paste",
  "C-t": "transpose",
  "M-return": "new-line",
  "M-enter": "new-line",
};

/** What somebody types, key by key: a line editor that reads no terminal and draws nothing. */
export class LineEditor {
  readonly #draft = new Draft();
  readonly #history = new InputHistory(HISTORY);
  #cycle: Cycle | undefined;

  /** What Tab offers for the text before the cursor. */
  complete: (before: string) => Completions = () => ({ start: 0, words: [] });

  /** Whether what is typed must not come back from the history, nor be completed. */
  isSecret = false;

  get text(): string {
    return this.#draft.text;
  }

  /** Index of the text where the cursor is. */
  get cursor(): number {
    return this.#draft.cursor;
  }

  /** Throws away what was typed. */
  clear(): void {
    this.#draft.replace("");
  }

  /** Takes pasted text as it is, of several lines maybe. */
  paste(text: string): void {
    this.#cycle = undefined;
    this.#draft.insert(text);
  }

  press(key: Key): Outcome {
    const name = nameOf(key);
    const isTab = name === "tab" || name === "S-tab";
    if (isTab && !this.isSecret) return this.#completeNext(name === "tab" ? 1 : -1);
    this.#cycle = undefined;
    const special = this.#pressSpecial(name);
    if (special !== undefined) return special;
    const action = KEYS[name];
    if (action === undefined) this.#insert(key);
    else if (isUnit(action)) this.#draft.moveBy(action);
    else ACTIONS[action](this.#draft);
    return EDITED;
  }

  #pressSpecial(name: string): Outcome | undefined {
    switch (name) {
      case "return":
      case "enter":
        return this.#enter();
      case "C-c":
        return { kind: "interrupt" };
      case "C-d":
        return this.#draft.text === "" ? { kind: "end" } : undefined;
      case "C-l":
        return { kind: "clear" };
      case "pageup":
      case "C-r":
        return { kind: "read", isSearch: name === "C-r" };
      case "C-s":
      case "C-q":
        return { kind: "pause", paused: name === "C-s" };
      case "up":
      case "C-p":
        return this.#goBack(-1);
      case "down":
      case "C-n":
        return this.#goBack(1);
    }
    return undefined;
  }

  #enter(): Outcome {
    const { text } = this.#draft;
    if (text !== "" && !this.isSecret) this.#history.add(text);
    this.#draft.replace("");
    return { kind: "entered", text };
  }

  /** To the line above or below, and from the first or last one into the history. */
  #goBack(step: -1 | 1): Outcome {
    const before = this.#draft.cursor;
    this.#draft.moveBy(step < 0 ? "up" : "down");
    if (this.#draft.cursor !== before) return EDITED;
    const line = this.#history.step(step, this.#draft.text);
    if (line !== undefined) this.#draft.replace(line);
    return EDITED;
  }

  /** Goes through the completions, as IRC clients do, and back to what was typed. */
  #completeNext(step: -1 | 1): Outcome {
    const cycle = this.#cycle ??= this.#startCycle();
    if (cycle === undefined) return EDITED;
    const { words, typed, before, after } = cycle;
    const count = words.length + (words.length > 1 ? 1 : 0);
    cycle.index = (cycle.index + step + count) % count;
    const word = words[cycle.index] ?? typed;
    // The space that a completion ends with may be there already.
    const rest = word.endsWith(" ") && after.startsWith(" ") ? after.slice(1) : after;
    this.#draft.replace(before + word + rest, before.length + word.length);
    return EDITED;
  }

  #startCycle(): Cycle | undefined {
    const { text, cursor } = this.#draft;
    const { start, words } = this.complete(text.slice(0, cursor));
    if (words.length === 0) return undefined;
    const typed = text.slice(start, cursor);
    const [before, after] = [text.slice(0, start), text.slice(cursor)];
    return { words, typed, before, after, index: words.length > 1 ? words.length : 0 };
  }

  #insert({ text }: Key): void {
    if (text !== undefined && !/\p{Cc}/u.test(text)) this.#draft.insert(text);
  }
}

interface Cycle {
  readonly words: readonly string[];
  readonly before: string;
  readonly typed: string;
  readonly after: string;
  /** Which word is shown; the one behind the last is what was typed. */
  index: number;
}

function isUnit(action: Action): action is Unit {
  return !(action in ACTIONS);
}
