import { stripAnsiCode } from "@std/fmt/colors";
import type { Book, Passage } from "./book.ts";
import { shownWidth } from "./bottom_region.ts";
import { cellsOf } from "./cells.ts";
import type { Layout, Position } from "./page.ts";

/** The rows of a book at a width, made as far as somebody looks at them. */
export class BookRows implements Layout {
  readonly #book: Book;
  readonly #columns: () => number;
  readonly #known = new WeakMap<Passage, Rendering>();
  /** A passage in which a text stands out. */
  mark: { readonly passage: Passage; readonly text: string } | undefined;

  constructor(book: Book, columns: () => number) {
    this.#book = book;
    this.#columns = columns;
  }

  get count(): number {
    return this.#book.passages.length;
  }

  height(index: number): number {
    return this.#rowsOf(index).length;
  }

  /** So many rows, or those that there are, from a place on. */
  from({ passage, row }: Position, height: number): string[] {
    const rows: string[] = [];
    for (let index = passage; index < this.count && rows.length < height + row; index++) {
      rows.push(...this.#rowsOf(index));
    }
    return rows.slice(row, row + height);
  }

  #rowsOf(index: number): readonly string[] {
    const { passages } = this.#book;
    const passage = passages[index]!;
    const before = passages[index - 1];
    const columns = this.#columns();
    const found = passage === this.mark?.passage ? this.mark.text : undefined;
    const known = this.#known.get(passage);
    const isSame = known?.columns === columns && known.before === before && known.found === found;
    if (isSame) return known.rows;
    const rows = passage.render(columns, before, found).flatMap((row) => fold(row, columns));
    this.#known.set(passage, { columns, before, found, rows });
    return rows;
  }
}

/** The rows of a passage as they were made last, and for what. */
interface Rendering {
  readonly columns: number;
  readonly before: Passage | undefined;
  readonly found: string | undefined;
  readonly rows: readonly string[];
}

/** A row cut into some that fit: an address that is too long is whole elsewhere, for the terminal to open. */
function fold(row: string, columns: number): string[] {
  if (shownWidth(row) <= columns) return [row];
  const rows: string[] = [];
  for (let rest = stripAnsiCode(row); rest !== "";) {
    const part = cut(rest, columns);
    rows.push(part);
    rest = rest.slice(part.length);
  }
  return rows;
}

/** As much of a text without colours as fits. */
export function cut(text: string, columns: number): string {
  let shown = "";
  let used = 0;
  for (const cell of cellsOf(text)) {
    used += cell.width;
    if (used > columns) break;
    shown += cell.text;
  }
  return shown;
}
