import {
  beginData,
  type ByteWriter,
  endData,
  type SessionKey,
  TAG_BYTES,
  writePing,
} from "../wire/mod.ts";
import type { Acknowledger } from "./acknowledger.ts";
import type { Closing } from "./closing.ts";
import { PathSize } from "./path_size.ts";
import type { Recovery, SentDatagram } from "./recovery.ts";
import type { Streams } from "./streams.ts";

/** Datagrams that ask whether anything arrives, each time that nothing was heard (RFC 9002, 6.2.4). */
const PROBES = 2;

/** From where datagrams are filled. */
interface State {
  readonly acknowledger: Acknowledger;
  readonly recovery: Recovery;
  readonly streams: Streams;
  readonly closing: Closing;
}

/** Decides whether a datagram is to be sent, and fills it. */
export class Outbound {
  readonly #key: SessionKey;
  readonly #state: State;
  readonly #pathSize = new PathSize();
  /** Datagrams that may be sent beyond the congestion window, to learn whether anything arrives. */
  #probes = 0;
  #stuckSince = Infinity;
  #wantsPing = false;

  constructor(key: SessionKey, state: State) {
    this.#key = key;
    this.#state = state;
  }

  /** Asks whether the other end is there. */
  ping(): void {
    this.#wantsPing = true;
  }

  /** Asks whether anything arrives, with the oldest datagram under way. */
  probe(oldest: SentDatagram, now: number): void {
    this.missed(oldest, now);
    this.#probes = PROBES;
  }

  /** Since when bytes of streams are missed and no others arrive, in milliseconds; Infinity where some do. */
  get stuckSince(): number {
    return this.#stuckSince;
  }

  /** A datagram has arrived. */
  arrived({ size, chunks }: SentDatagram): void {
    this.#pathSize.arrived(size);
    if (chunks.length > 0) this.#stuckSince = Infinity;
  }

  /** A datagram may be lost: what it carried is to be sent again. */
  missed({ size, chunks, windows, hasClose }: SentDatagram, now: number): void {
    this.#pathSize.missed(size, now);
    const { streams, closing } = this.#state;
    for (const { stream, start, end } of chunks) {
      stream.resend(start, end);
      if (stream.isMissing) this.#stuckSince = Math.min(this.#stuckSince, now);
    }
    for (const stream of windows) streams.raise(stream);
    if (hasClose) closing.tell();
  }

  /** Composes the next datagram in `target`. Returns its length; 0 where nothing is to be sent. */
  compose(target: Uint8Array, now: number): number {
    if (!this.#hasWork(now)) return 0;
    const { acknowledger, recovery } = this.#state;
    const writer = beginData(target);
    if (acknowledger.isOwed) acknowledger.write(writer, now);
    const number = recovery.nextNumber;
    const isAsking = this.#writeContents(writer, number, now);
    return endData(writer, this.#key, number, isAsking);
  }

  #hasWork(now: number): boolean {
    const { acknowledger, recovery, streams, closing } = this.#state;
    if (acknowledger.isDue(now) || closing.isToBeTold) return true;
    if (closing.end !== undefined) return false;
    if (this.#wantsPing || this.#probes > 0) return true;
    return recovery.congestion.isOpen && (streams.hasRaised || streams.isReady);
  }

  /**
   * Writes everything that is to be acknowledged, and takes it down. Returns whether the acknowledgement is
   * wanted at once.
   */
  #writeContents(writer: ByteWriter, number: number, now: number): boolean {
    const { recovery, streams, closing } = this.#state;
    const start = writer.position;
    const hasClose = closing.write(writer, this.#key.session);
    if (closing.end !== undefined) {
      // Nobody waits for what becomes of the last datagram.
      recovery.sent(undefined);
      return hasClose;
    }
    const isProbe = this.#probes > 0;
    const maySend = isProbe || recovery.congestion.isOpen;
    const windows = maySend ? streams.writeWindows(writer) : [];
    const chunks = maySend ? streams.write(writer, this.#pathSize.limit(now) - TAG_BYTES) : [];
    const isPing = (this.#wantsPing || isProbe) && writer.position === start;
    if (isPing) writePing(writer);
    this.#wantsPing = false;
    if (writer.position === start) {
      recovery.sent(undefined);
      return false;
    }
    if (isProbe) this.#probes--;
    const size = writer.position + TAG_BYTES;
    this.#pathSize.sent(size);
    recovery.sent({ number, at: now, size, chunks, windows, hasClose, beginsRun: false });
    return recovery.asks(size, isProbe || isPing || hasClose);
  }
}
