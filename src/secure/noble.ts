import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ristretto255, ristretto255_hasher, x25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { type Primitives, refused } from "./primitives.ts";

const { Point } = ristretto255;

/** The primitives in plain TypeScript, for a browser, and as a second opinion in the tests. */
export const noble: Primitives = {
  publicKeyOf: (secretKey) => x25519.getPublicKey(secretKey),
  agree: (secretKey, publicKey) => refused(() => x25519.getSharedSecret(secretKey, publicKey)),
  sha256: (bytes) => sha256(bytes),
  sha512: (bytes) => sha512(bytes),
  hmac: (key, bytes) => hmac(sha256, key, bytes),
  seal: (key, nonce, associated, plain) => chacha20poly1305(key, nonce, associated).encrypt(plain),
  open: (key, nonce, associated, sealed) =>
    refused(() => chacha20poly1305(key, nonce, associated).decrypt(sealed)),
  point: (uniform) => ristretto255_hasher.deriveToCurve!(uniform).toBytes(),
  scalar: (uniform) => littleEndian(valueOf(uniform) % Point.Fn.ORDER),
  multiply: (scalar, point) =>
    refused(() => {
      const product = Point.fromBytes(point).multiply(valueOf(scalar));
      if (product.equals(Point.ZERO)) throw new Error("Cannot take the identity");
      return product.toBytes();
    }),
};

function valueOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number(value >> BigInt(8 * index) & 0xffn));
}
