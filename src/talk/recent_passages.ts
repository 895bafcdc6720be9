import { foldText } from "../base/mod.ts";
import type { Messages } from "../language/mod.ts";
import { cellsOf, type Passage, type Span } from "../terminal/mod.ts";
import { inverse } from "@std/fmt/colors";
import { dayOf } from "./time.ts";
import { rowsOfLine, rowsOfRule, type TalkLine } from "./talk_line.ts";

/** Lines that are kept, and characters of them; what is older comes from the room. */
const LINES = 1000;
const CHARACTERS = 1 << 19;

/** A line of the talk that can be read back. */
export class TalkPassage implements Passage {
  readonly #line: TalkLine;
  readonly #days: Intl.DateTimeFormat;
  readonly #text: string;
  /** Its number in the room's log; undefined where it is not there. */
  readonly index: number | undefined;

  /** @param text what is searched of it */
  constructor(line: TalkLine, text: string, index: number | undefined, days: Intl.DateTimeFormat) {
    this.#line = line;
    this.#text = text;
    this.#days = days;
    this.index = index;
  }

  /** Characters of its text. */
  get size(): number {
    return this.#text.length;
  }

  /** Whether a folded text is in it. */
  has(wanted: string): boolean {
    return this.#text !== "" && foldText(this.#text).includes(wanted);
  }

  /** Its rows, below one that tells the day where that is another one than before. */
  render(columns: number, before: Passage | undefined, found?: string): string[] {
    const { at, head, body } = this.#line;
    const day = before instanceof TalkPassage ? before.#day : undefined;
    const rule = day === this.#day ? [] : rowsOfRule(this.#days.format(at), columns);
    const marked = found === undefined ? body : body.flatMap((span) => mark(span, foldText(found)));
    return [...rule, ...rowsOfLine({ at, head, body: marked }, columns)];
  }

  get #day(): string {
    return dayOf(this.#line.at);
  }
}

/** The newest lines of the talk, as they were shown. */
export class RecentPassages {
  readonly #days: Intl.DateTimeFormat;
  #passages: TalkPassage[] = [];
  #size = 0;

  constructor(messages: Messages) {
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
  }

  get passages(): readonly TalkPassage[] {
    return this.#passages;
  }

  /** @param text what is searched of the line */
  add(line: TalkLine, text: string, index?: number): void {
    this.#passages.push(this.passage(line, text, index));
    this.#size += text.length;
    // Not one by one: each time, all that stay are moved.
    if (this.#passages.length > 2 * LINES || this.#size > 2 * CHARACTERS) this.#trim();
  }

  #trim(): void {
    let start = this.#passages.length;
    this.#size = 0;
    while (start > 0 && this.#passages.length - start < LINES) {
      const { size } = this.#passages[start - 1]!;
      if (this.#size + size > CHARACTERS) break;
      this.#size += size;
      start--;
    }
    this.#passages = this.#passages.slice(start);
  }

  passage(line: TalkLine, text: string, index?: number): TalkPassage {
    return new TalkPassage(line, text, index, this.#days);
  }

  clear(): void {
    this.#passages = [];
    this.#size = 0;
  }
}

/** A span with the first place of a folded text standing out. */
function mark(span: Span, wanted: string): Span[] {
  const cells = cellsOf(span.text).map(({ text }) => text);
  const folded = cells.map(foldText);
  for (let start = 0; start < cells.length; start++) {
    let end = start;
    let joined = "";
    while (joined.length < wanted.length && end < cells.length) joined += folded[end++];
    if (!joined.startsWith(wanted) || wanted === "") continue;
    const { paint } = span;
    const [before, found, behind] = [
      cells.slice(0, start),
      cells.slice(start, end),
      cells.slice(end),
    ]
      .map((part) => part.join(""));
    return [
      { text: before!, paint },
      { text: found!, paint: (part) => inverse(paint?.(part) ?? part) },
      { text: behind!, paint },
    ];
  }
  return [span];
}
