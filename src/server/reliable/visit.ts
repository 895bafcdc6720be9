import type { Request } from "../../base/mod.ts";
import {
  type End,
  LineBuffer,
  type Session,
  type SessionEvents,
  type Source,
} from "../../link/mod.ts";
import {
  decodeRequest,
  type Direct,
  encodeDirect,
  type EnterRequest,
  LineReader,
  ProtocolError,
  REQUEST_LIMIT,
  type RequestLine,
  STREAMS,
} from "../../wire/mod.ts";
import type { LogSource } from "./log_source.ts";
import type { ReliableSeat } from "../seats.ts";

/**
 * Bytes of replies that a member may leave unacknowledged before no more requests are taken: otherwise a
 * member who asks and never listens would fill the memory.
 */
export const REPLY_LIMIT = 65_536;

/** Milliseconds before a member is told again that its requests wait. */
const SLOWED_PAUSE = 60_000;

/** Answers the requests of a session. */
export interface Host {
  /** Whether a member may ask for something more now; otherwise, the visit's turn comes when it may. */
  admits(visit: Visit, seat: ReliableSeat): boolean;
  /** There may be room for more replies: it is the visit's turn as soon as can be. */
  giveTurn(visit: Visit): void;
  enter(visit: Visit, request: EnterRequest): void;
  apply(visit: Visit, seat: ReliableSeat, number: number, request: Request): void;
  /** The member has acknowledged something that was for it alone. */
  heard(visit: Visit): void;
  /** The member is somewhere else. */
  moved(visit: Visit): void;
  ended(visit: Visit, end: End): void;
}

/** One session of a reliable member, from its first request to its end. */
export class Visit implements SessionEvents {
  readonly session: Session;
  /** The member's seat, once the session has one. */
  seat: ReliableSeat | undefined;
  /** The log as it is sent in this session. */
  log: LogSource | undefined;
  /** Replies that wait until what they are about is safe. */
  heldReplies = 0;
  /** Whether the attempt to enter that is being decided on counts already as one. */
  isCounted = false;
  /** Whether the member was told that what it says has to wait. */
  isToldToWait = false;
  readonly #host: Host;
  readonly #requests = new LineReader(REQUEST_LIMIT);
  /** Requests that wait for their turn. The bytes that are not taken bound them. */
  #waiting: RequestLine[] = [];
  #direct: LineBuffer | undefined;
  #toldSlowed = -Infinity;
  /** The addresses of other servers that the member was told. */
  #toldServers = "";
  /** Bytes of requests that were heard and do not count as taken yet. */
  #untaken = 0;

  constructor(session: Session, host: Host) {
    this.session = session;
    this.#host = host;
  }

  /** Whether something was said on the direct stream. */
  get hasSpoken(): boolean {
    return this.#direct !== undefined;
  }

  /** What is said to this member alone; `first` is the number of the line to begin with. */
  speakThrough(direct: LineBuffer, first: number): void {
    this.#direct = direct;
    // What waits for room can go on when the member has heard more.
    const source = new WatchedSource(direct.sourceFrom(first), () => {
      if (this.#untaken > 0) this.#host.giveTurn(this);
      this.#host.heard(this);
    });
    this.session.connection.open(STREAMS.direct, source);
  }

  /** The lines that are said to this member alone; opens their stream the first time. */
  openDirect(): LineBuffer {
    if (this.#direct !== undefined) return this.#direct;
    const direct = new LineBuffer();
    direct.release(Infinity);
    this.speakThrough(direct, 0);
    return direct;
  }

  say(direct: Direct): void {
    this.openDirect().append(encodeDirect(direct));
  }

  /** Follows the log. */
  follow(log: LogSource): void {
    this.log = log;
    this.session.connection.open(STREAMS.room, log);
  }

  /** Tells the member that its requests wait, unless it knows. */
  tellSlowed(perSecond: number, now: number): void {
    if (now < this.#toldSlowed + SLOWED_PAUSE) return;
    this.#toldSlowed = now;
    this.say({ kind: "slowed", perSecond });
  }

  /** Tells the member where else the room is served, unless it knows. */
  tellServers(addresses: readonly string[]): void {
    const told = addresses.join(" ");
    if (told === this.#toldServers) return;
    this.#toldServers = told;
    this.say({ kind: "elsewhere", addresses });
  }

  data(stream: number, bytes: Uint8Array): void {
    if (stream !== STREAMS.request) return;
    this.#untaken += bytes.length;
    this.#guard(() => {
      for (const line of this.#requests.read(bytes)) this.#waiting.push(decodeRequest(line));
    });
    this.proceed();
  }

  /** Deals with the requests that wait, as far as it is their turn. */
  proceed(): void {
    this.#guard(() => {
      for (let line = this.#next(); line; line = this.#next()) this.#hear(line);
    });
    if (this.#untaken === 0 || this.#waiting.length > 0 || this.#isFull) return;
    this.session.connection.take(STREAMS.request, this.#untaken);
    this.#untaken = 0;
  }

  moved(): void {
    this.#host.moved(this);
  }

  ended(end: End): void {
    this.#waiting = [];
    this.#host.ended(this, end);
  }

  /** Whether too many replies are not acknowledged. */
  get #isFull(): boolean {
    return (this.#direct?.size ?? 0) > REPLY_LIMIT;
  }

  /** Takes the next request, if it is its turn. */
  #next(): RequestLine | undefined {
    const [line] = this.#waiting;
    if (line === undefined || this.#isFull) return undefined;
    const { seat } = this;
    const isNew = seat !== undefined && line.request.kind !== "enter" && line.number > seat.applied;
    return isNew && !this.#host.admits(this, seat) ? undefined : this.#waiting.shift();
  }

  /** Ends the session where the other end breaks the protocol. */
  #guard(deal: () => void): void {
    try {
      deal();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.session.connection.abort("protocol");
    }
  }

  #hear({ number, request }: RequestLine): void {
    if (request.kind === "enter") return this.#host.enter(this, request);
    const { seat } = this;
    if (seat === undefined) {
      throw new ProtocolError("Cannot take a request before the member is in");
    }
    // One that was applied before is there again because its reply was lost with the connection.
    if (number > seat.applied) this.#host.apply(this, seat, number, request);
  }
}

/** A source with an eye on what is acknowledged. */
class WatchedSource implements Source {
  readonly #source: Source;
  readonly #onAcknowledged: () => void;

  constructor(source: Source, onAcknowledged: () => void) {
    this.#source = source;
    this.#onAcknowledged = onAcknowledged;
  }

  get first(): number {
    return this.#source.first;
  }

  get end(): number {
    return this.#source.end;
  }

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    this.#source.copy(from, to, target, at);
  }

  acknowledged(offset: number): void {
    this.#source.acknowledged(offset);
    this.#onAcknowledged();
  }
}
