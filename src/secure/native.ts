import { createCipheriv, createDecipheriv, getCiphers } from "node:crypto";
import { type Primitives, SEAL_BYTES } from "./primitives.ts";
import { loadSodium } from "./sodium.ts";

const CIPHER = "chacha20-poly1305";

/** From so many bytes on, the system's cipher is faster: a call of it costs more, a byte a third. */
const LONG = 2048;

/**
 * The primitives for the program: libsodium's, and for long datagrams the cipher that Deno has built in. Deno 2.4 has
 * none. Whoever starts a worker awaits this in its start handler, since a module that a worker imports must not wait
 * while it is loaded.
 */
export async function loadNative(): Promise<Primitives> {
  const sodium = await loadSodium();
  if (!getCiphers().includes(CIPHER)) return sodium;
  return {
    ...sodium,
    seal: (key, nonce, associated, plain) =>
      plain.length < LONG
        ? sodium.seal(key, nonce, associated, plain)
        : seal(key, nonce, associated, plain),
    open: (key, nonce, associated, sealed) =>
      sealed.length < LONG
        ? sodium.open(key, nonce, associated, sealed)
        : open(key, nonce, associated, sealed),
  };
}

function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: SEAL_BYTES });
  cipher.setAAD(associated, { plaintextLength: plain.length });
  const sealed = new Uint8Array(plain.length + SEAL_BYTES);
  sealed.set(cipher.update(plain));
  cipher.final();
  sealed.set(cipher.getAuthTag(), plain.length);
  return sealed;
}

function open(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const length = sealed.length - SEAL_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: SEAL_BYTES });
  decipher.setAAD(associated, { plaintextLength: length });
  decipher.setAuthTag(sealed.subarray(length));
  const plain = decipher.update(sealed.subarray(0, length));
  try {
    decipher.final();
    return plain;
  } catch {
    // The tag does not fit, which Deno tells by errors of several classes.
    return undefined;
  }
}
