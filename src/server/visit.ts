import {
  type ConnectionEvents,
  type End,
  LineBuffer,
  type Session,
  type Source,
} from "../link/mod.ts";
import {
  decodeRequest,
  type Direct,
  encodeDirect,
  LineReader,
  ProtocolError,
  type Request,
  REQUEST_LIMIT,
  STREAMS,
} from "../wire/mod.ts";
import type { ReliableSeat } from "./seats.ts";

/**
 * Bytes of replies that a member may leave unacknowledged before no more requests are taken: otherwise one
 * who asks and never listens would fill the memory.
 */
const REPLY_LIMIT = 65_536;

export type EnterRequest = Extract<Request, { kind: "enter" }>;
export type NumberedRequest = Exclude<Request, EnterRequest>;

/** Who answers the requests of a session. */
export interface Host {
  enter(visit: Visit, request: EnterRequest): void;
  apply(visit: Visit, seat: ReliableSeat, request: NumberedRequest): void;
  ended(visit: Visit, end: End): void;
}

/** One session of a reliable member, from its first request to its end. */
export class Visit implements ConnectionEvents {
  readonly session: Session;
  /** The member's seat, once the session has one. */
  seat: ReliableSeat | undefined;
  readonly #host: Host;
  readonly #requests = new LineReader(REQUEST_LIMIT);
  #direct: LineBuffer | undefined;
  /** Bytes of requests that were heard and whose place is not given free yet. */
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
    const source = direct.sourceFrom(first);
    this.#direct = direct;
    this.session.connection.open(STREAMS.direct, this.#watched(source));
  }

  /** The lines that are said to this member alone. */
  get direct(): LineBuffer {
    if (this.#direct === undefined) {
      const direct = new LineBuffer();
      direct.release(Infinity);
      this.speakThrough(direct, 0);
      return direct;
    }
    return this.#direct;
  }

  say(direct: Direct): void {
    this.direct.append(encodeDirect(direct));
  }

  data(stream: number, bytes: Uint8Array): void {
    if (stream !== STREAMS.request) return;
    try {
      for (const line of this.#requests.read(bytes)) this.#hear(decodeRequest(line));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.session.connection.abort("protocol");
    }
    this.#untaken += bytes.length;
    this.#takeRequests();
  }

  ended(end: End): void {
    this.#host.ended(this, end);
  }

  #hear(request: Request): void {
    if (request.kind === "enter") return this.#host.enter(this, request);
    const { seat } = this;
    if (seat === undefined) {
      throw new ProtocolError("Cannot take a request before the member is in");
    }
    // One that was applied before is there again because its reply was lost with the connection.
    if (request.number > seat.applied) this.#host.apply(this, seat, request);
  }

  /** The same source, with an eye on what is acknowledged. */
  #watched(source: Source): Source {
    const acknowledged = (offset: number) => {
      source.acknowledged(offset);
      this.#takeRequests();
    };
    return {
      get first() {
        return source.first;
      },
      get end() {
        return source.end;
      },
      copy: (from, to, target, at) => source.copy(from, to, target, at),
      acknowledged,
    };
  }

  #takeRequests(): void {
    if (this.#untaken === 0 || (this.#direct?.size ?? 0) > REPLY_LIMIT) return;
    this.session.connection.take(STREAMS.request, this.#untaken);
    this.#untaken = 0;
  }
}
