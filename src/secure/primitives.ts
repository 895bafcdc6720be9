/** Bytes of a key of X25519 (RFC 7748), secret or public, and of ChaCha20-Poly1305. */
export const KEY_BYTES = 32;

/** Bytes by which what is sealed is longer than what is in it. */
export const SEAL_BYTES = 16;

/** For libraries that refuse by throwing an error of no class of its own: undefined where they do. */
export function refused(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return undefined;
  }
}

/**
 * What the rest of this folder computes with. Every argument and result is bytes; no argument is changed. What
 * is `undefined` had to be refused: a caller must not go on with it.
 */
export interface Primitives {
  /** The public key of a secret one: X25519 with the base point (RFC 7748, section 5). */
  publicKeyOf(secretKey: Uint8Array): Uint8Array;
  /** X25519; undefined where the result is all zero: the public key is of low order (section 6.1). */
  agree(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  /** 32 bytes (RFC 6234). */
  sha256(bytes: Uint8Array): Uint8Array;
  /** 64 bytes (RFC 6234). */
  sha512(bytes: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 (RFC 2104): 32 bytes. The key has 32 bytes. */
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /**
   * ChaCha20-Poly1305 (RFC 8439, section 2.8): what is sealed, and a tag of 16 bytes.
   *
   * @param nonce 12 bytes, which must never come twice with one key
   */
  seal(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array;
  /** What was sealed; undefined where the tag does not fit. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | undefined;
  /** The point of ristretto255 that 64 uniform bytes stand for (RFC 9496, section 4.3.4), encoded in 32 bytes. */
  point(uniform: Uint8Array): Uint8Array;
  /** A scalar of ristretto255: 64 uniform bytes modulo the group's order, little-endian in 32 bytes. */
  scalar(uniform: Uint8Array): Uint8Array;
  /** A point times a scalar; undefined where the point is none, or the product is the identity. */
  multiply(scalar: Uint8Array, point: Uint8Array): Uint8Array | undefined;
}
