/** Milliseconds that the receiver holds an acknowledgement back. */
export const ACK_HOLD = 20;

/** The same as its sender sees it, with what timers of a busy machine take longer. */
const MAX_ACK_DELAY = 2 * ACK_HOLD;

/** Least milliseconds that a timer is set for: what the clock tells apart (RFC 9002's kGranularity). */
const GRANULARITY = 1;

/** Milliseconds that a round trip is taken for before the first was measured (RFC 9002, section 6.2.2). */
const INITIAL = 333;

/** No probe timeout is longer, however often it was doubled: a session is lost after some seconds. */
const LONGEST_PROBE_TIMEOUT = 2000;

/** An estimate of the round-trip time, all in milliseconds (RFC 9002, section 5). */
export class RoundTrip {
  #smoothed = INITIAL;
  #variation = INITIAL / 2;
  #latest = INITIAL;
  #least = Infinity;

  /** The smoothed round-trip time. */
  get smoothed(): number {
    return this.#smoothed;
  }

  /** The path is another one now: nothing is known of it. */
  restart(): void {
    this.#smoothed = this.#latest = INITIAL;
    this.#variation = INITIAL / 2;
    this.#least = Infinity;
  }

  /**
   * @param latest from sending the datagram to its acknowledgement
   * @param delay how long the other end says that it held the acknowledgement back
   */
  sample(latest: number, delay: number): void {
    this.#latest = latest;
    if (this.#least === Infinity) {
      this.#least = latest;
      this.#smoothed = latest;
      this.#variation = latest / 2;
      return;
    }
    this.#least = Math.min(this.#least, latest);
    const held = Math.min(delay, MAX_ACK_DELAY);
    const adjusted = latest - held >= this.#least ? latest - held : latest;
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - adjusted);
    this.#smoothed = 0.875 * this.#smoothed + 0.125 * adjusted;
  }

  /** After so long, a datagram before one that was acknowledged is lost (section 6.1.2). */
  get lossDelay(): number {
    return Math.max(1.125 * Math.max(this.#smoothed, this.#latest), GRANULARITY);
  }

  /** After so long without an acknowledgement, a probe is sent (section 6.2.1). */
  get probeTimeout(): number {
    return this.#smoothed + Math.max(4 * this.#variation, GRANULARITY) + MAX_ACK_DELAY;
  }

  /** The same after `count` probes that were not answered: doubled each time, up to a limit. */
  backedOff(count: number): number {
    const longest = Math.max(LONGEST_PROBE_TIMEOUT, this.probeTimeout);
    return Math.min(this.probeTimeout * 2 ** count, longest);
  }
}
