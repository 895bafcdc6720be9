import { forgetOldest } from "../base/mod.ts";
import { type Entry, Name } from "../room/mod.ts";

/** Most names that are kept. */
const LIMIT = 2000;

/** The people in the room, as far as the talk tells, those who spoke last first. */
export class People {
  /** By the name's key, those who spoke last at the end. */
  readonly #names = new Map<string, string>();

  /** The names, those who spoke last first. */
  get names(): string[] {
    return [...this.#names.values()].reverse();
  }

  /** Whether somebody of that name is there, as far as the talk tells. */
  has(name: string): boolean {
    return this.#names.has(keyOf(name));
  }

  /** Follows the talk. */
  meet(entry: Entry): void {
    switch (entry.kind) {
      case "enter":
        return this.add(entry.name);
      case "say":
      case "act":
        return this.hear(entry.name);
      case "rename":
        this.remove(entry.name);
        return this.hear(entry.to);
      case "leave":
        return this.remove(entry.name);
    }
  }

  /** Somebody is there. */
  add(name: string): void {
    const key = keyOf(name);
    if (this.#names.has(key)) return;
    // Members who only entered come after those who spoke.
    const others = [...this.#names];
    this.#names.clear();
    this.#names.set(key, name);
    for (const [other, text] of others.slice(-(LIMIT - 1))) this.#names.set(other, text);
  }

  /** Somebody spoke. */
  hear(name: string): void {
    const key = keyOf(name);
    this.#names.delete(key);
    forgetOldest(this.#names.set(key, name), LIMIT);
  }

  /** Somebody has gone. */
  remove(name: string): void {
    this.#names.delete(keyOf(name));
  }
}

/** What two spellings of one name have in common. */
export function keyOf(name: string): string {
  const parsed = Name.parse(name);
  return parsed instanceof Name ? parsed.key : name;
}
