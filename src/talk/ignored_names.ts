import type { Entry } from "../room/mod.ts";
import { keyOf } from "./people.ts";

/** The members whose words a person does not want to see, in any spelling of their names. */
export class IgnoredNames {
  /** The names as they were written, by what their spellings have in common. */
  readonly #names = new Map<string, string>();

  /** In the order in which they were ignored. */
  list(): string[] {
    return [...this.#names.values()];
  }

  has(name: string): boolean {
    return this.#names.has(keyOf(name));
  }

  /** Whether an entry is not shown: it is what an ignored member says or does, but not how it comes and goes. */
  hides(entry: Entry): boolean {
    return (entry.kind === "say" || entry.kind === "act") && this.has(entry.name);
  }

  add(name: string): void {
    this.#names.set(keyOf(name), name);
  }

  /** Returns whether the name was ignored. */
  remove(name: string): boolean {
    return this.#names.delete(keyOf(name));
  }

  /** An ignored member stays ignored under its new name, and another one may take the old name. */
  rename(from: string, to: string): void {
    if (this.remove(from)) this.add(to);
  }
}
