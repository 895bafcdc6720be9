/** Chromium without a window, driven over its own protocol (Chrome DevTools Protocol): pages as people have them. */

import { PAGE_LIMIT, within } from "./deadline.ts";

/** Why there is no browser here; undefined where there is one. */
export const NO_BROWSER: string | undefined = missing();

function missing(): string | undefined {
  try {
    const { success } = new Deno.Command("chromium", { args: ["--version"], stderr: "null" })
      .outputSync();
    return success ? undefined : "chromium does not run";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no chromium";
    throw error;
  }
}

/** How a page looks at the world. */
export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** Whether it is a phone, which is touched. */
  readonly isPhone?: boolean;
  /** As `navigator.languages` has them: `zh-CN,zh`. */
  readonly languages?: string;
}

/** What the browser answers, or tells. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** A browser that is open. */
export class Browser implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #profile: string;
  readonly #drained: Promise<void>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  readonly #listeners = new Map<string, (message: Message) => void>();
  #last = 0;

  private constructor(
    process: Deno.ChildProcess,
    profile: string,
    drained: Promise<void>,
    socket: WebSocket,
  ) {
    this.#process = process;
    this.#profile = profile;
    this.#drained = drained;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
  }

  static async open(): Promise<Browser> {
    const profile = await Deno.makeTempDir({ prefix: "chatroom-browser-" });
    const process = new Deno.Command("chromium", {
      args: [
        ...["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`],
        ...["--no-first-run", "--disable-gpu", "--disable-extensions", "--mute-audio"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
        ...["--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb"],
        // It refuses its sandbox to the system's administrator, as whom a container runs.
        ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const { address, drained } = readAddress(process.stderr);
    try {
      const socket = new WebSocket(await within(address, "the browser"));
      await within(
        new Promise((resolve, reject) => {
          socket.addEventListener("open", resolve);
          socket.addEventListener("error", reject);
        }),
        "the way to the browser",
      );
      return new Browser(process, profile, drained, socket);
    } catch (error) {
      process.kill("SIGKILL");
      await process.status;
      await drained;
      await Deno.remove(profile, { recursive: true });
      throw error;
    }
  }

  /** Opens a page of a person of its own: nothing is kept of others. */
  async open(url: string, options: PageOptions = {}): Promise<BrowserPage> {
    const { browserContextId } = await this.ask("Target.createBrowserContext");
    const { targetId } = await this.ask("Target.createTarget", {
      url: "about:blank",
      browserContextId,
    });
    const { sessionId } = await this.ask("Target.attachToTarget", { targetId, flatten: true });
    const page = new BrowserPage(this, String(sessionId), String(browserContextId));
    this.#listeners.set(String(sessionId), (message) => page.hear(message));
    await page.begin(url, options);
    return page;
  }

  /** Asks the browser, or one of its pages. */
  async ask(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const waiting = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, waiting);
    const to = sessionId === undefined ? {} : { sessionId };
    this.#socket.send(JSON.stringify({ id, method, params, ...to }));
    return await within(waiting.promise, `the browser's ${method}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.addEventListener("close", resolve));
    try {
      this.#socket.send(JSON.stringify({ id: ++this.#last, method: "Browser.close" }));
      await within(this.#process.status, "the browser's end");
    } catch {
      this.#process.kill("SIGKILL");
      await this.#process.status;
    }
    await closed;
    await this.#drained;
    await Deno.remove(this.#profile, { recursive: true });
  }

  #hear(message: Message): void {
    if (message.id === undefined) {
      this.#listeners.get(message.sessionId ?? "")?.(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result ?? {});
    else waiting?.reject(new Error(`The browser: ${message.error.message}`));
  }
}

/** One page, as one person has it. */
export class BrowserPage {
  /** What the page has to complain about: errors, what its policy forbids. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;
  readonly #person: string;
  #loaded = Promise.withResolvers<void>();

  constructor(browser: Browser, session: string, person: string) {
    this.#browser = browser;
    this.#session = session;
    this.#person = person;
  }

  /** Closes the page, and forgets what the browser kept for that person. */
  async close(): Promise<void> {
    await this.#browser.ask("Target.disposeBrowserContext", { browserContextId: this.#person });
  }

  async begin(url: string, options: PageOptions): Promise<void> {
    const { width = 1000, height = 700, isDark = false, isPhone = false, languages } = options;
    await this.ask("Page.enable");
    await this.ask("Runtime.enable");
    await this.ask("Log.enable");
    await this.ask("Emulation.setDeviceMetricsOverride", {
      ...{ width, height, deviceScaleFactor: 1, mobile: isPhone },
    });
    if (isPhone) await this.ask("Emulation.setTouchEmulationEnabled", { enabled: true });
    const value = isDark ? "dark" : "light";
    const features = [
      { name: "prefers-color-scheme", value },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    await this.ask("Emulation.setEmulatedMedia", { features });
    if (languages !== undefined) {
      const { userAgent } = await this.#browser.ask("Browser.getVersion");
      await this.ask("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: languages });
    }
    await this.go(url);
  }

  /** Goes to an address, and waits until the page is there. */
  async go(url: string): Promise<void> {
    await this.#load(() => this.ask("Page.navigate", { url }));
  }

  async reload(): Promise<void> {
    await this.#load(() => this.ask("Page.reload"));
  }

  /** The value of an expression in the page; a promise is waited for. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    if (exceptionDetails !== undefined) {
      const { text, exception } = exceptionDetails as Record<string, Record<string, unknown>>;
      throw new Error(`The page: ${text} ${exception?.["description"] ?? ""}`);
    }
    return (result as { readonly value: T }).value;
  }

  /** Waits until an expression in the page is true. */
  async until(expression: string, what: string): Promise<void> {
    try {
      await this.value(`new Promise((resolve) => {
        const look = () => (${expression}) ? resolve(true) : setTimeout(look, 20);
        look();
      })`);
    } catch (error) {
      const text = await this.value<string>("document.body.innerText").catch(() => "");
      throw new Error(`${what} did not come: ${error}\n${this.complaints.join("\n")}\n${text}`);
    }
  }

  /** Types a text where the focus is, as an input method does. */
  async type(text: string): Promise<void> {
    await this.ask("Input.insertText", { text });
  }

  /** Presses a key and lets it go: `Enter`, `Tab`, `ArrowDown`. */
  async press(key: string, isShifted = false): Promise<void> {
    const codes: Readonly<Record<string, number>> = { Enter: 13, Tab: 9, Escape: 27 };
    const code = { ...codes, ArrowUp: 38, ArrowDown: 40 }[key] ?? 0;
    const text = key === "Enter" ? { text: "\r" } : {};
    const event = { key, code: key, windowsVirtualKeyCode: code, modifiers: isShifted ? 8 : 0 };
    await this.ask("Input.dispatchKeyEvent", { type: "keyDown", ...event, ...text });
    await this.ask("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Clicks in the middle of the element that a selector finds. */
  async click(selector: string): Promise<void> {
    const place = await this.value<readonly [number, number]>(`(() => {
      const { x, y, width, height } = document.querySelector(${
      JSON.stringify(selector)
    }).getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    })()`);
    const [x, y] = place;
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.ask("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  }

  /** What is seen, as PNG. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.ask("Page.captureScreenshot", { format: "png" });
    return Uint8Array.from(atob(String(data)), (character) => character.charCodeAt(0));
  }

  async ask(
    method: string,
    params: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    return await this.#browser.ask(method, params, this.#session);
  }

  hear({ method, params }: Message): void {
    if (method === "Page.loadEventFired") this.#loaded.resolve();
    if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded") {
      this.complaints.push(JSON.stringify(params));
    }
  }

  async #load(begin: () => Promise<unknown>): Promise<void> {
    this.#loaded = Promise.withResolvers();
    await begin();
    await within(this.#loaded.promise, "the page", PAGE_LIMIT);
  }
}

/** Reads where the browser is to be talked to, and whatever else it says. */
function readAddress(stream: ReadableStream<Uint8Array<ArrayBuffer>>): {
  readonly address: Promise<string>;
  readonly drained: Promise<void>;
} {
  const found = Promise.withResolvers<string>();
  const read = async () => {
    let said = "";
    const decoder = new TextDecoder();
    for await (const part of stream) {
      said += decoder.decode(part, { stream: true });
      const [address] = /ws:\/\/\S+/.exec(said) ?? [];
      if (address !== undefined) found.resolve(address);
    }
    found.reject(new Error(`The browser did not start: ${said}`));
  };
  found.promise.catch(() => {});
  return { address: found.promise, drained: read() };
}
