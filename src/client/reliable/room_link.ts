import {
  Connection,
  type ConnectionEvents,
  type ConnectionOptions,
  type End,
  LineBuffer,
} from "../../link/mod.ts";
import type { Entry } from "../../room/mod.ts";
import {
  decodeDirect,
  type Direct,
  DIRECT_LIMIT,
  type Entered,
  type Limits,
  LineReader,
  ProtocolError,
  STREAMS,
} from "../../wire/mod.ts";
import { LogReader } from "./log_reader.ts";

/** What this end lets the server send ahead, and how long the server may be silent. */
export const LIMITS: Limits = { window: 65_536, silence: 15_000 };

/** What comes over a connection, read. */
export interface RoomLinkEvents {
  told(direct: Direct): void;
  /** `bytes` of the log, which are to be {@link RoomLink.take taken} once the entries are dealt with. */
  read(entries: readonly Entry[], bytes: number): void;
  ended(end: End): void;
}

/** One connection to a room: lines out, replies and the log's entries in. */
export class RoomLink implements ConnectionEvents {
  readonly connection: Connection;
  readonly #events: RoomLinkEvents;
  readonly #requests = new LineBuffer();
  readonly #replies = new LineReader(DIRECT_LIMIT);
  #heard = 0;
  #log: LogReader | undefined;
  /** Bytes of the log whose entries are still being dealt with. */
  #untaken = 0;
  /** Parts of the log that arrived before the reply that says at which entry they begin. */
  readonly #early: Uint8Array[] = [];

  /** @param longest most bytes of a datagram that are worth trying on the path to the server */
  constructor(
    { keys, theirs, longest }: Pick<ConnectionOptions, "keys" | "theirs" | "longest">,
    events: RoomLinkEvents,
    now: number,
  ) {
    this.#events = events;
    // Once either end takes the other for gone, the connection is of no use (RFC 9000, section 10.1).
    const silence = Math.min(LIMITS.silence, theirs.silence);
    const ours = { ...LIMITS, silence };
    const receives = [STREAMS.room, STREAMS.direct];
    const options = { keys, ours, theirs, receives, keepAlive: silence / 4, longest };
    this.connection = new Connection(options, now);
    this.connection.events = this;
    this.#requests.release(Infinity);
    this.connection.open(STREAMS.request, this.#requests.sourceFrom(0));
  }

  /** Lines of the direct stream that were read. */
  get heard(): number {
    return this.#heard;
  }

  /** Index of the entry that comes next; undefined before the log is followed. */
  get next(): number | undefined {
    return this.#log?.next;
  }

  /** Sends a request's line. */
  ask(line: Uint8Array): void {
    this.#requests.append(line);
  }

  /** Reads the log from where the server says that it begins. */
  follow(entered: Entered): void {
    this.#log = new LogReader(entered);
    for (const part of this.#early.splice(0)) this.#readLog(this.#log, part);
  }

  /** `bytes` bytes of entries were dealt with; those of an earlier connection do not count. */
  take(bytes: number): void {
    const taken = Math.min(bytes, this.#untaken);
    this.#untaken -= taken;
    this.connection.take(STREAMS.room, taken);
  }

  data(stream: number, bytes: Uint8Array): void {
    try {
      if (stream === STREAMS.direct) this.#readReplies(bytes);
      else if (this.#log === undefined) this.#early.push(bytes.slice());
      else this.#readLog(this.#log, bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.connection.abort("protocol");
    }
  }

  ended(end: End): void {
    this.#events.ended(end);
  }

  /** A member asks nobody where it is. */
  responded(): void {}

  #readReplies(bytes: Uint8Array): void {
    for (const line of this.#replies.read(bytes)) {
      this.#heard++;
      const direct = decodeDirect(line);
      if (direct.kind !== "unknown") this.#events.told(direct);
    }
    this.connection.take(STREAMS.direct, bytes.length);
  }

  #readLog(log: LogReader, bytes: Uint8Array): void {
    this.#untaken += bytes.length;
    this.#events.read(log.read(bytes), bytes.length);
  }
}
