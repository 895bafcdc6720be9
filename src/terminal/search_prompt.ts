import type { Book, SearchState } from "./book.ts";
import { cut } from "./book_rows.ts";
import { layOutRegion } from "./bottom_region.ts";
import type { Key } from "./keyboard.ts";
import { LineEditor } from "./line_editor.ts";

/** Columns that are left for a text, however long the words before it are. */
const LEAST_COLUMNS = 8;

/** The line on which a text is typed that is searched for. */
export class SearchPrompt {
  readonly #editor = new LineEditor();
  state: SearchState = "asked";
  /** The text that was searched for; empty before. */
  sought = "";

  press(key: Key): void {
    this.#editor.press(key);
  }

  paste(text: string): void {
    this.#editor.paste(text.replaceAll("\n", " "));
  }

  /** The text that was typed; `usual` in the place of none, which is then on the line, too. */
  textOr(usual: string): string {
    const text = this.#editor.text.trim();
    if (text === "") {
      this.#editor.clear();
      this.#editor.paste(usual);
    }
    return text === "" ? usual : text;
  }

  layOut(book: Book, columns: number): { readonly row: string; readonly column: number } {
    const { text, cursor } = this.#editor;
    const prompt = cut(book.describeSearch(this.state), Math.max(0, columns - LEAST_COLUMNS));
    const { rows, column } = layOutRegion({ above: [], prompt, text, cursor }, columns, 1);
    return { row: rows[0] ?? "", column };
  }
}
