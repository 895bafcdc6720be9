import { startsWith } from "@std/bytes/starts-with";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  formatRoomPart,
  type Invitation,
  KEY_HASH_LENGTH,
  parseRoomPart,
} from "../wire/invitation.ts";

/** Which room is meant, and its secret where it has one. */
export type RoomPart = Pick<Invitation, "keyHash" | "secret">;

/** Where the page is from: no port in an address means the scheme's own. */
export function serverOf(
  { hostname, port, protocol }: Location,
): { readonly hostname: string; readonly port: number } {
  const own = protocol === "https:" ? 443 : 80;
  return { hostname: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? own : Number(port) };
}

/**
 * What the address's fragment says of the room. It is taken out of the address: nobody who looks at the screen, or at
 * the browser's history, is to find the room's secret there.
 */
export function takeInvitation(place: Location, history: History): RoomPart | undefined {
  if (place.hash === "") return undefined;
  const part = parseRoomPart(place.hash.slice(1));
  history.replaceState(history.state, "", place.pathname);
  return typeof part === "string" ? undefined : part;
}

/** Whether a room's key is the one that an invitation is for. */
export function isInvited(key: Uint8Array, { keyHash }: RoomPart): boolean {
  return startsWith(sha256(key), keyHash);
}

/** The page's address with the room's key in it, for others. Its secret they have to be told. */
export function linkTo(key: Uint8Array, place: Location): string {
  return `${place.origin}/#${
    formatRoomPart({ keyHash: sha256(key).subarray(0, KEY_HASH_LENGTH) })
  }`;
}
