import { type Frame, type Header, type Limits } from "../wire/mod.ts";
import { Acknowledger } from "./acknowledger.ts";
import { Closing, type End } from "./closing.ts";
import { Inbound } from "./inbound.ts";
import { Outbound } from "./outbound.ts";
import { Recovery, type SentDatagram } from "./recovery.ts";
import type { SessionKeys } from "./sealed.ts";
import type { Source } from "./source.ts";
import { Streams } from "./streams.ts";
import { Timers } from "./timers.ts";

/** Milliseconds that an end waits for the other one to take what is left, and then to confirm the end. */
const CLOSE_TIME = 3000;

/** Times the limit of silence that an end may speak and acknowledge nothing of what it is asked. */
const DEAFNESS = 4;

/** What a connection tells its owner, who may call the connection from within these. */
export interface ConnectionEvents {
  /**
   * Bytes of a stream, in order: a view, valid only during the call. Once done with, they are to be
   * {@link Connection.take taken}: the other end may send only a limited number that are not.
   */
  data(stream: number, bytes: Uint8Array): void;
  ended(end: End): void;
  /** The other end has answered a {@link Connection.challenge}: a view, valid only during the call. */
  responded(data: Uint8Array): void;
}

export interface ConnectionOptions {
  readonly keys: SessionKeys;
  /** What this end allows the other. */
  readonly ours: Limits;
  /** What the other end allows this one. */
  readonly theirs: Limits;
  /** The streams that the other end sends. */
  readonly receives: readonly number[];
  /** Milliseconds of quiet after which this end asks whether the other is there; Infinity for never. */
  readonly keepAlive: number;
  /** Most bytes of a datagram that are worth trying on the path to the other end: {@link longestTo}. */
  readonly longest: number;
}

/**
 * A connection's one end, as a state machine: ordered streams of bytes over datagrams that may be lost,
 * doubled and reordered. The contract: after each call of anything else, call `transmit` until it returns
 * 0, then wait for a datagram or for the time that `nextTimeout` names. After `ended`, nothing happens
 * any more but that `transmit` may compose one last datagram.
 */
export class Connection {
  /** Told of what arrives and of the end. */
  events: ConnectionEvents = { data() {}, ended() {}, responded() {} };
  readonly #options: ConnectionOptions;
  readonly #timers = new Timers();
  readonly #acknowledger = new Acknowledger();
  readonly #recovery: Recovery;
  readonly #streams = new Streams();
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #closing = new Closing();
  #heard: number;

  constructor(options: ConnectionOptions, now: number) {
    this.#options = options;
    this.#heard = now;
    this.#recovery = new Recovery({
      arrived: (datagram, now) => this.#arrived(datagram, now),
      lost: (datagram, now) => this.#outbound.missed(datagram, now),
    });
    const state = {
      acknowledger: this.#acknowledger,
      recovery: this.#recovery,
      streams: this.#streams,
      closing: this.#closing,
    };
    this.#inbound = new Inbound(options.keys, state);
    this.#outbound = new Outbound(options.keys, state, options.longest);
    for (const stream of options.receives) {
      this.#streams.accept(stream, options.ours.window, (bytes) => {
        // The listener may have ended the connection while it was handed an earlier part.
        if (this.end === undefined) this.events.data(stream, bytes);
      });
    }
    this.#hear(now);
  }

  /** How it ended, if it has. */
  get end(): End | undefined {
    return this.#closing.end;
  }

  /** When the other end was last heard. */
  get heard(): number {
    return this.#heard;
  }

  /** The smoothed round-trip time in milliseconds, and the share of datagrams that were lost, 0 to 1. */
  get quality(): { readonly roundTrip: number; readonly loss: number } {
    return { roundTrip: this.#recovery.roundTrip.smoothed, loss: this.#recovery.lossRate };
  }

  /** Datagrams that were dropped because they broke the protocol. */
  get rejected(): number {
    return this.#inbound.rejected;
  }

  /** The largest number of a datagram that has arrived; -1 where none has. */
  get newest(): number {
    return this.#acknowledger.newest;
  }

  /** Whether a datagram belongs to this connection, by its header. */
  isOf({ session }: Header): boolean {
    return session === this.#options.keys.session;
  }

  /** Begins to send a stream. What the source gets later goes out without another word. */
  open(stream: number, source: Source): void {
    this.#streams.open(stream, source, this.#options.theirs.window);
  }

  /** `count` bytes of a stream that were delivered are done with. */
  take(stream: number, count: number): void {
    this.#streams.take(stream, count);
  }

  /**
   * Closes the connection once the other end has everything that the sources hold now, or after some
   * seconds. `ended` follows.
   *
   * @param reason a word or a few, at most 100 bytes in UTF-8
   */
  close(reason: string, now: number): void {
    if (this.#closing.reason !== undefined || this.end !== undefined) return;
    this.#closing.begin(reason);
    this.#streams.finish();
    this.#timers.set("close", now + CLOSE_TIME);
    this.#closeIfFlushed();
  }

  /** Closes the connection without waiting: the other end is told once. `ended` follows at once. */
  abort(reason: string): void {
    this.#stop({ by: "us", reason });
  }

  /**
   * A datagram has arrived. One that is of another session or breaks the protocol changes nothing. Returns
   * whether it was right and new.
   */
  receive(datagram: Uint8Array, header: Header, now: number): boolean {
    if (this.end !== undefined || !this.isOf(header)) return false;
    if (header.kind === "reset") return this.#hearReset(header.token);
    const frames = this.#inbound.open(datagram, header.number);
    if (frames === undefined) return false;
    this.#hear(now);
    const isEliciting = frames.some(({ kind }) => kind !== "ack");
    this.#acknowledger.add(header.number, isEliciting, header.asking, now);
    this.#timers.set("ack", this.#acknowledger.deadline);
    for (const frame of frames) this.#apply(frame, now);
    this.#closeIfFlushed();
    return true;
  }

  /** When `timeout` is due; Infinity once the connection is over. */
  nextTimeout(): number {
    return this.#timers.next();
  }

  timeout(now: number): void {
    const timers = this.#timers;
    if (timers.takeDue("silence", now)) return this.#finish({ by: "silence", reason: "" });
    if (timers.takeDue("close", now)) return this.abort(this.#closing.reason ?? "");
    if (timers.takeDue("keepAlive", now)) this.#outbound.ping();
    if (timers.takeDue("ack", now)) this.#acknowledger.hurry();
    if (timers.takeDue("loss", now)) this.#missAcknowledgement(now);
  }

  /**
   * Composes the next datagram in `target`, which has room for the longest there is. Returns its length; 0 where
   * nothing is to be sent.
   */
  transmit(target: Uint8Array, now: number): number {
    if (this.end === undefined && this.#streams.isOverrun) {
      this.#stop({ by: "overrun", reason: "overrun" });
    }
    const length = this.#outbound.compose(target, now);
    if (length > 0 && this.end === undefined) {
      this.#timers.set("ack", this.#acknowledger.deadline);
      this.#timers.set("loss", this.#recovery.deadline);
    }
    return length;
  }

  /**
   * Composes a datagram in `target` that asks whether the other end can be reached where the caller sends it;
   * `responded` tells the answer. Returns its length.
   *
   * @param data bytes that nobody can guess, as many as a challenge has
   */
  challenge(target: Uint8Array, data: Uint8Array): number {
    return this.#outbound.challenge(target, data);
  }

  /**
   * The other end is somewhere else now: what was learnt of the path no longer holds (RFC 9000, 9.4).
   *
   * @param longest most bytes of a datagram that are worth trying on the new one
   */
  changePath(longest: number): void {
    this.#recovery.changePath();
    this.#outbound.changePath(longest);
  }

  #apply(frame: Frame, now: number): void {
    if (this.end !== undefined) return;
    switch (frame.kind) {
      case "ping":
        return;
      case "ack":
        this.#recovery.acknowledge(frame, now);
        if (this.end === undefined) this.#timers.set("loss", this.#recovery.deadline);
        return;
      case "window":
        return this.#streams.allow(frame.stream, frame.limit);
      case "stream":
        return this.#streams.receive(frame);
      case "challenge":
        return this.#outbound.respond(frame.data);
      case "response":
        return this.events.responded(frame.data);
      case "close":
        this.#acknowledger.hurry();
        return this.#finish({ by: "peer", reason: frame.reason });
    }
  }

  /** The server has forgotten the session: where this end is closing it, that is as good. */
  #hearReset(token: Uint8Array): boolean {
    if (!isSame(token, this.#options.keys.resetToken)) return false;
    const { reason } = this.#closing;
    this.#finish(reason === undefined ? { by: "reset", reason: "" } : { by: "us", reason });
    return true;
  }

  #hear(now: number): void {
    this.#heard = now;
    this.#timers.set("silence", now + this.#options.ours.silence);
    this.#timers.set("keepAlive", now + this.#options.keepAlive);
  }

  #arrived(datagram: SentDatagram, now: number): void {
    const { chunks, hasClose } = datagram;
    this.#outbound.arrived(datagram, now);
    for (const { stream, start, end } of chunks) stream.acknowledge(start, end);
    if (hasClose) this.#finish({ by: "us", reason: this.#closing.reason ?? "" });
  }

  #missAcknowledgement(now: number): void {
    const oldest = this.#recovery.timeout(now);
    if (oldest !== undefined) {
      // One who speaks but acknowledges nothing must not make this end ask for ever, and keep each question.
      // On a path that carries only pings, no datagram grows old: each is found lost, and its bytes go again.
      const since = Math.min(oldest.at, this.#outbound.stuckSince);
      const isDeaf = now - since >= DEAFNESS * this.#options.ours.silence;
      if (isDeaf) return this.#finish({ by: "silence", reason: "" });
      this.#outbound.probe(oldest, now);
    }
    this.#timers.set("loss", this.#recovery.deadline);
  }

  #closeIfFlushed(): void {
    const closing = this.#closing;
    if (closing.reason === undefined || closing.wasTold || this.end !== undefined) return;
    if (this.#streams.isFlushed) closing.tell();
  }

  /** Ends the connection at once; the other end is told once. */
  #stop(end: End): void {
    if (this.end !== undefined) return;
    this.#closing.begin(end.reason);
    this.#closing.tell();
    this.#finish(end);
  }

  #finish(end: End): void {
    if (!this.#closing.finish(end)) return;
    this.#timers.stopAll();
    this.events.ended(end);
  }
}

/** Whether two texts of bytes are equal; it takes as long wherever they differ. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  return one.reduce((difference, byte, index) => difference | (byte ^ other[index]!), 0) === 0;
}
