/** The room's page in a browser, as somebody sees and uses it. */

import { bundlePage } from "../../src/bundle/bundle.ts";
import { pageOf } from "../../src/bundle/make_page.ts";
import type { Page } from "../../src/net/mod.ts";
import type { Browser, BrowserPage, PageOptions } from "./browser.ts";

let bundle: ReturnType<typeof bundlePage> | undefined;

/** The bundle, which all tests of a file share. */
export function theBundle(): ReturnType<typeof bundlePage> {
  return bundle ??= bundlePage();
}

/** The page, for a server. */
export async function thePage(): Promise<Page> {
  return pageOf((await theBundle()).files);
}

/** Somebody at the page. */
export class Guest implements AsyncDisposable {
  readonly page: BrowserPage;

  private constructor(page: BrowserPage) {
    this.page = page;
  }

  /** Opens the page and gives a name. */
  static async enter(
    browser: Browser,
    url: string,
    name: string,
    options: PageOptions = {},
  ): Promise<Guest> {
    const guest = await Guest.knock(browser, url, name, options);
    await guest.isIn();
    return guest;
  }

  /** The same; whether the guest is let in is to be seen. */
  static async knock(
    browser: Browser,
    url: string,
    name: string,
    options: PageOptions = {},
  ): Promise<Guest> {
    const guest = new Guest(await browser.open(url, options));
    await guest.page.until("document.querySelector('#name')", "the door");
    await guest.page.value("document.querySelector('#name').focus()");
    await guest.page.type(name);
    await guest.page.press("Enter");
    return guest;
  }

  /** Waits until the guest is in the room. */
  async isIn(): Promise<void> {
    await this.page.until(
      "document.querySelector('.bar .state')?.dataset.state === 'here'",
      "the room",
    );
  }

  /** Types a line and sends it. */
  async say(text: string): Promise<void> {
    await this.page.value("document.querySelector('.composer textarea').focus()");
    await this.page.type(text);
    await this.page.press("Enter");
  }

  /** Waits until a text is to be seen. */
  async sees(text: string): Promise<void> {
    await this.page.until(
      `document.querySelector('.log .rows')?.innerText.includes(${JSON.stringify(text)})`,
      text,
    );
  }

  /** What was said, as `name: text`, in the order in which it is shown; what is under way is not in it. */
  async talk(): Promise<string[]> {
    return await this.page.value(`Array.from(document.querySelectorAll(".rows .row.say"))
      .filter((row) => !row.closest(".found"))
      .map((row) => row.querySelector(".name").textContent + ": " +
        row.querySelector(".text").textContent)`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
  }
}
