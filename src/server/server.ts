import type { Request } from "../base/mod.ts";
import { BindError, type Endpoint } from "../net/mod.ts";
import { Thread } from "../parallel/mod.ts";
import type { Reply } from "../wire/mod.ts";
import type { AnnounceFault } from "./announcement.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker } from "./protocol.ts";

/** Settles the promise that somebody waits on for an answer of the worker. */
interface Waiter {
  resolve(answer: FromWorker): void;
  reject(error: unknown): void;
}

/** A room that a Web Worker serves, as the main thread sees it. */
export class Server {
  readonly #thread = new Thread<void, FromWorker, ToWorker>(
    () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    { name: "the room" },
  );
  readonly #onEvent: (event: ServerEvent) => void | Promise<void>;
  /** Questions that wait for an answer. Answers come in the order of the questions. */
  readonly #waiters: Waiter[] = [];
  #endpoint: Endpoint;
  #announceFault: AnnounceFault | undefined;

  private constructor(endpoint: Endpoint, onEvent: (event: ServerEvent) => void | Promise<void>) {
    this.#endpoint = endpoint;
    this.#onEvent = onEvent;
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
   * @throws {BindError}
   */
  static async start(
    options: ServerOptions,
    onEvent: (event: ServerEvent) => void | Promise<void>,
  ): Promise<Server> {
    const server = new Server(options.endpoint, onEvent);
    const answer = await server.#question({ kind: "start", options });
    if (answer.kind === "cannot-listen") {
      await server.ended;
      throw new BindError(options.endpoint, answer.fault, new Error(answer.why));
    }
    if (answer.kind === "listening") {
      server.#endpoint = answer.endpoint;
      server.#announceFault = answer.announceFault;
    }
    return server;
  }

  /** Where the server listens, with the port that it really has. */
  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** Why people on the network could not find the room when it opened; undefined where they could. */
  get announceFault(): AnnounceFault | undefined {
    return this.#announceFault;
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
        this.#tell(message);
        break;
      case "skipped":
        this.#onEvent(message);
        break;
      default:
        this.#waiters.shift()?.resolve(message);
    }
  }

  async #tell(event: ServerEvent): Promise<void> {
    await this.#onEvent(event);
    if (this.#thread.isAlive) this.#thread.post({ kind: "taken" });
  }
}
