import type { Page } from "../net/mod.ts";

/** Asks the main thread for the page: it is made there, where the program may read its files. */
export class PageDesk {
  readonly #ask: () => void;
  #asked: PromiseWithResolvers<Page> | undefined;

  /** @param ask asks the main thread, whose answer goes to {@link bring} */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** The page; rejected where it cannot be had. */
  ask(): Promise<Page> {
    if (this.#asked === undefined) {
      this.#asked = Promise.withResolvers();
      this.#ask();
    }
    return this.#asked.promise;
  }

  /** The main thread's answer; undefined where it has no page. */
  bring(page: Page | undefined): void {
    if (page === undefined) this.#asked?.reject(new Error("Cannot show a page: there is none"));
    else this.#asked?.resolve(page);
    this.#asked = undefined;
  }
}
