import { type AckFrame, ProtocolError } from "../wire/mod.ts";
import { Congestion } from "./congestion.ts";
import { RoundTrip } from "./round_trip.ts";
import type { Chunk } from "./send_stream.ts";

/** A datagram is lost if one sent so many after it has arrived (RFC 9002, section 6.1.1). */
const REORDERING = 3;

/** Losses over this many probe timeouts with nothing acknowledged between: the path is clogged (7.6). */
const PERSISTENT = 3;

/** A datagram that is to be acknowledged, and what was in it. */
export interface SentDatagram {
  readonly number: number;
  /** When it was sent. */
  readonly at: number;
  /** In bytes. */
  readonly size: number;
  /** Whether the congestion window was in use. */
  readonly wasUsed: boolean;
  readonly chunks: readonly Chunk[];
  /** Streams whose limit it told. */
  readonly windows: readonly number[];
  readonly hasClose: boolean;
}

/** What becomes of the datagrams that were sent. */
export interface RecoveryEvents {
  arrived(datagram: SentDatagram): void;
  lost(datagram: SentDatagram): void;
}

/**
 * Loss detection (RFC 9002, section 6): a datagram is lost when later ones were acknowledged, by count or by
 * time. When nothing is acknowledged at all, a probe asks, after a time that doubles.
 */
export class Recovery {
  readonly congestion: Congestion = new Congestion();
  readonly roundTrip: RoundTrip = new RoundTrip();
  readonly #events: RecoveryEvents;
  /** Under way, by number, the oldest first. */
  readonly #sent = new Map<number, SentDatagram>();
  #nextNumber = 0;
  /** No number below this one is under way. */
  #lowest = 0;
  #largestAcknowledged = -1;
  /** When the newest datagram was sent that has been acknowledged. */
  #acknowledgedUpTo = -Infinity;
  /** When the newest datagram was sent. */
  #lastSent = -Infinity;
  /** When the oldest datagram below an acknowledged one counts as lost. */
  #lossTime = Infinity;
  #probes = 0;
  #sentCount = 0;
  #lostCount = 0;

  constructor(events: RecoveryEvents) {
    this.#events = events;
  }

  /** Number of the next datagram. */
  get nextNumber(): number {
    return this.#nextNumber;
  }

  /** Probes since the last acknowledgement. */
  get probes(): number {
    return this.#probes;
  }

  /** Share of the datagrams that were lost so far, 0 to 1. */
  get lossRate(): number {
    return this.#sentCount === 0 ? 0 : this.#lostCount / this.#sentCount;
  }

  /** A datagram leaves. `datagram` is undefined for one that needs no acknowledgement. */
  sent(datagram: SentDatagram | undefined): void {
    this.#nextNumber++;
    if (datagram === undefined) return;
    this.#sent.set(datagram.number, datagram);
    this.#sentCount++;
    this.#lastSent = datagram.at;
    this.congestion.sent(datagram.size);
  }

  /** @throws {ProtocolError} where it acknowledges what was never sent */
  check({ ranges }: AckFrame): void {
    const largest = ranges[0]![1];
    if (largest >= this.#nextNumber) {
      throw new ProtocolError(`Cannot acknowledge ${largest}: the next one is ${this.#nextNumber}`);
    }
  }

  /** The other end has these datagrams. */
  acknowledge({ ranges, delay }: AckFrame, now: number): void {
    const largest = ranges[0]![1];
    const newest = this.#sent.get(largest);
    const before = this.#acknowledgedUpTo;
    let isAnyNew = false;
    for (const [first, last] of ranges) {
      for (let number = Math.max(first, this.#lowest); number <= last; number++) {
        const datagram = this.#take(number);
        if (datagram === undefined) continue;
        isAnyNew = true;
        this.#acknowledgedUpTo = Math.max(this.#acknowledgedUpTo, datagram.at);
        this.congestion.acknowledged(datagram.size, datagram.at, datagram.wasUsed);
        this.#events.arrived(datagram);
      }
    }
    this.#largestAcknowledged = Math.max(this.#largestAcknowledged, largest);
    if (!isAnyNew) return;
    if (newest !== undefined) this.roundTrip.sample(Math.max(0, now - newest.at), delay);
    this.#probes = 0;
    this.#detectLoss(before, now);
  }

  /** When {@link timeout} is due. */
  get deadline(): number {
    if (this.#lossTime < Infinity) return this.#lossTime;
    if (this.#sent.size === 0) return Infinity;
    return this.#lastSent + this.roundTrip.backedOff(this.#probes);
  }

  /**
   * The deadline has come. Returns what a probe should carry again: the oldest datagram under way; undefined
   * where losses were found instead.
   */
  timeout(now: number): SentDatagram | undefined {
    if (this.#lossTime < Infinity) {
      this.#detectLoss(this.#acknowledgedUpTo, now);
      return undefined;
    }
    this.#probes++;
    this.#skipGone();
    return this.#sent.get(this.#lowest);
  }

  #take(number: number): SentDatagram | undefined {
    const datagram = this.#sent.get(number);
    if (datagram !== undefined) this.#sent.delete(number);
    return datagram;
  }

  #skipGone(): void {
    while (this.#lowest < this.#nextNumber && !this.#sent.has(this.#lowest)) this.#lowest++;
  }

  /** @param acknowledgedUpTo when the newest datagram was sent that had been acknowledged before */
  #detectLoss(acknowledgedUpTo: number, now: number): void {
    const delay = this.roundTrip.lossDelay;
    const lost: SentDatagram[] = [];
    this.#lossTime = Infinity;
    this.#skipGone();
    for (let number = this.#lowest; number < this.#largestAcknowledged; number++) {
      const datagram = this.#sent.get(number);
      if (datagram === undefined) continue;
      const isLate = number <= this.#largestAcknowledged - REORDERING;
      if (!isLate && datagram.at + delay > now) {
        this.#lossTime = Math.min(this.#lossTime, datagram.at + delay);
      } else lost.push(datagram);
    }
    if (lost.length > 0) this.#giveUp(lost, acknowledgedUpTo, now);
  }

  #giveUp(lost: readonly SentDatagram[], acknowledgedUpTo: number, now: number): void {
    const newest = lost.at(-1)!.at;
    for (const datagram of lost) {
      this.#take(datagram.number);
      this.congestion.lost(datagram.size, newest, now);
      this.#events.lost(datagram);
    }
    this.#lostCount += lost.length;
    const oldest = lost.find(({ at }) => at > acknowledgedUpTo)?.at ?? newest;
    if (newest - oldest > this.roundTrip.probeTimeout * PERSISTENT) this.congestion.collapse();
  }
}
