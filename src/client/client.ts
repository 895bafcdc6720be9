import type { Request, RequestKind } from "../base/mod.ts";
import { Thread } from "../parallel/mod.ts";
import { decodeEntry, type Entry } from "../room/mod.ts";
import type { BanStatus, MemberStatus, Reply } from "../wire/mod.ts";
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

/** Settles the promise of a request when its answer comes. */
interface Asker {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  readonly kind: RequestKind;
}

/** A seat in a room, held by a Web Worker, as the main thread sees it. */
export class Client {
  readonly #thread = new Thread<void, FromWorker, ToWorker>(
    () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    { name: "the session" },
  );
  readonly #onEvent: (event: ClientEvent) => void | Promise<void>;
  readonly #unsaid: (() => void)[] = [];
  readonly #askers = new Map<number, Asker>();
  #asked = 0;

  /**
   * Starts the worker and its socket. Nothing is sent before `enter`. The event `ended` is the last one.
   *
   * @param onEvent what is called with each event; entries, texts and what is private are dealt with when
   * what it returns is fulfilled
   */
  constructor(options: ClientOptions, onEvent: (event: ClientEvent) => void | Promise<void>) {
    this.#onEvent = onEvent;
    this.#thread.onMessage = (message) => this.#hear(message);
    this.#thread.start();
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
   * Entries of the log, the newest or those before an index. The room gives fewer than `count` where they
   * are many or long.
   */
  async history(count: number, before?: number): Promise<History> {
    const reply = await this.ask({ kind: "history", count, before });
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
    const dealt = this.#onEvent(message);
    // Only then may more come: what is not dealt with must not pile up.
    if (message.kind === "entries") this.#tellWhen(dealt, { kind: "taken", bytes: message.bytes });
    if (message.kind === "text" || message.kind === "whisper") {
      this.#tellWhen(dealt, { kind: "read" });
    }
  }

  #settle(id: number, reply: Reply): void {
    const asker = this.#askers.get(id);
    this.#askers.delete(id);
    if (reply.kind !== "refused") return asker?.resolve(reply);
    asker?.reject(new RequestError(asker.kind, reply.reason));
  }
}
