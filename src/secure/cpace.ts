/**
 * CPace (draft-irtf-cfrg-cpace-21), with ristretto255 and SHA-512: two ends that have the same secret get the same
 * key, and one who listens or guesses learns nothing but whether one guess was right. Section numbers are that
 * document's.
 */

import { concat } from "@std/bytes/concat";
import type { Primitives } from "./primitives.ts";

const encoder = new TextEncoder();
const DOMAIN = encoder.encode("CPaceRistretto255");
const KEY_DOMAIN = encoder.encode("CPaceRistretto255_ISK");

/** Bytes of SHA-512's block, which the secret fills alone (section 7.1). */
const BLOCK = 128;

/** What both ends have to have in common. */
export interface CpaceOptions {
  /** The secret: PRS. */
  readonly secret: Uint8Array;
  /** Who the two ends are: CI. */
  readonly channel: Uint8Array;
  /** What no other run has: sid. */
  readonly session: Uint8Array;
}

/** What each end adds to its share, which is not secret: ADa and ADb. */
const NOTHING = new Uint8Array();

/** One end of a run. */
export class Cpace {
  readonly #primitives: Primitives;
  readonly #session: Uint8Array;
  readonly #scalar: Uint8Array;
  /** This end's share: 32 bytes, for the other end. */
  readonly share: Uint8Array;

  /** @param random 64 random bytes */
  constructor(primitives: Primitives, options: CpaceOptions, random: Uint8Array) {
    this.#primitives = primitives;
    this.#session = options.session;
    this.#scalar = primitives.scalar(random);
    const share = primitives.multiply(this.#scalar, generatorOf(primitives, options));
    if (share === undefined) throw new RangeError("Cannot begin: the random bytes are all zero");
    this.share = share;
  }

  /**
   * The key that both ends share: 64 bytes; undefined where the other end's share is no point.
   *
   * @param isInitiator whether this end's share went first
   */
  key(other: Uint8Array, isInitiator: boolean): Uint8Array | undefined {
    const point = this.#primitives.multiply(this.#scalar, other);
    if (point === undefined) return undefined;
    const [first, second] = isInitiator ? [this.share, other] : [other, this.share];
    return keyOf(this.#primitives, this.#session, point, [first, NOTHING], [second, NOTHING]);
  }
}

/** The generator that stands for the secret (section 7.3). */
export function generatorOf(
  primitives: Primitives,
  { secret, channel, session }: CpaceOptions,
): Uint8Array {
  const used = joined(DOMAIN).length + joined(secret).length;
  const padding = new Uint8Array(Math.max(0, BLOCK - 1 - used));
  return primitives.point(primitives.sha512(joined(DOMAIN, secret, padding, channel, session)));
}

/** The key of a run (section 6.2), each end's share together with what it added. */
export function keyOf(
  primitives: Primitives,
  session: Uint8Array,
  point: Uint8Array,
  first: readonly [share: Uint8Array, added: Uint8Array],
  second: readonly [share: Uint8Array, added: Uint8Array],
): Uint8Array {
  const head = joined(KEY_DOMAIN, session, point);
  return primitives.sha512(concat([head, joined(...first), joined(...second)]));
}

/** Each part with its length in front (lv_cat, section 5.3): no two lists give the same bytes. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(parts.flatMap((part) => [lengthOf(part), part]));
}

/** A length as LEB128: seven bits a byte, the lowest first. */
function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(rest % 128 + 128);
  return Uint8Array.from([...bytes, rest]);
}
