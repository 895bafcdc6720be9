import {
  beginData,
  type ByteWriter,
  TAG_BYTES,
  writeChallenge,
  writePadding,
  writePing,
  writeResponse,
} from "../wire/mod.ts";
import type { Acknowledger } from "./acknowledger.ts";
import type { Closing } from "./closing.ts";
import { PathSize } from "./path_size.ts";
import type { Recovery, SentDatagram } from "./recovery.ts";
import { sealData, type SessionKeys } from "./sealed.ts";
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
  readonly #keys: SessionKeys;
  readonly #state: State;
  #pathSize: PathSize;
  /** Whether the last datagram was too short for all that was to be sent. */
  #hasMore = false;
  /** Datagrams that may be sent beyond the congestion window, to learn whether anything arrives. */
  #probes = 0;
  #stuckSince = Infinity;
  #wantsPing = false;
  /** The data of a challenge that is to be answered. */
  #response: Uint8Array | undefined;

  /** @param longest most bytes of a datagram that are worth trying */
  constructor(keys: SessionKeys, state: State, longest: number) {
    this.#keys = keys;
    this.#state = state;
    this.#pathSize = new PathSize(longest);
  }

  /** Asks whether the other end is there. */
  ping(): void {
    this.#wantsPing = true;
  }

  /** The other end asks whether this one is where its datagrams come from. */
  respond(data: Uint8Array): void {
    this.#response = data.slice();
  }

  /**
   * Composes a datagram in `target` that asks whether the other end can be reached where it goes: nothing else
   * is in it, since that is not known yet. Returns its length.
   */
  challenge(target: Uint8Array, data: Uint8Array): number {
    const { recovery } = this.#state;
    const writer = beginData(target);
    writeChallenge(writer, data);
    const number = recovery.nextNumber;
    // It is repeated by the one who asks, not by loss detection: it goes another way than the rest.
    recovery.sent(undefined);
    return sealData(writer, this.#keys, number, false);
  }

  /** The other end is reached by another path now, of which nothing is known (RFC 9000, section 9.4). */
  changePath(longest: number): void {
    this.#pathSize = new PathSize(longest);
    this.#fit();
  }

  /** Asks whether anything arrives, with the oldest datagram under way. */
  probe(oldest: SentDatagram, now: number): void {
    if (!oldest.isPathProbe) this.missed(oldest, now);
    this.#probes = PROBES;
  }

  /** Since when bytes of streams are missed and no others arrive, in milliseconds; Infinity where some do. */
  get stuckSince(): number {
    return this.#stuckSince;
  }

  /** A datagram has arrived. */
  arrived({ size, chunks, isPathProbe }: SentDatagram, now: number): void {
    if (isPathProbe) this.#pathSize.probeArrived(size, now);
    else this.#pathSize.arrived(size);
    this.#fit();
    if (chunks.length > 0) this.#stuckSince = Infinity;
  }

  /** A datagram may be lost: what it carried is to be sent again. */
  missed({ size, chunks, windows, hasClose, isPathProbe }: SentDatagram, now: number): void {
    if (isPathProbe) this.#pathSize.probeLost(now);
    else this.#pathSize.missed(size, now);
    this.#fit();
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
    const size = this.#pathProbe(now);
    if (size !== undefined) return this.#composePathProbe(target, size, now);
    const { acknowledger, recovery } = this.#state;
    const writer = beginData(target);
    if (acknowledger.isOwed) acknowledger.write(writer, now);
    const number = recovery.nextNumber;
    const isAsking = this.#writeContents(writer, number, now);
    return sealData(writer, this.#keys, number, isAsking);
  }

  #hasWork(now: number): boolean {
    const { acknowledger, recovery, streams, closing } = this.#state;
    if (acknowledger.isDue(now) || closing.isToBeTold) return true;
    if (closing.end !== undefined) return false;
    if (this.#wantsPing || this.#probes > 0 || this.#response !== undefined) return true;
    return recovery.congestion.isOpen && (streams.hasRaised || streams.isReady);
  }

  /** The size to try. It is tried only where a longer datagram would be of use, and where it delays nothing. */
  #pathProbe(now: number): number | undefined {
    const { acknowledger, recovery, closing } = this.#state;
    if (!this.#hasMore || closing.reason !== undefined || acknowledger.isDue(now)) return undefined;
    return recovery.congestion.isOpen ? this.#pathSize.probe(now) : undefined;
  }

  /** Composes a datagram that shows whether the path carries its size: nothing is in it that could be missed. */
  #composePathProbe(target: Uint8Array, size: number, now: number): number {
    const { recovery } = this.#state;
    const writer = beginData(target);
    writePing(writer);
    writePadding(writer, size - TAG_BYTES);
    const number = recovery.nextNumber;
    this.#pathSize.probed();
    const nothing = { chunks: [], windows: [], hasClose: false };
    recovery.sent({ number, at: now, size, ...nothing, isPathProbe: true, beginsRun: false });
    return sealData(writer, this.#keys, number, recovery.asks(size, true));
  }

  /** Datagrams are as long as the path carries them. */
  #fit(): void {
    this.#state.recovery.congestion.longest = this.#pathSize.limit;
  }

  /**
   * Writes everything that is to be acknowledged, and takes it down. Returns whether the acknowledgement is
   * wanted at once.
   */
  #writeContents(writer: ByteWriter, number: number, now: number): boolean {
    const { recovery, streams, closing } = this.#state;
    const start = writer.position;
    const hasClose = closing.write(writer, this.#keys.session);
    if (closing.end !== undefined) {
      // Nobody waits for what becomes of the last datagram.
      recovery.sent(undefined);
      return hasClose;
    }
    const isProbe = this.#probes > 0;
    const maySend = isProbe || recovery.congestion.isOpen;
    if (this.#response !== undefined) writeResponse(writer, this.#response);
    this.#response = undefined;
    const windows = maySend ? streams.writeWindows(writer) : [];
    const chunks = maySend ? streams.write(writer, recovery.congestion.room - TAG_BYTES) : [];
    if (maySend) this.#hasMore = streams.isReady;
    const isPing = (this.#wantsPing || isProbe) && writer.position === start;
    if (isPing) writePing(writer);
    this.#wantsPing = false;
    if (writer.position === start) {
      recovery.sent(undefined);
      return false;
    }
    if (isProbe) this.#probes--;
    const size = writer.position + TAG_BYTES;
    const contents = { chunks, windows, hasClose, isPathProbe: false };
    recovery.sent({ number, at: now, size, ...contents, beginsRun: false });
    return recovery.asks(size, isProbe || isPing || hasClose);
  }
}
