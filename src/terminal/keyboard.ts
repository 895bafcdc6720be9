import { EventEmitter } from "node:events";
import { emitKeypressEvents } from "node:readline";
import { SequenceFilter } from "./sequences.ts";

/** A key that was pressed. */
export interface Key {
  /** What it types, if it does. */
  readonly text: string | undefined;
  /** Its name, such as `a`, `return` or `left`; undefined for characters that have none. */
  readonly name: string | undefined;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}

/** A key's name with what is held down: `C-` is Ctrl, `M-` is Alt or Esc. */
export function nameOf({ name = "", ctrl, meta, shift }: Key): string {
  if (name === "tab" && shift) return "S-tab";
  return `${ctrl ? "C-" : ""}${meta ? "M-" : ""}${name}`;
}

/** What comes from a keyboard. */
export type Input =
  | { readonly kind: "key"; readonly key: Key }
  /** Text that was pasted, its lines separated by `\n`. */
  | { readonly kind: "paste"; readonly text: string };

const ESC = "\x1b";

/** Esc that begins nothing. */
const LONE_ESC: Key = { text: undefined, name: "escape", ctrl: false, meta: true, shift: false };

/** What a terminal in bracketed-paste mode puts around a paste (xterm, "Bracketed Paste Mode"). */
const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/**
 * Milliseconds without a byte after which the rest of a sequence is not waited for any more, and the rest of a
 * paste, which may come over a slow network.
 */
const SEQUENCE_PATIENCE = 500;
const PASTE_PATIENCE = 2000;

/** Reads a terminal's bytes as keys and pastes. */
export class Keyboard {
  readonly #decoder = new TextDecoder();
  readonly #sequences = new SequenceFilter();
  readonly #keys = new EventEmitter();
  readonly #onInput: (input: Input) => void;
  /** The paste as far as it came; undefined outside of one. */
  #paste: string[] | undefined;
  /** What may be the beginning of the mark that is waited for. */
  #held = "";

  constructor(onInput: (input: Input) => void) {
    this.#onInput = onInput;
    // Nothing of a stream is used but its events.
    emitKeypressEvents(this.#keys as unknown as NodeJS.ReadableStream);
    this.#keys.on("keypress", (text: string | undefined, key: Omit<Key, "text">) => {
      this.#onInput({
        kind: "key",
        key: { ...key, text: key.ctrl || key.meta ? undefined : text },
      });
    });
  }

  /** Takes bytes as they come, in pieces cut anywhere. */
  read(bytes: Uint8Array): void {
    let text = this.#held + this.#decoder.decode(bytes, { stream: true });
    this.#held = "";
    while (text !== "") {
      const mark = this.#paste === undefined ? PASTE_START : PASTE_END;
      const end = text.indexOf(mark);
      if (end < 0) {
        // Of a key, only Esc alone begins like the mark; it would wait for the next key anyway.
        const held = commonLength(text, mark);
        this.#held = text.slice(text.length - held);
        return this.#take(text.slice(0, text.length - held));
      }
      this.#take(text.slice(0, end));
      this.#turn();
      text = text.slice(end + mark.length);
    }
  }

  /** Milliseconds without a byte after which to call {@linkcode settle}; Infinity where nothing is waited for. */
  get patience(): number {
    if (this.#paste !== undefined) return PASTE_PATIENCE;
    return this.#held !== "" || this.#sequences.isWaiting ? SEQUENCE_PATIENCE : Infinity;
  }

  /** No byte has come for long: the end of what has begun was lost. */
  settle(): void {
    const held = this.#held;
    this.#held = "";
    this.#take(held);
    if (this.#paste !== undefined) this.#turn();
    const keys = this.#sequences.giveUp();
    // Node would wait once more.
    if (keys === ESC) this.#onInput({ kind: "key", key: LONE_ESC });
    else if (keys !== "") this.#keys.emit("data", keys);
  }

  #take(text: string): void {
    if (this.#paste !== undefined) {
      this.#paste.push(text);
      return;
    }
    const keys = this.#sequences.feed(text);
    if (keys !== "") this.#keys.emit("data", keys);
  }

  /** A paste begins or ends. */
  #turn(): void {
    const parts = this.#paste;
    this.#paste = parts === undefined ? [] : undefined;
    if (parts === undefined) return;
    const text = parts.join("").replaceAll(/\r\n?/g, "\n");
    if (text !== "") this.#onInput({ kind: "paste", text });
  }
}

/** How many characters at the end of `text` are the beginning of `mark`. */
function commonLength(text: string, mark: string): number {
  let length = Math.min(text.length, mark.length - 1);
  while (!text.endsWith(mark.slice(0, length))) length--;
  return length;
}
