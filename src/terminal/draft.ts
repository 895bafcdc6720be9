import { cellsOf } from "./cells.ts";

/** What `Intl.Segmenter` takes for a word, in every script. */
const WORDS = new Intl.Segmenter(undefined, { granularity: "word" });

/** The text that is being typed, of one line or several, and the cursor in it. */
export class Draft {
  #text = "";
  #cursor = 0;
  /** What was cut last, to be put back. */
  #cut = "";

  get text(): string {
    return this.#text;
  }

  /** Where the next character goes: an index of the text, between characters as people see them. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Puts another text in place of this one, with the cursor at its end. */
  replace(text: string, cursor = text.length): void {
    this.#text = text;
    this.#cursor = cursor;
  }

  insert(text: string): void {
    const before = this.#text.slice(0, this.#cursor) + text;
    this.replace(before + this.#text.slice(this.#cursor), before.length);
  }

  moveBy(unit: Unit): void {
    this.#cursor = this.#target(unit);
  }

  /** Deletes what is between the cursor and where it would move to. */
  delete(unit: Unit): void {
    this.#remove(unit);
  }

  /** Deletes in the same way, and keeps it to be put back by {@link paste}. */
  cut(unit: Unit): void {
    const removed = this.#remove(unit);
    if (removed !== "") this.#cut = removed;
  }

  /** Puts back what was cut last. */
  paste(): void {
    this.insert(this.#cut);
  }

  /** Exchanges the two characters around the cursor, or the last two. */
  transpose(): void {
    const cells = cellsOf(this.#text);
    let index = cellsOf(this.#text.slice(0, this.#cursor)).length;
    if (index === cells.length) index--;
    if (index < 1) return;
    const [left, right] = [cells[index - 1]!, cells[index]!];
    const before = cells.slice(0, index - 1).map(({ text }) => text).join("");
    const both = right.text + left.text;
    const rest = this.#text.slice(before.length + both.length);
    this.replace(before + both + rest, before.length + both.length);
  }

  #remove(unit: Unit): string {
    const target = this.#target(unit);
    const [start, end] = target < this.#cursor ? [target, this.#cursor] : [this.#cursor, target];
    const removed = this.#text.slice(start, end);
    this.replace(this.#text.slice(0, start) + this.#text.slice(end), start);
    return removed;
  }

  #target(unit: Unit): number {
    const [before, after] = [this.#text.slice(0, this.#cursor), this.#text.slice(this.#cursor)];
    switch (unit) {
      case "left":
        return before.length - (cellsOf(before).at(-1)?.text.length ?? 0);
      case "right":
        return before.length + (cellsOf(after)[0]?.text.length ?? 0);
      case "word-left":
        return startOfLastWord(before);
      case "word-right":
        return before.length + endOfFirstWord(after);
      case "blank-left":
        return before.trimEnd().replace(/\S+$/, "").length;
      case "line-start":
        return before.lastIndexOf("\n") + 1;
      case "line-end":
        return before.length + (after.indexOf("\n") < 0 ? after.length : after.indexOf("\n"));
      case "up":
        return sameColumn(before, after, -1);
      case "down":
        return sameColumn(before, after, 1);
    }
  }
}

/** How far the cursor moves. `blank-left` is back to the last white space, as `Ctrl-W` goes in a shell. */
export type Unit =
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "blank-left"
  | "line-start"
  | "line-end"
  | "up"
  | "down";

function startOfLastWord(text: string): number {
  const words = [...WORDS.segment(text)].filter(({ isWordLike }) => isWordLike);
  return words.at(-1)?.index ?? 0;
}

function endOfFirstWord(text: string): number {
  for (const { index, segment, isWordLike } of WORDS.segment(text)) {
    if (isWordLike) return index + segment.length;
  }
  return text.length;
}

/**
 * The place in the line above (-1) or below (1) that has as many characters before it; the same where there
 * is none.
 */
function sameColumn(before: string, after: string, step: -1 | 1): number {
  const lines = (before + after).split("\n");
  const row = before.split("\n").length - 1;
  const line = lines[row + step];
  if (line === undefined) return before.length;
  const column = cellsOf(before.slice(before.lastIndexOf("\n") + 1)).length;
  const start = lines.slice(0, row + step).reduce((sum, { length }) => sum + length + 1, 0);
  return start + cellsOf(line).slice(0, column).reduce((sum, { text }) => sum + text.length, 0);
}
