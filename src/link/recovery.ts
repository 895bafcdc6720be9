import { type AckFrame, ProtocolError } from "../wire/mod.ts";
import { Congestion } from "./congestion.ts";
import { RoundTrip } from "./round_trip.ts";
import type { Chunk } from "./send_stream.ts";

/**
 * A datagram is lost if one that was sent at least this number after it has arrived (RFC 9002, section
 * 6.1.1).
 */
const REORDERING = 3;

/** Losses over this many probe timeouts with nothing acknowledged between: the path is clogged (7.6). */
const PERSISTENT = 3;

/** Acknowledgements that are asked for in the time of one congestion window. */
const ASKED_PER_WINDOW = 4;

/** No more bytes than these are sent without asking for an acknowledgement, once the window is half full. */
const MOST_UNASKED = 16 * 1024;

/** A datagram that is to be acknowledged, and what was in it. */
export interface SentDatagram {
  readonly number: number;
  /** When it was sent. */
  readonly at: number;
  /** In bytes. */
  readonly size: number;
  readonly chunks: readonly Chunk[];
  /** Streams whose limit it told. */
  readonly windows: readonly number[];
  readonly hasClose: boolean;
  /** Whether it only tries how long a datagram may be: its loss is no sign of congestion (RFC 9000, section 14.4). */
  readonly isPathProbe: boolean;
  /**
   * Whether an acknowledged datagram lies between this one and the one before it that is still under way.
   * Losses count as one stretch, for persistent congestion, only where none does.
   */
  beginsRun: boolean;
}

/** What becomes of the datagrams that were sent. */
export interface RecoveryEvents {
  arrived(datagram: SentDatagram, now: number): void;
  lost(datagram: SentDatagram, now: number): void;
}

/**
 * Loss detection (RFC 9002, section 6): a datagram is lost when later ones were acknowledged, by count or by
 * time. When nothing is acknowledged at all, a probe asks, after a time that doubles.
 */
export class Recovery {
  readonly congestion: Congestion = new Congestion();
  readonly roundTrip: RoundTrip = new RoundTrip();
  readonly #events: RecoveryEvents;
  /** Under way, the oldest first. */
  readonly #sent: SentDatagram[] = [];
  #nextNumber = 0;
  #largestAcknowledged = -1;
  /** When the newest datagram was sent. */
  #lastSent = -Infinity;
  /** When the oldest datagram below an acknowledged one counts as lost. */
  #lossTime = Infinity;
  /** When the first round trip was measured. */
  #firstSample = Infinity;
  /** Whether one was acknowledged that was sent after all those under way. */
  #isRunOver = false;
  #probes = 0;
  #unasked = 0;
  #sentCount = 0;
  #lostCount = 0;

  constructor(events: RecoveryEvents) {
    this.#events = events;
  }

  /** Number of the next datagram. */
  get nextNumber(): number {
    return this.#nextNumber;
  }

  /** Share of the datagrams that were lost so far, 0 to 1. */
  get lossRate(): number {
    return this.#sentCount === 0 ? 0 : this.#lostCount / this.#sentCount;
  }

  /** Datagrams take another path from now on. */
  changePath(): void {
    this.congestion.restart();
    this.roundTrip.restart();
    this.#firstSample = Infinity;
    this.#probes = 0;
  }

  /** A datagram leaves. `datagram` is undefined for one that needs no acknowledgement. */
  sent(datagram: SentDatagram | undefined): void {
    this.#nextNumber++;
    if (datagram === undefined) return;
    this.#markRun(datagram);
    this.#sent.push(datagram);
    if (!datagram.isPathProbe) this.#sentCount++;
    this.#lastSent = datagram.at;
    this.congestion.sent(datagram.size);
  }

  /**
   * Whether the datagram that leaves, of `size` bytes, asks for an acknowledgement at once. While half of
   * the window is free, an acknowledgement that is held back comes in time.
   *
   * @param isNeeded whether it does in any case
   */
  asks(size: number, isNeeded: boolean): boolean {
    const { window, isHalfFull } = this.congestion;
    this.#unasked += size;
    const isEnough = this.#unasked >= Math.min(MOST_UNASKED, window / ASKED_PER_WINDOW);
    if (!isNeeded && !(isEnough && isHalfFull)) return false;
    this.#unasked = 0;
    return true;
  }

  /** @throws {ProtocolError} where it acknowledges what was never sent */
  check({ ranges }: AckFrame): void {
    const largest = ranges[0]![1];
    if (largest >= this.#nextNumber) {
      throw new ProtocolError(`Cannot acknowledge ${largest}: the next one is ${this.#nextNumber}`);
    }
  }

  /** The other end has these datagrams. */
  acknowledge(frame: AckFrame, now: number): void {
    const largest = frame.ranges[0]![1];
    const arrived = this.#takeOut(frame);
    this.#largestAcknowledged = Math.max(this.#largestAcknowledged, largest);
    const newest = arrived.at(-1);
    if (newest === undefined) return;
    if (newest.number === largest) {
      this.roundTrip.sample(Math.max(0, now - newest.at), frame.delay);
      this.#firstSample = Math.min(this.#firstSample, now);
    }
    this.#probes = 0;
    const wasUsed = this.congestion.isUsed;
    // What has arrived must be known before what is lost is sent again, and a loss answered for before the
    // window grows.
    for (const datagram of arrived) this.#events.arrived(datagram, now);
    this.#detectLoss(now);
    for (const { size, at } of arrived) this.congestion.acknowledged(size, at, wasUsed);
  }

  /** When {@link timeout} is due. */
  get deadline(): number {
    if (this.#lossTime < Infinity) return this.#lossTime;
    if (this.#sent.length === 0) return Infinity;
    return this.#lastSent + this.roundTrip.backedOff(this.#probes);
  }

  /**
   * The deadline has come. Returns what a probe should carry again: the oldest datagram under way; undefined
   * where losses were found instead.
   */
  timeout(now: number): SentDatagram | undefined {
    if (this.#lossTime < Infinity) {
      this.#detectLoss(now);
      return undefined;
    }
    this.#probes++;
    return this.#sent[0];
  }

  /** Takes the datagrams that are acknowledged out of those under way, and returns them, the oldest first. */
  #takeOut({ ranges }: AckFrame): SentDatagram[] {
    const arrived: SentDatagram[] = [];
    const sent = this.#sent;
    const largest = ranges[0]![1];
    let [index, kept, range] = [0, 0, ranges.length - 1];
    for (let datagram = sent[0]; datagram && datagram.number <= largest; datagram = sent[++index]) {
      while (ranges[range]![1] < datagram.number) range--;
      if (ranges[range]![0] <= datagram.number) {
        arrived.push(datagram);
        this.#isRunOver = true;
      } else {
        this.#markRun(datagram);
        sent[kept++] = datagram;
      }
    }
    if (sent[index] !== undefined) this.#markRun(sent[index]!);
    sent.splice(kept, index - kept);
    return arrived;
  }

  #markRun(datagram: SentDatagram): void {
    if (this.#isRunOver) datagram.beginsRun = true;
    this.#isRunOver = false;
  }

  #detectLoss(now: number): void {
    const delay = this.roundTrip.lossDelay;
    const lost: SentDatagram[] = [];
    const sent = this.#sent;
    this.#lossTime = Infinity;
    let [index, kept] = [0, 0];
    const largest = this.#largestAcknowledged;
    for (let datagram = sent[0]; datagram && datagram.number < largest; datagram = sent[++index]) {
      const isLate = datagram.number <= largest - REORDERING || datagram.at + delay <= now;
      if (isLate) {
        lost.push(datagram);
        continue;
      }
      this.#lossTime = Math.min(this.#lossTime, datagram.at + delay);
      sent[kept++] = datagram;
    }
    sent.splice(kept, index - kept);
    if (lost.length > 0) this.#giveUp(lost, now);
  }

  #giveUp(given: readonly SentDatagram[], now: number): void {
    const lost = given.filter(({ isPathProbe }) => !isPathProbe);
    const newest = lost.at(-1)?.at ?? -Infinity;
    for (const { size, isPathProbe } of given) {
      if (isPathProbe) this.congestion.gone(size);
      else this.congestion.lost(size, newest, now);
    }
    this.#lostCount += lost.length;
    if (this.#isPersistent(lost)) this.congestion.collapse();
    for (const datagram of given) this.#events.lost(datagram, now);
  }

  /** Whether nothing got through for a long time (section 7.6.2). */
  #isPersistent(lost: readonly SentDatagram[]): boolean {
    const long = this.roundTrip.probeTimeout * PERSISTENT;
    let begin = Infinity;
    for (const { at, beginsRun } of lost) {
      // What was sent before a round trip was measured does not count: it had to be waited for too long.
      if (at < this.#firstSample) continue;
      if (beginsRun || begin === Infinity) begin = at;
      if (at - begin > long) return true;
    }
    return false;
  }
}
