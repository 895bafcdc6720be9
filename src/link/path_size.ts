import { isLoopback } from "../base/mod.ts";
import { DATAGRAM_LIMIT } from "../wire/mod.ts";

/**
 * Bytes of a datagram that every path carries: an IPv4 packet of 576 bytes, which every host takes (RFC 1122,
 * section 3.3.2), less the longest header of IP and that of UDP.
 */
export const LEAST_SIZE = 576 - 60 - 8;

/** What nearly every path carries, and is taken for carried at first (RFC 8899's BASE_PLPMTU). */
export const BASE_SIZE = 1200;

/** Sizes that are tried, for the paths that there are: Ethernet with IPv4 and with IPv6, tunnels through it, others. */
const SIZES = [960, BASE_SIZE, 1392, 1452, 1472, DATAGRAM_LIMIT];

/** Probes of a size that have to be lost before it counts as too long; datagrams to be missed before a path does as narrow. */
const TRIALS = 3;

/** Milliseconds until a path that has become narrow is tried with longer ones again. */
const RECOVERY_PAUSE = 5000;

/** The same after a search that has not come to the longest size (RFC 8899's PMTU_RAISE_TIMER). */
const RAISE_PAUSE = 600_000;

/**
 * The longest datagram that is worth trying to an address. The system cuts longer ones than its network carries, and
 * Deno's sockets cannot forbid that: a probe would arrive, and all that came later would get lost with the first lost
 * piece. So only on loopback, where nothing is cut, are they longer than Ethernet's.
 */
export function longestTo({ hostname }: { readonly hostname: string }): number {
  if (isLoopback(hostname)) return DATAGRAM_LIMIT;
  return hostname.includes(":") ? 1452 : 1472;
}

/**
 * How long a connection's datagrams may be: Datagram Packetization Layer Path MTU Discovery (RFC 8899; RFC 9000, section
 * 14.3). Longer sizes are tried with probes that carry nothing, the longest first. A path may begin to drop longer
 * datagrams without a word (a black hole): then it falls back, and tries again later.
 */
export class PathSize {
  readonly #longest: number;
  #limit = BASE_SIZE;
  /** The size that is tried; undefined while no search is on. */
  #candidate: number | undefined;
  /** Probes of that size that were lost. */
  #lost = 0;
  #isProbing = false;
  /** When the next search may begin. */
  #searchAt = -Infinity;
  #missed = 0;
  /** Bytes of the shortest datagram that was missed, where none as long has arrived since. */
  #leastMissed = Infinity;

  /** @param longest most bytes that are worth trying: see {@link longestTo} */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Most bytes of a datagram that carries something. */
  get limit(): number {
    return this.#limit;
  }

  /** Bytes of the probe that may be sent; undefined where none is due. */
  probe(now: number): number | undefined {
    if (this.#isProbing || now < this.#searchAt) return undefined;
    this.#candidate ??= this.#sizeBelow(Infinity);
    return this.#candidate;
  }

  /** The probe that was due has left. */
  probed(): void {
    this.#isProbing = true;
  }

  /** A probe has arrived: the path carries its size. */
  probeArrived(size: number, now: number): void {
    this.#isProbing = false;
    if (size <= this.#limit) return;
    this.#limit = size;
    this.#search(now + RAISE_PAUSE);
  }

  /** A probe is lost: after some of one size, a shorter one is tried. */
  probeLost(now: number): void {
    this.#isProbing = false;
    if (this.#candidate === undefined || ++this.#lost < TRIALS) return;
    this.#lost = 0;
    this.#candidate = this.#sizeBelow(this.#candidate);
    if (this.#candidate === undefined) this.#search(now + RAISE_PAUSE);
  }

  /** A datagram that carried something has arrived. */
  arrived(size: number): void {
    if (size < this.#leastMissed) return;
    this.#missed = 0;
    this.#leastMissed = Infinity;
  }

  /** A datagram that carried something is lost, or not acknowledged for long. */
  missed(size: number, now: number): void {
    // Those that were sent before the limit fell do not count again.
    if (size <= LEAST_SIZE || size > this.#limit) return;
    this.#leastMissed = Math.min(this.#leastMissed, size);
    if (++this.#missed < TRIALS) return;
    this.#limit = LEAST_SIZE;
    this.#missed = 0;
    this.#leastMissed = Infinity;
    this.#search(now + RECOVERY_PAUSE);
  }

  /** Lets the next search begin at a time. */
  #search(at: number): void {
    this.#candidate = undefined;
    this.#lost = 0;
    this.#searchAt = at;
  }

  /** The longest size that is worth trying below another one; undefined where the path carries it. */
  #sizeBelow(size: number): number | undefined {
    return SIZES.findLast((one) => one > this.#limit && one < size && one <= this.#longest);
  }
}
