import { encodeHex } from "@std/encoding/hex";
import type { Primitives } from "../secure/mod.ts";

const encoder = new TextEncoder();

/** Milliseconds during which a cookie is good for opening a session. */
const LIFETIME = 10_000;

/** Hexadecimal digits of the time in a cookie, and of the keyed hash. */
const TIME_DIGITS = 8;
const HASH_DIGITS = 32;

/**
 * Proofs of address that the server need not remember: the time and a keyed hash of time, address and nonce
 * (the idea of RFC 6013's and DTLS's cookies, RFC 9147, section 5.1). A caller that brings one back
 * has received it, and so is at the address that it claims.
 */
export class Cookies {
  readonly #primitives: Pick<Primitives, "hmac">;
  readonly #key: Uint8Array;

  /** @param key 32 random bytes */
  constructor(primitives: Pick<Primitives, "hmac">, key: Uint8Array) {
    this.#primitives = primitives;
    this.#key = key;
  }

  /** A cookie for an address, in 40 hexadecimal digits. */
  make(address: string, nonce: string, now: number): string {
    const time = secondsOf(now).toString(16).padStart(TIME_DIGITS, "0");
    return time + this.#hash(time, address, nonce);
  }

  /** Whether a cookie was made here for this address and nonce a short while ago. */
  check(cookie: string, address: string, nonce: string, now: number): boolean {
    const time = cookie.slice(0, TIME_DIGITS);
    const age = secondsOf(now) - parseInt(time, 16);
    if (!(age >= 0 && age * 1000 <= LIFETIME)) return false;
    return isEqual(cookie.slice(TIME_DIGITS), this.#hash(time, address, nonce));
  }

  #hash(time: string, address: string, nonce: string): string {
    const text = encoder.encode(`${time} ${address} ${nonce}`);
    return encodeHex(this.#primitives.hmac(this.#key, text)).slice(0, HASH_DIGITS);
  }
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < other.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** Seconds, as far as 32 bits hold them. */
function secondsOf(now: number): number {
  return Math.floor(now / 1000) % 2 ** 32;
}
