/** Milliseconds during which the server's copy of one's own message counts as its echo. */
const ECHO_TIME = 5000;

/** What a member has just said, to know it again where the server sends it back. */
export class Echoes {
  readonly #said: { readonly text: string; readonly at: number }[] = [];
  #isUsual = false;

  /** When something was said last that should have come back, of a server that has sent others back. */
  get waitingSince(): number | undefined {
    return this.#isUsual ? this.#said.at(-1)?.at : undefined;
  }

  remember(text: string, now: number): void {
    while (this.#said[0] !== undefined && this.#said[0].at + ECHO_TIME < now) this.#said.shift();
    this.#said.push({ text: respace(text), at: now });
  }

  /** Whether `line` is what the server makes of a text that was just said: `name : text`, in any spacing. */
  take(name: string, line: string, now: number): boolean {
    if (!line.startsWith(name)) return false;
    const words = /^\s*[:：](.*)$/s.exec(line.slice(name.length))?.[1];
    if (words === undefined) return false;
    const text = respace(words);
    const index = this.#said.findIndex((echo) => echo.at + ECHO_TIME >= now && echo.text === text);
    if (index < 0) return false;
    this.#said.splice(index, 1);
    this.#isUsual = true;
    return true;
  }
}

/** A text with its white space made uniform: servers add some, drop some and join words with one. */
function respace(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}
