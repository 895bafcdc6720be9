import sodium from "libsodium-wrappers-sumo";
import { KEY_BYTES, type Primitives, refused } from "./primitives.ts";
import { sodiumCipher } from "./sodium_cipher.ts";

/** The primitives by libsodium, which runs wherever WebAssembly does. */
export async function loadSodium(): Promise<Primitives> {
  await sodium.ready;
  return {
    publicKeyOf: (secretKey) => sodium.crypto_scalarmult_base(secretKey),
    agree: (secretKey, publicKey) =>
      refused(() => notZero(sodium.crypto_scalarmult(secretKey, whole(publicKey)))),
    sha256: (bytes) => sodium.crypto_hash_sha256(bytes),
    sha512: (bytes) => sodium.crypto_hash_sha512(bytes),
    hmac: (key, bytes) => sodium.crypto_auth_hmacsha256(bytes, key),
    ...sodiumCipher(),
    point: (uniform) => sodium.crypto_core_ristretto255_from_hash(uniform),
    scalar: (uniform) => sodium.crypto_core_ristretto255_scalar_reduce(uniform),
    multiply: (scalar, point) =>
      refused(() => notZero(sodium.crypto_scalarmult_ristretto255(scalar, whole(point)))),
  };
}

/** @throws {RangeError} where the bytes are too few or too many for a point: libsodium takes that for a fault of ours */
function whole(point: Uint8Array): Uint8Array {
  if (point.length !== KEY_BYTES) throw new RangeError(`Cannot take ${point.length} bytes`);
  return point;
}

/** @throws {Error} where all bytes are zero */
function notZero(bytes: Uint8Array): Uint8Array {
  if (bytes.every((byte) => byte === 0)) throw new Error("Cannot take zero");
  return bytes;
}
