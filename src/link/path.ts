import { equals } from "@std/bytes/equals";
import { sameAddress } from "../base/mod.ts";
import { CHALLENGE_BYTES } from "../wire/mod.ts";
import type { Connection } from "./connection.ts";

/** Challenges that are sent to a new address, and the milliseconds between them. */
const TRIALS = 5;
const TRIAL_PAUSE = 400;

/** An address that a member seems to have moved to. */
interface Candidate {
  readonly address: Deno.NetAddr;
  readonly challenge: Uint8Array;
  trials: number;
  isToBeSent: boolean;
}

/**
 * Where a member is reached. Its datagrams may come from another address suddenly, since a router has forgotten it or it
 * has gone to another network: then that address is asked whether it is the member's, and only what answers is sent
 * more (RFC 9000, sections 8.2 and 9). So nobody can turn the room's datagrams on somebody else.
 */
export class Path {
  #candidate: Candidate | undefined;
  #next = Infinity;

  /** When {@link timeout} is due. */
  get nextTimeout(): number {
    return this.#next;
  }

  /** The member's newest datagram came `from` here, and it is known to be at `known`. */
  heard(
    from: Deno.NetAddr,
    known: Deno.NetAddr,
    random: (count: number) => Uint8Array,
    now: number,
  ): void {
    if (sameAddress(from, known)) return this.#drop();
    if (this.#candidate !== undefined && sameAddress(from, this.#candidate.address)) return;
    const challenge = random(CHALLENGE_BYTES);
    this.#candidate = { address: from, challenge, trials: 0, isToBeSent: true };
    this.#next = now + TRIAL_PAUSE;
  }

  /** The member has answered a challenge with `data`. Returns where it is, if that is new. */
  confirmed(data: Uint8Array): Deno.NetAddr | undefined {
    const candidate = this.#candidate;
    if (candidate === undefined || !equals(candidate.challenge, data)) return undefined;
    this.#drop();
    return candidate.address;
  }

  timeout(now: number): void {
    if (now < this.#next || this.#candidate === undefined) return;
    if (this.#candidate.trials === TRIALS) return this.#drop();
    this.#candidate.isToBeSent = true;
    this.#next = now + TRIAL_PAUSE;
  }

  /** Composes a challenge, if one is to be sent. Returns its length and where it goes. */
  transmit(
    target: Uint8Array,
    connection: Connection,
  ): { readonly length: number; readonly to: readonly Deno.NetAddr[] } | undefined {
    const candidate = this.#candidate;
    if (candidate === undefined || !candidate.isToBeSent) return undefined;
    candidate.isToBeSent = false;
    candidate.trials++;
    const length = connection.challenge(target, candidate.challenge);
    return { length, to: [candidate.address] };
  }

  #drop(): void {
    this.#candidate = undefined;
    this.#next = Infinity;
  }
}
