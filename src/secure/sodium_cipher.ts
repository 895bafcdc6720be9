import sodium from "libsodium-wrappers-sumo";
import { KEY_BYTES, type Primitives, SEAL_BYTES } from "./primitives.ts";

/** What is used of libsodium's own memory. Its functions take addresses, and lengths as two numbers of 32 bits. */
interface Module {
  /** It may become another one whenever memory is taken. */
  readonly HEAPU8: Uint8Array;
  _malloc(length: number): number;
  _free(address: number): void;
  _crypto_aead_chacha20poly1305_ietf_encrypt(...values: number[]): number;
  _crypto_aead_chacha20poly1305_ietf_decrypt(...values: number[]): number;
}

const NONCE_BYTES = 12;

/**
 * ChaCha20-Poly1305 on libsodium's own memory, in places that are taken once: its wrapper takes new ones for each call,
 * which for a short datagram costs as much as the sealing.
 */
export function sodiumCipher(): Pick<Primitives, "seal" | "open"> {
  const { libsodium: module } = sodium as unknown as { readonly libsodium: Module };
  const [key, nonce] = [module._malloc(KEY_BYTES), module._malloc(NONCE_BYTES)];
  let [place, length] = [0, 0];

  /** Puts the arguments down, the bytes behind the associated ones at the place. Returns where they are. */
  const put = (
    ofKey: Uint8Array,
    ofNonce: Uint8Array,
    associated: Uint8Array,
    bytes: Uint8Array,
  ): number => {
    const needed = associated.length + bytes.length + SEAL_BYTES;
    if (needed > length) {
      module._free(place);
      length = 2 * needed;
      place = module._malloc(length);
    }
    const heap = module.HEAPU8;
    heap.set(ofKey, key);
    heap.set(ofNonce, nonce);
    heap.set(associated, place);
    heap.set(bytes, place + associated.length);
    return place + associated.length;
  };
  // Written out: arguments that are spread take as long as all else.
  return {
    seal(ofKey, ofNonce, associated, plain) {
      const text = put(ofKey, ofNonce, associated, plain);
      const [length, front] = [plain.length, associated.length];
      // deno-fmt-ignore
      module._crypto_aead_chacha20poly1305_ietf_encrypt(
        text, 0, text, length, 0, place, front, 0, 0, nonce, key,
      );
      return module.HEAPU8.slice(text, text + length + SEAL_BYTES);
    },
    open(ofKey, ofNonce, associated, sealed) {
      if (sealed.length < SEAL_BYTES) return undefined;
      const text = put(ofKey, ofNonce, associated, sealed);
      const [length, front] = [sealed.length, associated.length];
      // deno-fmt-ignore
      const fault = module._crypto_aead_chacha20poly1305_ietf_decrypt(
        text, 0, 0, text, length, 0, place, front, 0, nonce, key,
      );
      return fault === 0 ? module.HEAPU8.slice(text, text + length - SEAL_BYTES) : undefined;
    },
  };
}
