import {
  beginData,
  type ByteWriter,
  DATAGRAM_LIMIT,
  decodeFrames,
  endData,
  type Frame,
  type Header,
  type Limits,
  openPayload,
  ProtocolError,
  type SessionKey,
  STREAM_COUNT,
  TAG_BYTES,
  writeClose,
  writePing,
  writeWindow,
} from "../wire/mod.ts";
import { Acknowledger } from "./acknowledger.ts";
import { ReceiveStream } from "./receive_stream.ts";
import { Recovery, type SentDatagram } from "./recovery.ts";
import { type Chunk, SendStream } from "./send_stream.ts";
import type { Source } from "./source.ts";
import { Timers } from "./timers.ts";

/** Where the frames of a datagram have to end. */
const PAYLOAD_END = DATAGRAM_LIMIT - TAG_BYTES;

/** Acknowledgements that are asked for in the time of one congestion window. */
const ASKED_PER_WINDOW = 4;

/** No more bytes than these are sent without asking for an acknowledgement. */
const MOST_UNASKED = 16 * 1024;

/** Datagrams that ask whether anything arrives, each time that nothing was heard (RFC 9002, 6.2.4). */
const PROBES = 2;

/** Milliseconds that an end waits for the other one to take what is left, and then to confirm the end. */
const CLOSE_TIME = 3000;

/** Why a connection is over. */
export interface End {
  readonly by:
    /** This end closed it. */
    | "us"
    /** The other end closed it. */
    | "peer"
    /** Nothing was heard of the other end for too long. */
    | "silence"
    /** The other end does not know the session (any more). */
    | "reset"
    /** A source has lost what was still to be sent. */
    | "overrun";
  /** The word with which it was closed; empty where it was not. */
  readonly reason: string;
}

/** What a connection tells whom it belongs to. It may be called back from within these. */
export interface ConnectionEvents {
  /**
   * Bytes of a stream, in order: a view, valid only during the call. Once done with, they are to be
   * {@link Connection.take taken}: the other end may send only so many that are not.
   */
  data(stream: number, bytes: Uint8Array): void;
  ended(end: End): void;
}

export interface ConnectionOptions {
  readonly key: SessionKey;
  /** What this end allows the other. */
  readonly ours: Limits;
  /** What the other end allows this one. */
  readonly theirs: Limits;
  /** The streams that the other end sends. */
  readonly receives: readonly number[];
  /** Milliseconds of quiet after which this end asks whether the other is there; Infinity for never. */
  readonly keepAlive: number;
}

/**
 * A connection's one end, as a state machine: ordered streams of bytes over datagrams that may be lost,
 * doubled and reordered. The contract: after each call of anything else, call `transmit` until it returns
 * 0, then wait for a datagram or for the time that `nextTimeout` names. After `ended`, nothing happens
 * any more but a last acknowledgement.
 */
export class Connection {
  /** Who is told. */
  events: ConnectionEvents = { data() {}, ended() {} };
  readonly #key: SessionKey;
  readonly #options: ConnectionOptions;
  readonly #timers = new Timers();
  readonly #acknowledger = new Acknowledger();
  readonly #recovery: Recovery;
  readonly #sending: SendStream[] = [];
  readonly #receiving: (ReceiveStream | undefined)[] = new Array(STREAM_COUNT);
  /** Streams whose limit is to be told. */
  readonly #windows = new Set<number>();
  #heard: number;
  #rejected = 0;
  #unasked = 0;
  /** Datagrams that may be sent beyond the congestion window, to learn whether anything arrives. */
  #probes = 0;
  #wantsPing = false;
  /** Why this end is closing the connection, if it is. */
  #closing: string | undefined;
  #wantsClose = false;
  #hasSentClose = false;
  #end: End | undefined;

  constructor(options: ConnectionOptions, now: number) {
    this.#options = options;
    this.#key = options.key;
    this.#heard = now;
    this.#recovery = new Recovery({
      arrived: (datagram) => this.#arrived(datagram),
      lost: (datagram) => this.#resend(datagram),
    });
    for (const stream of options.receives) {
      const deliver = (bytes: Uint8Array) => this.events.data(stream, bytes);
      this.#receiving[stream] = new ReceiveStream(options.ours.window, deliver);
    }
    this.#hear(now);
  }

  /** How it ended, if it has. */
  get end(): End | undefined {
    return this.#end;
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
    return this.#rejected;
  }

  /** Whether a datagram belongs to this connection, by its header. */
  isOf({ session }: Header): boolean {
    return session === this.#key.session;
  }

  /** Begins to send a stream. What the source gets later goes out without another word. */
  open(stream: number, source: Source): void {
    this.#sending.push(new SendStream(stream, source, this.#options.theirs.window));
  }

  /** So many bytes of a stream that were delivered are done with. */
  take(stream: number, count: number): void {
    const receiving = this.#receiving[stream];
    receiving?.take(count);
    if (receiving?.nextLimit !== undefined) this.#windows.add(stream);
  }

  /**
   * Closes the connection once the other end has everything that the sources hold now, or after some
   * seconds. `ended` follows.
   *
   * @param reason a word or a few, at most 100 bytes in UTF-8
   */
  close(reason: string, now: number): void {
    if (this.#closing !== undefined || this.#end !== undefined) return;
    this.#closing = reason;
    for (const stream of this.#sending) stream.finish();
    this.#timers.set("close", now + CLOSE_TIME);
    this.#closeIfFlushed();
  }

  /** Closes the connection without waiting: the other end is told once. `ended` follows at once. */
  abort(reason: string): void {
    if (this.#end !== undefined) return;
    this.#closing = reason;
    this.#wantsClose = true;
    this.#finish({ by: "us", reason });
  }

  /**
   * A datagram of this session has arrived. One that breaks the protocol changes nothing. Returns whether
   * it was right and new.
   */
  receive(datagram: Uint8Array, header: Header, now: number): boolean {
    if (this.#end !== undefined) return false;
    if (header.kind === "reset") return this.#hearReset();
    const frames = this.#decode(datagram, header);
    if (frames === undefined) return false;
    this.#hear(now);
    const isEliciting = frames.some(({ kind }) => kind !== "ack");
    this.#acknowledger.add(header.number, isEliciting, header.asking, now);
    this.#timers.set("ack", this.#acknowledger.deadline);
    for (const frame of frames) this.#apply(frame, now);
    this.#closeIfFlushed();
    return true;
  }

  nextTimeout(): number {
    return this.#timers.next();
  }

  timeout(now: number): void {
    const timers = this.#timers;
    if (timers.expires("silence", now)) return this.#finish({ by: "silence", reason: "" });
    if (timers.expires("close", now)) return this.abort(this.#closing ?? "");
    if (timers.expires("keepAlive", now)) this.#wantsPing = true;
    if (timers.expires("ack", now)) this.#acknowledger.hurry();
    if (timers.expires("loss", now)) this.#missAcknowledgement(now);
  }

  /**
   * Composes the next datagram in `target`, which has room for 1200 bytes. Returns its length; 0 where
   * nothing is to be sent.
   */
  transmit(target: Uint8Array, now: number): number {
    if (this.#isOverrun()) this.#overrun();
    if (!this.#hasWork(now)) return 0;
    const writer = beginData(target);
    if (this.#acknowledger.isOwed) {
      this.#acknowledger.write(writer, now);
      this.#timers.stop("ack");
    }
    const start = writer.position;
    const windows = this.#writeWindows(writer);
    const hasClose = this.#writeClose(writer);
    const chunks = this.#writeStreams(writer);
    if (this.#wantsPing || (this.#probes > 0 && writer.position === start)) writePing(writer);
    this.#wantsPing = false;
    if (writer.position === start) {
      this.#recovery.sent(undefined);
      return endData(writer, this.#key, this.#recovery.nextNumber - 1, false);
    }
    const { nextNumber: number, congestion } = this.#recovery;
    const size = writer.position + TAG_BYTES;
    const wasUsed = congestion.isUsed;
    this.#recovery.sent({ number, at: now, size, wasUsed, chunks, windows, hasClose });
    this.#timers.set("loss", this.#recovery.deadline);
    return endData(writer, this.#key, number, this.#isAsking(size));
  }

  #hasWork(now: number): boolean {
    if (this.#acknowledger.isDue(now) || this.#wantsClose) return true;
    if (this.#end !== undefined) return false;
    if (this.#wantsPing || this.#probes > 0 || this.#windows.size > 0) return true;
    return this.#recovery.congestion.isOpen && this.#sending.some(({ isReady }) => isReady);
  }

  #isOverrun(): boolean {
    return this.#end === undefined && this.#sending.some(({ isOverrun }) => isOverrun);
  }

  /** Whether this datagram asks for an acknowledgement at once. */
  #isAsking(size: number): boolean {
    const { congestion } = this.#recovery;
    this.#unasked += size;
    const isEnough = this.#unasked >= Math.min(MOST_UNASKED, congestion.window / ASKED_PER_WINDOW);
    const isNeeded = this.#probes > 0 || this.#hasSentClose || !congestion.isOpen;
    if (this.#probes > 0) this.#probes--;
    // While half of the window is free, an acknowledgement that is held back comes in time.
    if (!isNeeded && !(isEnough && congestion.inFlight > congestion.window / 2)) return false;
    this.#unasked = 0;
    return true;
  }

  #writeWindows(writer: ByteWriter): number[] {
    const windows = [...this.#windows];
    for (const stream of windows) writeWindow(writer, stream, this.#receiving[stream]!.raise());
    this.#windows.clear();
    return windows;
  }

  #writeClose(writer: ByteWriter): boolean {
    if (!this.#wantsClose) return false;
    writeClose(writer, this.#key.session, this.#closing ?? "");
    this.#wantsClose = false;
    this.#hasSentClose = true;
    return true;
  }

  #writeStreams(writer: ByteWriter): Chunk[] {
    const chunks: Chunk[] = [];
    if (this.#end !== undefined) return chunks;
    if (this.#probes === 0 && !this.#recovery.congestion.isOpen) return chunks;
    for (const stream of this.#sending) {
      let chunk = stream.write(writer, PAYLOAD_END);
      for (; chunk; chunk = stream.write(writer, PAYLOAD_END)) chunks.push(chunk);
    }
    return chunks;
  }

  /** The frames of a new datagram that is wholly right; undefined for any other. */
  #decode(datagram: Uint8Array, { number }: Header): Frame[] | undefined {
    try {
      const reader = openPayload(datagram, this.#key);
      if (!this.#acknowledger.isNew(number)) return undefined;
      const frames = decodeFrames(reader);
      for (const frame of frames) this.#check(frame);
      return frames;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#rejected++;
      return undefined;
    }
  }

  #check(frame: Frame): void {
    if (frame.kind === "ack") this.#recovery.check(frame);
    if (frame.kind === "close" && frame.session !== this.#key.session) {
      throw new ProtocolError(`Cannot close: the session is not ${frame.session}`);
    }
    if (frame.kind !== "stream") return;
    const stream = this.#receiving[frame.stream];
    if (stream === undefined) throw new ProtocolError(`Cannot take stream ${frame.stream}`);
    stream.check(frame.offset, frame.bytes.length);
  }

  #apply(frame: Frame, now: number): void {
    if (this.#end !== undefined) return;
    switch (frame.kind) {
      case "ping":
        return;
      case "ack":
        this.#recovery.acknowledge(frame, now);
        return this.#timers.set("loss", this.#recovery.deadline);
      case "window":
        return this.#sending.find(({ id }) => id === frame.stream)?.allow(frame.limit);
      case "stream":
        return this.#receiving[frame.stream]!.receive(frame.offset, frame.bytes);
      case "close":
        this.#acknowledger.hurry();
        return this.#finish({ by: "peer", reason: frame.reason });
    }
  }

  /** The other end has forgotten the session: where this one is closing it, that is as good. */
  #hearReset(): boolean {
    const reason = this.#closing;
    this.#finish(reason === undefined ? { by: "reset", reason: "" } : { by: "us", reason });
    return true;
  }

  #hear(now: number): void {
    this.#heard = now;
    this.#timers.set("silence", now + this.#options.ours.silence);
    this.#timers.set("keepAlive", now + this.#options.keepAlive);
  }

  #arrived({ chunks, hasClose }: SentDatagram): void {
    for (const { stream, start, end } of chunks) stream.acknowledge(start, end);
    if (hasClose) this.#finish({ by: "us", reason: this.#closing ?? "" });
  }

  /** What a datagram carried is to be sent again. */
  #resend({ chunks, windows, hasClose }: SentDatagram): void {
    for (const { stream, start, end } of chunks) stream.resend(start, end);
    for (const stream of windows) this.#windows.add(stream);
    if (hasClose) this.#wantsClose = true;
  }

  #missAcknowledgement(now: number): void {
    const oldest = this.#recovery.timeout(now);
    if (oldest !== undefined) {
      this.#resend(oldest);
      this.#probes = PROBES;
    }
    this.#timers.set("loss", this.#recovery.deadline);
  }

  #closeIfFlushed(): void {
    if (this.#closing === undefined || this.#end !== undefined || this.#hasSentClose) return;
    this.#wantsClose = this.#sending.every(({ isFlushed }) => isFlushed);
  }

  /** What the other end still lacks is not there any more: it is told once. */
  #overrun(): void {
    this.#closing = "overrun";
    this.#wantsClose = true;
    this.#finish({ by: "overrun", reason: this.#closing });
  }

  #finish(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#timers.stopAll();
    this.events.ended(end);
  }
}
