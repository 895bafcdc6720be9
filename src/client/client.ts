import type { Request, RequestKind } from "../base/mod.ts";
import type { Destination } from "../link/mod.ts";
import { decodeEntry, type Entry } from "../room/mod.ts";
import type { BanStatus, Greeting, MemberStatus, Reply, SeenStatus } from "../wire/mod.ts";
import type { ClientEvent, ClientOptions, FromWorker, ToWorker } from "./protocol.ts";
import { RequestError } from "./request_error.ts";

/** A part of the room's log from before. */
export interface History {
  readonly entries: readonly Entry[];
  /** Index of the entry behind the first one: what to ask for next, to get what was before. */
  readonly from: number;
  /** Index of the oldest entry that the room still has. */
  readonly first: number;
}

/** What was found in the room's log. */
export interface Found {
  /** The newest first. */
  readonly entries: readonly Entry[];
  /** The index before which to search on; undefined where all was searched. */
  readonly next: number | undefined;
}

/** Entries that are found at a time. */
const FOUND = 20;

/** Decides on a room that has answered: returns its key, with its secret where it takes one; undefined to go. */
export type Meet = (
  greeting: Greeting,
) => Destination | undefined | Promise<Destination | undefined>;

/** Settles the promise of a request when its answer comes. */
interface Asker {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  readonly kind: RequestKind;
}

/** The worker that holds a seat, started: a `Thread`, or a browser's own. */
export interface SeatWorker {
  /** Called with each message of the worker, in order. */
  onMessage: ((message: FromWorker) => void) | undefined;
  /** Whether it has not ended. */
  readonly isAlive: boolean;
  post(message: ToWorker): void;
  /** Fulfilled when it has ended, rejected when it failed. */
  join(): Promise<void>;
}

/** A seat in a room, held by a Web Worker, as the main thread sees it. */
export class Client {
  readonly #thread: SeatWorker;
  readonly #meet: Meet;
  readonly #onEvent: (event: ClientEvent) => void | Promise<void>;
  readonly #unsaid: (() => void)[] = [];
  readonly #askers = new Map<number, Asker>();
  #asked = 0;

  /**
   * Opens a seat in the worker. Nothing is sent before `enter`. The event `ended` is the last one.
   *
   * @param meet what is called with the room that answers, where the options name none
   * @param onEvent what is called with each event; entries, texts and what is private are dealt with when
   * what it returns is fulfilled
   */
  constructor(
    worker: SeatWorker,
    options: ClientOptions,
    meet: Meet,
    onEvent: (event: ClientEvent) => void | Promise<void>,
  ) {
    this.#meet = meet;
    this.#onEvent = onEvent;
    this.#thread = worker;
    this.#thread.onMessage = (message) => this.#hear(message);
    this.#thread.post({ kind: "open", options });
    const release = () => {
      for (const resolve of this.#unsaid.splice(0)) resolve();
      for (const id of this.#askers.keys()) this.#settle(id, { kind: "refused", reason: "ended" });
    };
    this.ended.then(release, release);
  }

  /** Asks to enter under a name. Answered by the event `entered`, `refused` or `unanswered`. */
  enter(name: string): void {
    this.#thread.post({ kind: "enter", name });
  }

  /** Says a text. Fulfilled when it was sent, or never will be because the session has ended. */
  say(text: string): Promise<void> {
    if (!this.#thread.isAlive) return Promise.resolve();
    return new Promise((resolve) => {
      this.#unsaid.push(resolve);
      this.#thread.post({ kind: "say", text });
    });
  }

  /**
   * Asks for something, after all that was said and asked for before, and however long the connection takes.
   * Fulfilled when the server has done it; in the classic dialect, which can only say, when it was sent.
   *
   * @throws {RequestError} where the server refuses, or the session ends before
   */
  ask(request: Request): Promise<Reply> {
    if (!this.#thread.isAlive) return Promise.reject(new RequestError(request.kind, "ended"));
    return new Promise((resolve, reject) => {
      const id = this.#asked++;
      this.#askers.set(id, { resolve, reject, kind: request.kind });
      this.#thread.post({ kind: "ask", id, request });
    });
  }

  /** Who is in the room: those who entered first, and the number of all. */
  async who(): Promise<{ readonly count: number; readonly members: readonly MemberStatus[] }> {
    const reply = await this.ask({ kind: "who" });
    return reply.kind === "who" ? reply : { count: 0, members: [] };
  }

  /**
   * Entries of the log: the newest, those before an index, or those around one. The room gives fewer than `count`
   * where they are many or long.
   */
  async history(count: number, before?: number, around?: number): Promise<History> {
    const reply = await this.ask({ kind: "history", count, before, around });
    if (reply.kind !== "history") return { entries: [], from: 0, first: 0 };
    const { from, first, lines } = reply;
    const entries: Entry[] = [];
    let { time } = reply;
    for (const [index, line] of lines.entries()) {
      const entry = decodeEntry(line, from + index, time);
      time = entry?.at ?? time;
      if (entry !== undefined && entry.kind !== "unknown") entries.push(entry);
    }
    return { entries, from, first };
  }

  /** Entries with a text, in any case and width: the newest 20, or those before an index. */
  async search(text: string, before?: number): Promise<Found> {
    const entries: Entry[] = [];
    let next = before;
    // The room searches a part of its log at a time.
    do {
      const reply = await this.ask({ kind: "search", text, before: next });
      if (reply.kind !== "search") return { entries, next: undefined };
      for (const { index, line } of reply.hits) {
        const entry = decodeEntry(line, index, 0);
        if (entry !== undefined && entry.kind !== "unknown") entries.push(entry);
      }
      const isFurther = reply.next !== undefined && reply.next < (next ?? Infinity);
      next = isFurther ? reply.next : undefined;
    } while (next !== undefined && entries.length < FOUND);
    const more = entries.splice(FOUND);
    return { entries, next: more.length > 0 ? entries.at(-1)?.index : next };
  }

  /** How far everybody has followed the log, those who entered first; and the number of all. */
  async seen(): Promise<{ readonly count: number; readonly members: readonly SeenStatus[] }> {
    const reply = await this.ask({ kind: "seen" });
    return reply.kind === "seen" ? reply : { count: 0, members: [] };
  }

  /** Milliseconds from here to the server and back, with all that waits on the way. */
  async ping(): Promise<number> {
    const start = performance.now();
    await this.ask({ kind: "ping" });
    return performance.now() - start;
  }

  /** Says a text to one member alone. */
  async whisper(to: string, text: string): Promise<void> {
    await this.ask({ kind: "whisper", to, text });
  }

  /** Takes another name. */
  async rename(name: string): Promise<void> {
    await this.ask({ kind: "rename", name });
  }

  /** Sets what the room talks about; an empty text takes it away. */
  async setTopic(text: string): Promise<void> {
    await this.ask({ kind: "topic", text });
  }

  /**
   * Bans a name or an address, as an operator.
   *
   * @param duration milliseconds; for good where it is left out
   * @returns the bans that were made: with a member's name, its address may be banned too
   */
  async ban(target: string, duration?: number): Promise<readonly BanStatus[]> {
    const reply = await this.ask({ kind: "ban", target, duration });
    return reply.kind === "bans" ? reply.bans : [];
  }

  /** All bans, for an operator. */
  async bans(): Promise<readonly BanStatus[]> {
    const reply = await this.ask({ kind: "bans" });
    return reply.kind === "bans" ? reply.bans : [];
  }

  /**
   * Leaves, after everything that was said before. Answered by the event `ended`.
   *
   * @param wait most milliseconds to wait until more of it is confirmed, where the dialect confirms; ten
   * seconds for all of it if not given
   */
  leave(wait?: number): void {
    this.#thread.post({ kind: "leave", wait });
  }

  async #tellWhen(dealt: void | Promise<void>, message: ToWorker): Promise<void> {
    await dealt;
    if (this.#thread.isAlive) this.#thread.post(message);
  }

  /** Fulfilled when the session is over, rejected when it cannot go on. */
  get ended(): Promise<void> {
    return this.#thread.join();
  }

  #hear(message: FromWorker): void {
    if (message.kind === "said") return this.#unsaid.shift()?.();
    if (message.kind === "reply") return this.#settle(message.id, message.reply);
    if (message.kind === "greeted") {
      this.#decide(message.greeting);
      return;
    }
    const dealt = this.#onEvent(message);
    // Only then may more come: what is not dealt with must not pile up.
    if (message.kind === "entries") this.#tellWhen(dealt, { kind: "taken", bytes: message.bytes });
    if (message.kind === "text" || message.kind === "whisper") {
      this.#tellWhen(dealt, { kind: "read" });
    }
  }

  async #decide(greeting: Greeting): Promise<void> {
    const room = await this.#meet(greeting);
    if (!this.#thread.isAlive) return;
    this.#thread.post(room ? { kind: "trust", room } : { kind: "leave", wait: undefined });
  }

  #settle(id: number, reply: Reply): void {
    const asker = this.#askers.get(id);
    this.#askers.delete(id);
    if (reply.kind !== "refused") return asker?.resolve(reply);
    asker?.reject(new RequestError(asker.kind, reply.reason));
  }
}
