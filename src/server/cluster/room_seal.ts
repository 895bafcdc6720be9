import { decodeBase64Url, encodeBase64Url } from "@std/encoding/base64url";
import { KEY_BYTES, type Primitives, SEAL_BYTES } from "../../secure/mod.ts";
import { StoreError } from "../../store/mod.ts";

const encoder = new TextEncoder();

/** What the key that seals is derived for: it seals nothing else. */
const PURPOSE = encoder.encode("chatroom cluster: the room's key");

const NONCE_BYTES = 12;
const SEALED_BYTES = KEY_BYTES + SEAL_BYTES;

/** What says which room a stream is of. */
export interface RoomIdentity {
  /** Tells it from any other: 16 hexadecimal digits. */
  readonly id: string;
  /** The room's secret key. */
  readonly key: Uint8Array;
}

/**
 * A stream's first message: which room it is, and its secret key, sealed for servers that know the cluster's secret.
 *
 * @param secret 32 bytes
 */
export function sealRoom(
  { id, key }: RoomIdentity,
  secret: Uint8Array,
  primitives: Primitives,
  random: (count: number) => Uint8Array,
): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const sealed = primitives.seal(
    primitives.hmac(secret, PURPOSE),
    nonce,
    encoder.encode(id),
    key,
  );
  const text = JSON.stringify({
    version: 1,
    id,
    nonce: encodeBase64Url(nonce),
    key: encodeBase64Url(sealed),
  });
  return encoder.encode(text);
}

/** @throws {StoreError} where it is no first message, or sealed with another secret */
export function openRoomSeal(
  message: Uint8Array,
  secret: Uint8Array,
  primitives: Primitives,
): RoomIdentity {
  const { id, nonce, key } = read(message);
  const opened = primitives.open(
    primitives.hmac(secret, PURPOSE),
    nonce,
    encoder.encode(id),
    key,
  );
  if (opened !== undefined) return { id, key: opened };
  throw new StoreError("Cannot open the room's key: the cluster's secret is another one");
}

interface Sealed {
  readonly id: string;
  readonly nonce: Uint8Array;
  readonly key: Uint8Array;
}

function read(message: Uint8Array): Sealed {
  try {
    const { version, id, nonce, key } = JSON.parse(new TextDecoder().decode(message));
    const sealed = { id, nonce: decodeBase64Url(nonce), key: decodeBase64Url(key) };
    const fits = sealed.nonce.length === NONCE_BYTES && sealed.key.length === SEALED_BYTES;
    if (version === 1 && fits && typeof id === "string" && /^[0-9a-f]{16}$/.test(id)) return sealed;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new StoreError("Cannot use the cluster: its stream is not that of a room");
}
