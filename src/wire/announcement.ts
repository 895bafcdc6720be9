/**
 * Most bytes of a datagram by which rooms are found. A query has exactly this length, so an answer is never
 * longer than what it answers: nobody can use a room to send somebody else more than was sent to it.
 */
export const DISCOVERY_LIMIT = 200;

/** Most characters (code points) of a room's name. */
export const ROOM_NAME_LIMIT = 32;

/** The largest number of members that an announcement tells; what is more is told as this. */
const MOST_MEMBERS = 999_999;

/** "Who is there?", asked by somebody who looks for rooms. */
export interface RoomQuery {
  readonly kind: "query";
  /** 16 hexadecimal digits: the answers repeat them. */
  readonly nonce: string;
}

/** "Here is a room", as an answer to a query or, without a nonce, unasked. */
export interface RoomAnnouncement {
  readonly kind: "announcement";
  /** The nonce of the query that this answers; undefined where nobody asked. */
  readonly nonce: string | undefined;
  /**
   * Which room it is: the first 16 bytes of the SHA-256 of its public key, as 22 characters of base64url (RFC 4648,
   * section 5). The same by whatever address the room is found. Anybody can say it: the handshake shows who may.
   */
  readonly keyHash: string;
  /** Whether it takes a secret to get in. */
  readonly isSecret: boolean;
  /** The port that the room listens on, 1 to 65535, at the address that the datagram comes from. */
  readonly port: number;
  /** How many people are in the room. */
  readonly members: number;
  /** As {@link cleanRoomName} leaves it; never empty. */
  readonly name: string;
}

/** "The room is no more." */
export interface RoomGoodbye {
  readonly kind: "goodbye";
  readonly keyHash: string;
}

export type Discovery = RoomQuery | RoomAnnouncement | RoomGoodbye;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A query, `FIND 2 nonce ....`, filled up with dots. The number is the version of the answers that the
 * asker reads.
 */
export function encodeQuery(nonce: string): Uint8Array {
  return encoder.encode(`FIND 2 ${nonce} `.padEnd(DISCOVERY_LIMIT, "."));
}

/** An announcement, `ROOM 2 nonce hash open|secret port members name`, with `-` for no nonce. */
export function encodeAnnouncement(room: Omit<RoomAnnouncement, "kind">): Uint8Array {
  const { nonce = "-", keyHash, port, name } = room;
  const mode = room.isSecret ? "secret" : "open";
  const members = Math.min(room.members, MOST_MEMBERS);
  return encoder.encode(
    `ROOM 2 ${nonce} ${keyHash} ${mode} ${port} ${members} ${cleanRoomName(name)}`,
  );
}

/** A goodbye, `GONE 2 hash`. */
export function encodeGoodbye(keyHash: string): Uint8Array {
  return encoder.encode(`GONE 2 ${keyHash}`);
}

const QUERY = /^FIND 2 ([0-9a-f]{16}) \.+$/;
const ANNOUNCEMENT =
  /^ROOM 2 (-|[0-9a-f]{16}) ([\w-]{22}) (open|secret) ([1-9]\d{0,4}) (0|[1-9]\d{0,5}) (.+)$/s;
const GOODBYE = /^GONE 2 ([\w-]{22})$/;

/**
 * What a datagram of discovery says; undefined for any other, those of other versions among them. A room's
 * name comes out clean whatever was sent.
 */
export function decodeDiscovery(datagram: Uint8Array): Discovery | undefined {
  const text = datagram.length <= DISCOVERY_LIMIT ? decodeStrictly(datagram) : undefined;
  if (text === undefined) return undefined;
  const [, nonce] = QUERY.exec(text) ?? [];
  if (nonce !== undefined) {
    return datagram.length === DISCOVERY_LIMIT ? { kind: "query", nonce } : undefined;
  }
  const [, gone] = GOODBYE.exec(text) ?? [];
  return gone === undefined ? decodeAnnouncement(text) : { kind: "goodbye", keyHash: gone };
}

function decodeAnnouncement(text: string): RoomAnnouncement | undefined {
  const [, nonce = "", keyHash = "", mode, port, members, words = ""] = ANNOUNCEMENT.exec(text) ??
    [];
  const name = cleanRoomName(words);
  if (name === "" || Number(port) > 65_535) return undefined;
  return {
    kind: "announcement",
    nonce: nonce === "-" ? undefined : nonce,
    keyHash,
    isSecret: mode === "secret",
    port: Number(port),
    members: Number(members),
    name,
  };
}

function decodeStrictly(datagram: Uint8Array): string | undefined {
  try {
    return decoder.decode(datagram);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

// U+2800 is a blank that Unicode counts as a symbol.
const BLANKS = /[\p{White_Space}\u2800]+/gu;
// Control, format (bidirectional marks among them), lone surrogates, and letters that only fill a space.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;
// More marks than any script puts on one letter would run over the lines above and below.
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * A room's name, fit to be shown in a line: in Unicode's NFC, without control, format and bidirectional
 * characters, white space as single spaces, at most {@link ROOM_NAME_LIMIT} characters. Empty where nothing
 * is left.
 */
export function cleanRoomName(text: string): string {
  const visible = text.replace(BLANKS, " ").replace(INVISIBLE, "").normalize("NFC");
  // A mark in front would attach to what is printed before the name.
  const tidy = visible.replace(/ +/g, " ").replace(/^[ \p{M}]+/u, "").replace(TOO_MANY_MARKS, "$1");
  return [...tidy].slice(0, ROOM_NAME_LIMIT).join("").trimEnd();
}
