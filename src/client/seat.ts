import type { MemberStatus, Reply, SeenStatus } from "../wire/mod.ts";
import type { Request } from "../base/mod.ts";
import { EndedError } from "./errors.ts";
import type { Client, Found, History, Meet } from "./client.ts";
import { Inbox } from "./inbox.ts";
import { openClient } from "./open_client.ts";
import type { ClientEvent, ClientOptions, Dialect, EndReason } from "./protocol.ts";
import { type SeatEvent, seatEvents } from "./seat_events.ts";

/** What comes of an attempt to enter. */
export type EnterOutcome = Extract<
  ClientEvent,
  {
    kind:
      | "entered"
      | "refused"
      | "unanswered"
      | "incompatible"
      | "impostor"
      | "wrong-secret"
      | "ended";
  }
>;

/**
 * A seat in a room, for programs: what happens is read from it, in order, and what is asked for is a promise.
 *
 * What is not read is not taken: the server holds back a log's entries until there is room for them, so a
 * slow reader costs no memory. Of private messages, and of what a classic server sends, no more than a
 * thousand wait here; the rest is `missed`. A program that reads nothing at all falls behind, and is dropped
 * as `slow` where the room's log no longer reaches back to its place: one that only speaks should read, too.
 *
 * ```ts
 * import { connect } from "@chatroom/chatroom/client";
 *
 * await using seat = await connect({ server: "127.0.0.1:8888", name: "Clock" });
 * await seat.say(`It is ${new Date().toISOString()}`);
 * ```
 */
export class Seat implements AsyncIterable<SeatEvent>, AsyncDisposable {
  readonly #client: Client;
  readonly #inbox = new Inbox<SeatEvent>();
  readonly #entering = Promise.withResolvers<EnterOutcome>();
  readonly #end = Promise.withResolvers<EndReason>();
  #reason: EndReason | undefined;
  #name = "";
  #dialect: Dialect = "reliable";
  #since = 0;

  /** Starts the worker that holds the seat, and asks to enter. */
  constructor(options: ClientOptions, meet: Meet, name: string) {
    this.#client = openClient(options, meet, (event) => this.#hear(event));
    this.#client.ended.catch((error) => {
      this.#inbox.close(error);
      this.#entering.reject(error);
      this.#end.reject(error);
    });
    // Nobody has to wait for these: a rejection without a listener is no error.
    this.#entering.promise.catch(() => {});
    this.#end.promise.catch(() => {});
    this.#client.enter(name);
  }

  /** What came of the attempt to enter. */
  get entered(): Promise<EnterOutcome> {
    return this.#entering.promise;
  }

  /** The name in the room, as it is now. */
  get name(): string {
    return this.#name;
  }

  /**
   * What the server speaks: in the classic dialect, nothing but `say` can be asked for, and nothing is
   * confirmed.
   */
  get dialect(): Dialect {
    return this.#dialect;
  }

  /** Index of the entry of one's own entering: entries before it are history. */
  get since(): number {
    return this.#since;
  }

  /** Fulfilled with the reason when the time in the room is over. */
  get ended(): Promise<EndReason> {
    return this.#end.promise;
  }

  /**
   * Says a text to everybody. Fulfilled when the server has it; in the classic dialect, when it was sent.
   *
   * @throws {RequestError} where the server refuses it, or the seat ends before
   */
  async say(text: string): Promise<void> {
    await this.ask({ kind: "say", text });
  }

  /** Tells everybody what one does, in the third person. Errors as in {@linkcode Seat.say}. */
  async act(text: string): Promise<void> {
    await this.ask({ kind: "act", text });
  }

  /** Says a text to one member alone. Errors as in {@linkcode Seat.say}. */
  async msg(to: string, text: string): Promise<void> {
    await this.ask({ kind: "whisper", to, text });
  }

  /** Who is in the room: those who entered first, and the number of all. */
  async who(): Promise<{ readonly count: number; readonly members: readonly MemberStatus[] }> {
    return await this.#client.who();
  }

  /** Entries of the log, at most `count`: the newest, those before an index, or those around one. */
  async history(count: number, before?: number, around?: number): Promise<History> {
    return await this.#client.history(count, before, around);
  }

  /** Entries with a text, in any case and width: the newest 20, or those before an index. */
  async search(text: string, before?: number): Promise<Found> {
    return await this.#client.search(text, before);
  }

  /** How far everybody has followed the log, those who entered first; and the number of all. */
  async seen(): Promise<{ readonly count: number; readonly members: readonly SeenStatus[] }> {
    return await this.#client.seen();
  }

  /** Milliseconds from here to the server and back. */
  async ping(): Promise<number> {
    return await this.#client.ping();
  }

  /** Anything that a member can ask for. Errors as in {@linkcode Seat.say}. */
  async ask(request: Request): Promise<Reply> {
    const reply = await this.#client.ask(request);
    if (request.kind === "rename" && reply.kind === "done") {
      this.#name = request.name.normalize("NFC");
    }
    return reply;
  }

  /** Leaves, after everything that was asked for before, and ends the worker. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#reason === undefined) this.#client.leave();
    await this.#client.ended;
  }

  /** Does what {@linkcode Seat.close} does. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * What happens, from entering on; it ends when one leaves or the room closes.
   *
   * @throws {EndedError} where it ends otherwise: kicked, connection lost
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<SeatEvent, void, undefined> {
    for (;;) {
      const { value, done } = await this.#inbox.read();
      if (done) return;
      yield value;
    }
  }

  #hear(event: ClientEvent): Promise<void> | undefined {
    switch (event.kind) {
      case "entered":
        this.#name = event.name;
        this.#dialect = event.dialect;
        this.#since = event.since;
        this.#entering.resolve(event);
        return undefined;
      case "ended":
        return this.#close(event);
      case "refused":
      case "unanswered":
      case "incompatible":
      case "impostor":
      case "wrong-secret":
        if (this.#name !== "") break;
        this.#entering.resolve(event);
        return undefined;
      case "back":
        this.#name = event.name;
        this.#since = event.since;
    }
    return this.#inbox.add(...seatEvents(event));
  }

  #close(event: Extract<ClientEvent, { kind: "ended" }>): undefined {
    const { reason } = event;
    this.#reason = reason;
    const isMeant = reason === "left" || reason === "closed";
    this.#inbox.close(isMeant ? undefined : new EndedError(reason));
    this.#entering.resolve(event);
    this.#end.resolve(reason);
  }
}
