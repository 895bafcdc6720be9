import { encodeHex } from "@std/encoding/hex";
import { forgetOldest, parseSocketAddress, type Request, type Transmit } from "../../base/mod.ts";
import type { Destination, End } from "../../link/mod.ts";
import type { Endpoint } from "../../net/mod.ts";
import type { Entry } from "../../room/mod.ts";
import {
  type Direct,
  encodeRequest,
  type Entered,
  type Reply,
  type Resumption,
} from "../../wire/mod.ts";
import { Comeback } from "./comeback.ts";
import type { ClientOptions, EndReason, SessionEvent } from "../protocol.ts";
import { Outbox, type Pending } from "./outbox.ts";
import type { RoomLink } from "./room_link.ts";
import { type Caller, ServerLine, type ServerLineEvents } from "./server_line.ts";
import type { Session } from "../session.ts";

/** Milliseconds until a name is asked for again that was taken when the member came back. */
const NAME_WAIT = 5000;

/** Milliseconds until somebody asks again to enter where too many have just entered. */
const CROWD_WAIT = 1000;

/** Milliseconds that a member who leaves waits until everything said is confirmed, if not told otherwise. */
const LEAVE_TIME = 10_000;

/** Private messages that are remembered. */
const MOST_LETTERS = 1000;

/** Bytes that may wait to be confirmed; with more, the next text has to wait. */
const UNSAID_LIMIT = 256 * 1024;

type State =
  /** Has no name, or one that was refused. */
  | "outside"
  /** Calls the server. */
  | "calling"
  /** Has been greeted by a room, and waits until it is decided whether that is the one that is meant. */
  | "meeting"
  /** Has asked to be let in. */
  | "entering"
  | "inside"
  /** Waits before the next attempt. */
  | "waiting"
  | "ended";

export interface ReliableOptions
  extends Pick<ClientOptions, "history" | "patience" | "room" | "takesOver"> {
  readonly server: Endpoint;
  readonly caller: Caller;
}

/**
 * A reliable member as a state machine. What is said is kept until the server confirms it, and the log is
 * followed by its index: so a broken connection costs nothing but time.
 */
export class ReliableSession implements Session {
  readonly #line: ServerLine;
  readonly #comeback: Comeback;
  readonly #history: number;
  readonly #emit: (event: SessionEvent) => void;
  readonly #onSaid: () => void;
  /** Tells this run of the program from others of the same member. */
  readonly #run: string;
  readonly #takesOver: boolean;
  /** The room that is called; undefined before it is decided. */
  #room: Destination | undefined;
  readonly #outbox = new Outbox();
  #state: State = "outside";
  #name = "";
  /** The newest private messages, by their numbers: after a restart of the server they may come again. */
  readonly #letters = new Set<number>();
  /** The seat that the member has, or had. */
  #seat: Entered | undefined;
  /** Lines that were heard of the seat before this connection. */
  #heardBefore = 0;
  /** Index of the next entry. */
  #next = 0;
  /** `say`s that were not answered yet. */
  #unanswered = 0;
  #leaving = false;
  /** Why a member who was inside was not let in again, the last time. */
  #refusal: string | undefined;
  /** When a member who leaves waits no longer. */
  #leaveBy = Infinity;
  /** How much longer it waits whenever more is confirmed; undefined for no longer. */
  #leaveWait: number | undefined;
  #now = 0;

  constructor(
    { server, room, history, patience, takesOver, caller }: ReliableOptions,
    emit: (event: SessionEvent) => void,
    onSaid: () => void,
  ) {
    const events: ServerLineEvents = {
      dialed: (outcome) => this.#dialed(outcome),
      told: (direct) => this.#listen(direct),
      read: (entries, bytes) => this.#read(entries, bytes),
      ended: (end) => this.#lose(end),
      presence: (present) => emit({ kind: "presence", present }),
    };
    this.#line = new ServerLine(server, caller, events);
    this.#room = room;
    this.#run = encodeHex(caller.random(8));
    this.#takesOver = takesOver;
    this.#comeback = new Comeback(patience, () => fractionOf(caller.random(4)));
    this.#history = history;
    this.#emit = emit;
    this.#onSaid = onSaid;
  }

  /** Whether the server has answered in this dialect. */
  get isAnswered(): boolean {
    return this.#line.isAnswered;
  }

  enter(name: string, now: number): void {
    if (this.#state !== "outside") throw new Error(`Cannot enter: the state is ${this.#state}`);
    this.#now = now;
    this.#name = name;
    this.#call();
  }

  trust(room: Destination, now: number): void {
    this.#now = now;
    this.#room = room;
    if (this.#state === "meeting") this.#call();
  }

  say(text: string, now: number): void {
    this.#now = now;
    if (!this.#request({ kind: "say", text })) this.#emit({ kind: "too-long", text });
    this.#unanswered++;
    this.#answer();
  }

  ask(request: Request, id: number, now: number): void {
    this.#now = now;
    if (this.#state === "ended") this.#reply(id, { kind: "refused", reason: "ended" });
    else if (!this.#request(request, id)) {
      this.#reply(id, { kind: "refused", reason: "text-too-long" });
    }
  }

  take(bytes: number): void {
    this.#line.link?.take(bytes);
  }

  leave(now: number, wait?: number): void {
    this.#now = now;
    if (this.#state === "ended") return;
    this.#leaving = true;
    this.#leaveWait = wait;
    this.#leaveBy = Math.min(this.#leaveBy, now + (wait ?? LEAVE_TIME));
    this.#leaveIfDone();
  }

  receive(datagram: Uint8Array, _from: Deno.NetAddr, now: number): void {
    this.#now = now;
    this.#line.receive(datagram, now);
  }

  nextTimeout(): number {
    return Math.min(this.#line.nextTimeout(), this.#comeback.retryAt, this.#leaveBy);
  }

  timeout(now: number): void {
    this.#now = now;
    if (now >= this.#leaveBy) return this.#end("left");
    if (now >= this.#comeback.retryAt) this.#call();
    this.#line.timeout(now);
  }

  transmit(now: number): Transmit | undefined {
    return this.#line.transmit(now);
  }

  /** Takes a request into the outbox, and sends it if that can be. Returns whether it is short enough. */
  #request(request: Request, id?: number): boolean {
    const line = this.#outbox.add(request, id);
    if (line !== undefined && this.#state === "inside") this.#line.link?.ask(line);
    return line !== undefined;
  }

  #reply(id: number, reply: Reply): void {
    this.#emit({ kind: "reply", id, reply });
  }

  /** Asks to be let in, by a connection that is there or a new one. */
  #call(): void {
    this.#comeback.try();
    if (this.#line.link !== undefined) return this.#askToEnter(this.#line.link);
    this.#state = "calling";
    this.#line.call(this.#room, this.#now);
  }

  #dialed(outcome: Parameters<ServerLineEvents["dialed"]>[0]): void {
    if (outcome.kind === "connected") return this.#askToEnter(outcome.link);
    if (this.#leaving && this.#outbox.count === 0) return this.#end("left");
    // A member who comes back tries again: another room may answer at the address for a while.
    if (this.#seat !== undefined) return this.#wait();
    this.#state = outcome.kind === "greeted" ? "meeting" : "outside";
    this.#comeback.end();
    switch (outcome.kind) {
      case "busy":
        return this.#emit({ kind: "refused", name: this.#name, reason: "full" });
      case "wait":
        return this.#emit({ kind: "refused", name: this.#name, reason: "too-many-guesses" });
      case "version":
        return this.#emit({ kind: "incompatible", version: outcome.version });
      default:
        return this.#emit(outcome);
    }
  }

  #askToEnter(link: RoomLink): void {
    this.#state = "entering";
    const resume = this.#resumption();
    // A member who comes back into a new room has missed all of it.
    const history = resume === undefined ? this.#history : Number.MAX_SAFE_INTEGER;
    const who = { name: this.#name, run: this.#run, takesOver: this.#takesOver };
    const request = { kind: "enter", ...who, history, resume } as const;
    link.ask(encodeRequest({ number: 0, request }));
  }

  /** What to show for the seat of before; nothing where there was none. */
  #resumption(): Resumption | undefined {
    if (this.#seat === undefined) return undefined;
    const { room } = this.#seat;
    return { room, from: this.#next, heard: this.#heardBefore };
  }

  #listen(direct: Direct): void {
    switch (direct.kind) {
      case "entered":
        return this.#sit(direct.entered);
      case "denied":
        return this.#stayOutside(direct.reason);
      case "whisper": {
        const { whisper, letter } = direct;
        if (letter !== undefined && this.#letters.has(letter)) return;
        if (letter !== undefined) forgetOldest(this.#letters.add(letter), MOST_LETTERS);
        return this.#emit({ kind: "whisper", whisper, isOwn: whisper.sender === this.#seat?.id });
      }
      case "overheard":
      case "stalled":
        return this.#emit(direct);
      case "elsewhere":
        return this.#line.setOthers(
          direct.addresses.flatMap((text) => parseSocketAddress(text) ?? []),
        );
      case "slowed":
        return this.#emit({ kind: "slowed", perSecond: direct.perSecond });
      case "reply":
        this.#settle(direct.number, direct.reply);
    }
    this.#answer();
    this.#leaveIfDone();
  }

  /** The server has dealt with all requests up to `number`; `reply` is its answer to that one. */
  #settle(number: number, reply: Reply): void {
    for (const pending of this.#outbox.take(number)) {
      // The answer to an earlier one went down with the seat that the member had then.
      this.#conclude(pending, pending.number === number ? reply : LOST);
    }
    if (this.#leaveWait !== undefined) this.#leaveBy = this.#now + this.#leaveWait;
  }

  #conclude({ id, request }: Pending, reply: Reply): void {
    if (request.kind === "rename" && reply.kind === "done") this.#name = request.name;
    if (id !== undefined) return this.#reply(id, reply);
    // Where the answer is lost, the text was said or refused: which one is not known. That is rare.
    if (reply.kind === "refused" && reply !== LOST) {
      this.#emit({ kind: "rejected", request, reason: reply.reason });
    }
  }

  #sit(entered: Entered): void {
    const { link } = this.#line;
    if (link === undefined || this.#state !== "entering") return;
    const before = this.#seat;
    this.#seat = entered;
    this.#state = "inside";
    this.#comeback.end();
    this.#refusal = undefined;
    if (!entered.resumed) this.#heardBefore = 0;
    // Another run of the program has asked for things on this seat before.
    if (before === undefined) this.#outbox.numberAbove(entered.applied);
    this.#name = entered.name;
    this.#settle(entered.applied, LOST);
    for (const line of this.#outbox.lines()) link.ask(line);
    this.#tellWhere(before, entered);
    this.#next = entered.from;
    link.follow(entered);
    this.#answer();
    this.#leaveIfDone();
  }

  #tellWhere(before: Entered | undefined, entered: Entered): void {
    const { name, missed, since, room, topic } = entered;
    if (before === undefined) {
      this.#emit({ kind: "entered", name, dialect: "reliable", since });
    } else {
      this.#emit({ kind: "back", name, isNewRoom: before.room !== room, since });
    }
    if (topic !== "" && before?.room !== room) this.#emit({ kind: "topic", text: topic });
    if (missed > 0) this.#emit({ kind: "missed", count: missed });
  }

  #stayOutside(reason: string): void {
    if (reason === "too-fast") {
      this.#state = "waiting";
      this.#waitFor(this.#comeback.jitter(CROWD_WAIT));
      return this.#leaveIfDone();
    }
    this.#state = "outside";
    if (this.#seat === undefined || this.#refusal !== reason) {
      this.#emit({ kind: "refused", name: this.#name, reason });
    }
    this.#refusal = reason;
    // Somebody else has the name now, or the own seat is not free yet: a member who was inside tries again.
    if (this.#seat !== undefined) this.#waitFor(NAME_WAIT);
    this.#leaveIfDone();
  }

  #read(entries: readonly Entry[], bytes: number): void {
    this.#next = this.#line.link?.next ?? this.#next;
    this.#emit({ kind: "entries", entries, bytes });
  }

  /** The connection is over. Where that was meant, it still has a last word to send. */
  #lose({ by, reason }: End): void {
    if (by === "us") return this.#end(reason === "left" ? "left" : "lost");
    if (by === "peer" && !COME_BACK.includes(reason)) return this.#end(FAREWELLS[reason] ?? "lost");
    this.#heardBefore += this.#line.link?.heard ?? 0;
    this.#line.drop();
    // While a name is being chosen, the next attempt calls again.
    if (this.#state === "outside" && this.#seat === undefined) return;
    if (this.#leaving && this.#outbox.count === 0) return this.#end("left");
    if (!this.#comeback.isUnderway && this.#seat !== undefined) this.#emit({ kind: "away" });
    this.#wait();
  }

  #wait(): void {
    this.#state = "waiting";
    if (this.#seat !== undefined) this.#line.turn();
    if (!this.#comeback.plan(this.#now)) this.#end("lost");
  }

  #waitFor(time: number): void {
    if (!this.#comeback.planAfter(time, this.#now)) this.#end("lost");
  }

  /** Answers `say`s, as far as there is room for what is said next. */
  #answer(): void {
    for (; this.#unanswered > 0 && this.#outbox.bytes < UNSAID_LIMIT; this.#unanswered--) {
      this.#onSaid();
    }
  }

  #leaveIfDone(): void {
    if (!this.#leaving || this.#state === "ended") return;
    if (this.#state === "outside") return this.#end("left");
    const isWaiting = ["calling", "meeting", "waiting"].includes(this.#state);
    if (isWaiting && this.#seat === undefined) return this.#end("left");
    const isDone = this.#state === "inside" && this.#outbox.count === 0;
    if (isDone) this.#line.link?.connection.close("left", this.#now);
  }

  #end(reason: EndReason): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#comeback.end();
    this.#leaveBy = Infinity;
    this.#line.hangUp("left");
    const { unsaid } = this.#outbox;
    for (const { id } of this.#outbox.take(Infinity)) {
      if (id !== undefined) this.#reply(id, { kind: "refused", reason: "ended" });
    }
    this.#emit({ kind: "ended", reason, unsaid });
  }
}

/** The server has dealt with a request, but its answer is lost. */
const LOST: Reply = { kind: "refused", reason: "lost" };

/** The server's words for an end after which a member comes back, to the same server or to another one. */
const COME_BACK: readonly string[] = ["unused", "moved"];

/** What the server's word for the end means. */
const FAREWELLS: Readonly<Record<string, EndReason>> = {
  closed: "closed",
  idle: "idle",
  kicked: "kicked",
  banned: "banned",
  overrun: "slow",
  slow: "slow",
};

/** A number from 0 to 1, of four bytes. */
function fractionOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32;
}
