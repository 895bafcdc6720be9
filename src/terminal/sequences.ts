/** Characters of one sequence, beyond which it is none: its end got lost. */
const LENGTH_LIMIT = 4096;

const ESC = "\x1b";

/** What begins a control string (DCS, SOS, OSC, PM, APC), behind an Esc. */
const STRING_STARTS = "PX]^_";

/** ECMA-48, section 5.4: parameters, intermediates and a final byte, behind `ESC [`. */
const CONTROL_SEQUENCE = /^([0-?]*)([ -/]*)([@-~])/;

/**
 * Keys among the control sequences: those without a private parameter that end so. `R` is a key only with
 * modifiers, and else tells where the cursor is.
 */
const KEY_FINALS = /^[A-HPQSZ~]$/;

// deno-lint-ignore no-control-regex -- the ends of control strings: ST in its two forms, and BEL
const STRING_END = /\x1b\\|\x07|\x9c/;

/** X10's report of the mouse has three characters behind its final byte. */
const MOUSE_REPORT = 3;

/** Linux's console has one character behind `ESC [ [` for its function keys. */
const CONSOLE_KEY = 1;

/** How far a sequence goes: its length, and whether it is a key's; undefined while its end has not come. */
interface Extent {
  readonly length: number;
  readonly isKey: boolean;
}

/**
 * Takes out of a terminal's characters the control sequences that are no key (ECMA-48): answers to questions
 * of this or another program, reports of the mouse. Otherwise they would be text.
 */
export class SequenceFilter {
  /** A sequence as far as it has come. */
  #held = "";

  /** Whether the end of a sequence is waited for. */
  get isWaiting(): boolean {
    return this.#held !== "";
  }

  /** Returns the text without those sequences. */
  feed(text: string): string {
    let rest = this.#held + text;
    this.#held = "";
    let keys = "";
    for (let start = rest.indexOf(ESC); start >= 0; start = rest.indexOf(ESC)) {
      keys += rest.slice(0, start);
      rest = rest.slice(start);
      const extent = extentOf(rest);
      if (extent === undefined) {
        if (rest.length <= LENGTH_LIMIT) {
          this.#held = rest;
          return keys;
        }
        rest = "";
      } else {
        if (extent.isKey) keys += rest.slice(0, extent.length);
        rest = rest.slice(extent.length);
      }
    }
    return keys + rest;
  }

  /** The end of a sequence has not come for long. Returns what was keys: Esc, or Esc and another. */
  giveUp(): string {
    const held = this.#held;
    this.#held = "";
    return held.length <= 2 ? held : "";
  }
}

/** How far the sequence goes with which a text begins. */
function extentOf(text: string): Extent | undefined {
  const second = text[1];
  if (second === undefined) return undefined;
  // Two Escs are two: the second may begin a sequence of its own.
  if (second === ESC) return { length: 1, isKey: true };
  if (second === "[") return controlSequence(text);
  if (!STRING_STARTS.includes(second)) return { length: 2, isKey: true };
  const end = STRING_END.exec(text.slice(2));
  return end === null ? undefined : { length: 2 + end.index + end[0].length, isKey: false };
}

function controlSequence(text: string): Extent | undefined {
  const match = CONTROL_SEQUENCE.exec(text.slice(2));
  if (match === null) {
    // A character that belongs to no sequence ends it, and is not part of it.
    const [stray] = /^[ -?]*(?=[^ -~])/.exec(text.slice(2)) ?? [];
    return stray === undefined ? undefined : { length: 2 + stray.length, isKey: false };
  }
  const [whole, parameters = "", intermediates = "", final = ""] = match;
  const length = 2 + whole.length;
  if (parameters + intermediates === "" && final === "M") {
    return within(text, length + MOUSE_REPORT);
  }
  if (parameters + intermediates === "" && final === "[") {
    return within(text, length + CONSOLE_KEY, true);
  }
  const isPrivate = /^[<-?]/.test(parameters);
  return { length, isKey: !isPrivate && intermediates === "" && KEY_FINALS.test(final) };
}

function within(text: string, length: number, isKey = false): Extent | undefined {
  return text.length < length ? undefined : { length, isKey };
}
