import { forgetOldest, type Machine, type Transmit } from "../base/mod.ts";
import { decodeDiscovery, encodeQuery } from "../wire/mod.ts";

export interface GroupCheckOptions {
  /** The group by which rooms are found. */
  readonly group: Deno.NetAddr;
  /** Makes 16 random hexadecimal digits. */
  readonly nonce: () => string;
  /** Milliseconds from one query to the next. */
  readonly pause: number;
}

/** Hosts that are remembered. */
const MOST_HOSTS = 256;

/**
 * Finds out whether multicast works, as a state machine. It asks the group again and again; whoever hears the group
 * hears that, and so does this machine. It notes by which of its own addresses its queries come back, and who
 * else asks.
 */
export class GroupCheck implements Machine {
  readonly #options: GroupCheckOptions;
  readonly #own = new Set<string>();
  readonly #returned = new Set<string>();
  readonly #others = new Set<string>();
  #next = 0;
  #wantsToSend = false;

  constructor(options: GroupCheckOptions) {
    this.#options = options;
  }

  /** The addresses of this machine by which a query has come back. */
  get returned(): ReadonlySet<string> {
    return this.#returned;
  }

  /** The addresses from which queries of others were heard. */
  get others(): ReadonlySet<string> {
    return this.#others;
  }

  /** Whether a query of somebody else's was heard from an address. */
  hasHeard(hostname: string): boolean {
    return this.#others.has(hostname);
  }

  receive(datagram: Uint8Array, { hostname }: Deno.NetAddr): void {
    const query = decodeDiscovery(datagram);
    if (query?.kind !== "query") return;
    const heard = this.#own.has(query.nonce) ? this.#returned : this.#others;
    if (heard.size < MOST_HOSTS) heard.add(hostname);
  }

  timeout(now: number): void {
    if (now < this.#next) return;
    this.#next = now + this.#options.pause;
    this.#wantsToSend = true;
  }

  nextTimeout(): number {
    return this.#next;
  }

  transmit(): Transmit | undefined {
    if (!this.#wantsToSend) return undefined;
    this.#wantsToSend = false;
    // One nonce for all queries would do, but rooms answer each: an answer shall not be taken for another's.
    const nonce = this.#options.nonce();
    forgetOldest(this.#own.add(nonce), MOST_HOSTS);
    return { to: [this.#options.group], datagram: encodeQuery(nonce) };
  }
}
