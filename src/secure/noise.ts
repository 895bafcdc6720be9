/**
 * The Noise Protocol Framework, revision 34, as far as this program needs it: patterns with X25519,
 * ChaCha20-Poly1305 and SHA-256. Section numbers are that document's.
 */

import { concat } from "@std/bytes/concat";
import { KEY_BYTES, type Primitives, SEAL_BYTES } from "./primitives.ts";

const EMPTY = new Uint8Array();

/** A key pair of X25519. */
export interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** What two ends share after a handshake: a key for each direction, as bytes. */
export interface SplitKeys {
  /** From the one who began the handshake. */
  readonly forth: Uint8Array;
  readonly back: Uint8Array;
}

type Token = "e" | "s" | "ee" | "es" | "se" | "ss" | "psk";

/** A handshake pattern (section 7): what both know of each other before it, and its messages in turn. */
export interface Pattern {
  readonly name: string;
  /** Whether the one who begins knows the other's static key before. */
  readonly knowsResponder: boolean;
  readonly messages: readonly (readonly Token[])[];
}

/** Both know who they are after two messages: the one who begins tells its key in the first. */
export const IKPSK2: Pattern = {
  name: "Noise_IKpsk2_25519_ChaChaPoly_SHA256",
  knowsResponder: true,
  messages: [["e", "es", "s", "ss"], ["e", "ee", "se", "psk"]],
};

/** The nonce of a number (section 12.3): 4 bytes of zero, then the number in 8 bytes, little-endian. */
export function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(4, number >>> 0, true);
  view.setUint32(8, Math.floor(number / 2 ** 32), true);
  return nonce;
}

/** The key after this one (section 11.3 with 4.2): 32 bytes of zero, sealed with the largest nonce. */
export function rekey(primitives: Primitives, key: Uint8Array): Uint8Array {
  const nonce = nonceOf(0).fill(0xff, 4);
  return primitives.seal(key, nonce, EMPTY, new Uint8Array(KEY_BYTES)).subarray(0, KEY_BYTES);
}

/** The symmetric state (section 5.2), with the cipher state for handshakes in it (5.1). */
class SymmetricState {
  readonly #primitives: Primitives;
  #chaining: Uint8Array;
  #hash: Uint8Array;
  #key: Uint8Array | undefined;
  #number = 0;

  constructor(primitives: Primitives, name: string) {
    this.#primitives = primitives;
    const bytes = new TextEncoder().encode(name);
    this.#hash = bytes.length > 32 ? primitives.sha256(bytes) : padded(bytes);
    this.#chaining = this.#hash;
  }

  mixHash(bytes: Uint8Array): void {
    this.#hash = this.#primitives.sha256(concat([this.#hash, bytes]));
  }

  mixKey(material: Uint8Array): void {
    const [chaining, key] = this.#derive(material);
    this.#chaining = chaining;
    this.#key = key;
    this.#number = 0;
  }

  mixKeyAndHash(material: Uint8Array): void {
    const [chaining, hash, key] = this.#derive(material);
    this.#chaining = chaining;
    this.mixHash(hash);
    this.#key = key;
    this.#number = 0;
  }

  sealAndHash(plain: Uint8Array): Uint8Array {
    if (this.#key === undefined) {
      this.mixHash(plain);
      return plain;
    }
    const nonce = nonceOf(this.#number++);
    const sealed = this.#primitives.seal(this.#key, nonce, this.#hash, plain);
    this.mixHash(sealed);
    return sealed;
  }

  openAndHash(sealed: Uint8Array): Uint8Array | undefined {
    if (this.#key === undefined) {
      this.mixHash(sealed);
      return sealed;
    }
    const nonce = nonceOf(this.#number++);
    const plain = this.#primitives.open(this.#key, nonce, this.#hash, sealed);
    this.mixHash(sealed);
    return plain;
  }

  /** Bytes by which what is sealed now is longer. */
  get overhead(): number {
    return this.#key === undefined ? 0 : SEAL_BYTES;
  }

  /** The hash of all that was said (section 11.2). */
  get hash(): Uint8Array {
    return this.#hash;
  }

  split(): SplitKeys {
    const [forth, back] = this.#derive(EMPTY);
    return { forth, back };
  }

  copy(): SymmetricState {
    const copy = new SymmetricState(this.#primitives, "");
    copy.#chaining = this.#chaining;
    copy.#hash = this.#hash;
    copy.#key = this.#key;
    copy.#number = this.#number;
    return copy;
  }

  /** HKDF (section 4.3, RFC 5869): three keys of 32 bytes. */
  #derive(material: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
    const { hmac } = this.#primitives;
    const secret = hmac(this.#chaining, material);
    const first = hmac(secret, Uint8Array.of(1));
    const second = hmac(secret, concat([first, Uint8Array.of(2)]));
    return [first, second, hmac(secret, concat([second, Uint8Array.of(3)]))];
  }
}

/** What one end brings to a handshake. */
export interface HandshakeOptions {
  readonly pattern: Pattern;
  readonly isInitiator: boolean;
  /** What both ends have to agree on, byte for byte. */
  readonly prologue: Uint8Array;
  readonly own: KeyPair;
  /** A key pair that is used for this handshake alone. */
  readonly ephemeral: KeyPair;
  /** The other end's public key, where it is known before. */
  readonly other?: Uint8Array;
}

/**
 * One end of a handshake (section 5.3). Messages are written and read in turn. A message that cannot be read
 * gives undefined and leaves the state as it was, so that the right one may still come.
 */
export class Handshake {
  readonly #primitives: Primitives;
  readonly #options: HandshakeOptions;
  #symmetric: SymmetricState;
  #turn = 0;
  #other: Uint8Array | undefined;
  #otherEphemeral: Uint8Array | undefined;

  constructor(primitives: Primitives, options: HandshakeOptions) {
    const { pattern, isInitiator, prologue, own, other } = options;
    this.#primitives = primitives;
    this.#options = options;
    this.#other = other;
    this.#symmetric = new SymmetricState(primitives, pattern.name);
    this.#symmetric.mixHash(prologue);
    if (!pattern.knowsResponder) return;
    const responder = isInitiator ? other : own.publicKey;
    if (responder === undefined) {
      throw new TypeError("Cannot begin: the other end's key is missing");
    }
    this.#symmetric.mixHash(responder);
  }

  /** The other end's public key, once it is known. */
  get other(): Uint8Array | undefined {
    return this.#other;
  }

  /** The hash of all that was said, which no two handshakes share (section 11.2). */
  get hash(): Uint8Array {
    return this.#symmetric.hash;
  }

  /**
   * The next message, with a payload.
   *
   * @param psk 32 bytes, where the message mixes one in
   * @returns undefined where the other end's key is of low order
   */
  write(payload: Uint8Array, psk?: Uint8Array): Uint8Array | undefined {
    const { own, ephemeral } = this.#options;
    const symmetric = this.#symmetric.copy();
    const parts: Uint8Array[] = [];
    for (const token of this.#tokens()) {
      if (token === "e") {
        parts.push(ephemeral.publicKey);
        this.#mixEphemeral(symmetric, ephemeral.publicKey);
      } else if (token === "s") parts.push(symmetric.sealAndHash(own.publicKey));
      else if (!this.#mix(symmetric, token, psk, this.#other, this.#otherEphemeral)) {
        return undefined;
      }
    }
    parts.push(symmetric.sealAndHash(payload));
    this.#symmetric = symmetric;
    this.#turn++;
    return concat(parts);
  }

  /** The payload of the other end's next message; undefined where it is not right. `psk` as for writing. */
  read(message: Uint8Array, psk?: Uint8Array): Uint8Array | undefined {
    const symmetric = this.#symmetric.copy();
    let [rest, other, otherEphemeral] = [message, this.#other, this.#otherEphemeral];
    for (const token of this.#tokens()) {
      if (token === "e") {
        otherEphemeral = rest.slice(0, KEY_BYTES);
        if (otherEphemeral.length < KEY_BYTES) return undefined;
        rest = rest.subarray(KEY_BYTES);
        this.#mixEphemeral(symmetric, otherEphemeral);
      } else if (token === "s") {
        const length = KEY_BYTES + symmetric.overhead;
        if (rest.length < length) return undefined;
        other = symmetric.openAndHash(rest.subarray(0, length))?.slice();
        if (other === undefined) return undefined;
        rest = rest.subarray(length);
      } else if (!this.#mix(symmetric, token, psk, other, otherEphemeral)) return undefined;
    }
    const payload = symmetric.openAndHash(rest);
    if (payload === undefined) return undefined;
    this.#symmetric = symmetric;
    this.#other = other;
    this.#otherEphemeral = otherEphemeral;
    this.#turn++;
    return payload;
  }

  /** The keys of the two directions, after the last message. */
  split(): SplitKeys {
    return this.#symmetric.split();
  }

  #tokens(): readonly Token[] {
    const tokens = this.#options.pattern.messages[this.#turn];
    if (tokens === undefined) throw new Error("Cannot go on: the handshake is over");
    return tokens;
  }

  #mixEphemeral(symmetric: SymmetricState, key: Uint8Array): void {
    symmetric.mixHash(key);
    // Section 9.2: with a pre-shared key in it, the first thing that keys the handshake must not come twice.
    const hasPsk = this.#options.pattern.messages.some((tokens) => tokens.includes("psk"));
    if (hasPsk) symmetric.mixKey(key);
  }

  /** Mixes a key in. Returns whether that could be: a key of low order must not be used. */
  #mix(
    symmetric: SymmetricState,
    token: Exclude<Token, "e" | "s">,
    psk: Uint8Array | undefined,
    other: Uint8Array | undefined,
    otherEphemeral: Uint8Array | undefined,
  ): boolean {
    if (token === "psk") {
      if (psk === undefined) throw new TypeError("Cannot go on: the pre-shared key is missing");
      symmetric.mixKeyAndHash(psk);
      return true;
    }
    const { isInitiator, own, ephemeral } = this.#options;
    const [mine, theirs] = isInitiator ? [token[0], token[1]] : [token[1], token[0]];
    const secret = mine === "e" ? ephemeral.secretKey : own.secretKey;
    const key = theirs === "e" ? otherEphemeral : other;
    const shared = key && this.#primitives.agree(secret, key);
    if (shared === undefined) return false;
    symmetric.mixKey(shared);
    return true;
  }
}

function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(32);
  block.set(bytes);
  return block;
}
