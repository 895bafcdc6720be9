import { createHash, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";

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
  readonly #key: Uint8Array;

  /** @param key 32 random bytes */
  constructor(key: Uint8Array) {
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
    const expected = Buffer.from(this.#hash(time, address, nonce));
    const actual = Buffer.from(cookie.slice(TIME_DIGITS));
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  }

  /**
   * SHA-3 needs no HMAC around it: with the key in front it is a keyed hash. Deno 2.4's HMAC warns of itself.
   */
  #hash(time: string, address: string, nonce: string): string {
    const hash = createHash("sha3-256").update(this.#key).update(`${time} ${address} ${nonce}`);
    return hash.digest("hex").slice(0, HASH_DIGITS);
  }
}

/** Seconds, as far as 32 bits hold them. */
function secondsOf(now: number): number {
  return Math.floor(now / 1000) % 2 ** 32;
}
