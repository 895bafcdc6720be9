import type { Request } from "../base/mod.ts";
import { BindError, type Endpoint, type Page } from "../net/mod.ts";
import { Thread, withFiles } from "../parallel/mod.ts";
import { filesOf, StoreError } from "../store/mod.ts";
import type { Reply } from "../wire/mod.ts";
import type { AnnounceFault } from "./announcement.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker, WebState } from "./protocol.ts";

/** Settles the promise that somebody waits on for an answer of the worker. */
interface Waiter {
  resolve(answer: FromWorker): void;
  reject(error: unknown): void;
}

/** A room that a Web Worker serves, as the main thread sees it. */
export class Server {
  readonly #thread: Thread<void, FromWorker, ToWorker>;
  readonly #onEvent: (event: ServerEvent) => void | Promise<void>;
  /** Questions that wait for an answer. Answers come in the order of the questions. */
  readonly #waiters: Waiter[] = [];
  #endpoint: Endpoint;
  #key: Uint8Array = new Uint8Array();
  #announceFault: AnnounceFault | undefined;
  #hasToldOfPage = false;
  #web: WebState = { kind: "off" };
  readonly #page: () => Promise<Page>;

  private constructor(
    { endpoint, file, web }: Pick<ServerOptions, "endpoint" | "file" | "web">,
    onEvent: (event: ServerEvent) => void | Promise<void>,
    page: () => Promise<Page>,
  ) {
    const files = file === undefined ? [] : filesOf(file.path);
    const deno = withFiles(files, web?.downloads);
    this.#thread = new Thread<void, FromWorker, ToWorker>(
      () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", deno }),
      { name: "the room" },
    );
    this.#endpoint = endpoint;
    this.#onEvent = onEvent;
    this.#page = page;
    this.#thread.onMessage = (message) => this.#hear(message);
    this.#thread.start();
    const release = (error: unknown) => {
      for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    };
    const stopped = () => release(new Error("Cannot answer: the server has stopped"));
    this.ended.then(stopped, release);
  }

  /**
   * Starts a server; fulfilled when it listens.
   *
   * @param onEvent what is called with each event; it is dealt with when what this returns is fulfilled. The
   * room does not wait for that: where too many are not dealt with, the next ones are skipped and counted
   * @param page makes what browsers are shown; it is asked for when the first one asks
   * @throws {BindError}
   * @throws {StoreError} where the room's file cannot be used
   */
  static async start(
    options: ServerOptions,
    onEvent: (event: ServerEvent) => void | Promise<void>,
    page: () => Promise<Page> = () =>
      Promise.reject(new Error("Cannot show a page: there is none")),
  ): Promise<Server> {
    const server = new Server(options, onEvent, page);
    const answer = await server.#question({ kind: "start", options });
    if (answer.kind === "cannot-listen") {
      await server.ended;
      throw new BindError(options.endpoint, answer.fault, new Error(answer.why));
    }
    if (answer.kind === "cannot-keep") {
      await server.ended;
      throw new StoreError(answer.why);
    }
    if (answer.kind === "listening") {
      server.#endpoint = answer.endpoint;
      server.#key = answer.key;
      server.#announceFault = answer.announceFault;
      server.#web = answer.web;
    }
    return server;
  }

  /** Where the server listens, with the port that it really has. */
  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** The room's public key. */
  get key(): Uint8Array {
    return this.#key;
  }

  /** Why people on the network could not find the room when it opened; undefined where they could. */
  get announceFault(): AnnounceFault | undefined {
    return this.#announceFault;
  }

  /** Whether browsers are served, and where. */
  get web(): WebState {
    return this.#web;
  }

  /** Fulfilled when the server has stopped, rejected when it cannot go on. */
  get ended(): Promise<void> {
    return this.#thread.join();
  }

  /**
   * Asks for something as the console, which may do everything and speaks as the operator. Fulfilled when the
   * room has done it: a caller with many requests waits for each, as the room has others to hear too.
   */
  async ask(request: Request): Promise<Reply> {
    const answer = await this.#question({ kind: "ask", request });
    if (answer.kind !== "reply") throw new Error(`Cannot take the answer ${answer.kind}`);
    return answer.reply;
  }

  /** What the room talks about; empty for nothing in particular. */
  async topic(): Promise<string> {
    const answer = await this.#question({ kind: "topic" });
    return answer.kind === "topic" ? answer.text : "";
  }

  /** Tells the members that the room ends; fulfilled when they have been told and the worker has ended. */
  async stop(): Promise<void> {
    this.#thread.post({ kind: "stop" });
    await this.ended;
  }

  /** Rejected where the worker ends before it answers. */
  #question(question: ToWorker): Promise<FromWorker> {
    if (!this.#thread.isAlive) {
      return Promise.reject(new Error("Cannot answer: the server has stopped"));
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#thread.post(question);
    });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "entry":
      case "refused":
      case "not-kept":
      case "stalled":
        this.#tell(message);
        break;
      case "skipped":
        this.#onEvent(message);
        break;
      case "page-wanted":
        this.#givePage();
        break;
      default:
        this.#waiters.shift()?.resolve(message);
    }
  }

  async #givePage(): Promise<void> {
    const page = await this.#page().catch((error) => {
      this.#tellOfPage(String(error.message));
      return undefined;
    });
    if (this.#thread.isAlive) this.#thread.post({ kind: "page", page });
  }

  /** Tells that browsers get no page, and why: once, as anybody can ask for it again and again. */
  #tellOfPage(why: string): void {
    if (!this.#hasToldOfPage) this.#onEvent({ kind: "no-page", why });
    this.#hasToldOfPage = true;
  }

  async #tell(event: ServerEvent): Promise<void> {
    await this.#onEvent(event);
    if (this.#thread.isAlive) this.#thread.post({ kind: "taken" });
  }
}
