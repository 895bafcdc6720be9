import { decodeBase64Url, encodeBase64Url } from "@std/encoding/base64url";

/** Bytes of a room's key hash in a link: the first ones of the SHA-256 of its public key. */
export const KEY_HASH_LENGTH = 16;

/** Most UTF-16 code units of a link that is read. */
const LIMIT = 8192;

const SCHEME = "chatroom://";

/** What somebody needs to enter a room: where it is, which one it is, and its secret where it has one. */
export interface Invitation {
  /** A host's name or an IP address, without brackets. */
  readonly hostname: string;
  /** 1 to 65535. */
  readonly port: number;
  /** The first 16 bytes of the SHA-256 of the room's public key. */
  readonly keyHash: Uint8Array;
  /** The room's secret in NFC. */
  readonly secret?: string;
}

/** Why a text is no invitation. */
export type InvitationFault =
  /** It does not begin with `chatroom://`. */
  | "scheme"
  /** What stands behind that is not `HOST:PORT`, with IPv6 in brackets. */
  | "address"
  /** The room's key hash is missing, cut or damaged. */
  | "key"
  /** The secret is empty, or no percent-encoded UTF-8. */
  | "secret"
  | "too-long";

/** Whether somebody means a text as an invitation, a good one or not. */
export function looksLikeInvitation(text: string): boolean {
  return text.slice(0, SCHEME.length).toLowerCase() === SCHEME;
}

/** The link `chatroom://HOST:PORT/KEYHASH[.SECRET]`, all of it in ASCII where the host is. */
export function formatInvitation({ hostname, port, keyHash, secret }: Invitation): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const room = formatRoomPart({ keyHash, ...secret !== undefined && { secret } });
  return `${SCHEME}${host}:${port}/${room}`;
}

/** The part of the link that says which room it is, and has its secret: what the address of a room's page carries. */
export function formatRoomPart(
  { keyHash, secret }: Pick<Invitation, "keyHash" | "secret">,
): string {
  const hash = encodeBase64Url(keyHash);
  return secret === undefined ? hash : `${hash}.${encode(secret.normalize("NFC"))}`;
}

/** The invitation that a link is, or why it is none. */
export function parseInvitation(text: string): Invitation | InvitationFault {
  if (!looksLikeInvitation(text)) return "scheme";
  if (text.length > LIMIT) return "too-long";
  const [, address = "", path] = /^([^/]*)(?:\/(.*))?$/s.exec(text.slice(SCHEME.length)) ?? [];
  const endpoint = parseAddress(address);
  if (endpoint === undefined) return "address";
  const room = parseRoomPart(path ?? "");
  return typeof room === "string" ? room : { ...endpoint, ...room };
}

/** What {@link formatRoomPart} has written, or what is wrong with it. */
export function parseRoomPart(
  text: string,
):
  | Pick<Invitation, "keyHash" | "secret">
  | Extract<InvitationFault, "key" | "secret" | "too-long"> {
  if (text.length > LIMIT) return "too-long";
  // Base64url has no dot: the first one is in front of the secret.
  const [, hash = "", secretText] = /^([^.]*)(?:\.(.*))?$/s.exec(text) ?? [];
  const keyHash = parseHash(hash);
  if (keyHash === undefined) return "key";
  if (secretText === undefined) return { keyHash };
  const secret = decode(secretText);
  return secret === undefined ? "secret" : { keyHash, secret };
}

/** `HOST:PORT`; the host is what no other part of a link can be taken for. The caller knows which hosts there are. */
function parseAddress(text: string): Pick<Invitation, "hostname" | "port"> | undefined {
  const [, inBrackets, name, digits] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([\p{L}\p{N}\p{M}_.-]+)):(\d{1,5})$/u.exec(text) ?? [];
  const hostname = inBrackets ?? name;
  const port = Number(digits);
  if (hostname === undefined || port < 1 || port > 65535) return undefined;
  if (inBrackets !== undefined && !inBrackets.includes(":")) return undefined;
  return { hostname, port };
}

function parseHash(text: string): Uint8Array | undefined {
  // 22 characters are 16 bytes.
  if (!/^[\w-]{22}$/.test(text)) return undefined;
  const bytes = decodeBase64Url(text);
  // There is one way to write it: the bits behind the last byte are 0.
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}

/** Percent-encoded, so that neither a shell nor a program that finds links in texts takes it for anything else. */
function encode(secret: string): string {
  const escape = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(secret.toWellFormed()).replaceAll(/[!'()*.~]/g, escape);
}

function decode(text: string): string | undefined {
  if (!/^(?:[\w.~!*'()-]|%[0-9A-Fa-f]{2})+$/.test(text)) return undefined;
  try {
    return decodeURIComponent(text).normalize("NFC");
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
