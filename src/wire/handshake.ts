/**
 * The first contact: lines of ASCII text, since programs of the classic dialect die of bytes that are not
 * UTF-8, and ignore a line of two words whose first they don't know. What follows it is binary.
 */

import { decodeHex, encodeHex } from "@std/encoding/hex";

/** The version of the reliable dialect that this program speaks. */
export const VERSION = 2;

/** A call is as long as this at least, so that no answer is longer than what it answers. */
const CALL_BYTES = 160;

/** Most bytes of a call that checks the path: as many as any datagram of this dialect has. */
export const CHECK_LIMIT = 1200;

/** Is there somebody who speaks this version? */
export interface Call {
  readonly version: number;
  /** A number of the member's choice: 16 hexadecimal digits. */
  readonly nonce: string;
  /**
   * Bytes of a call that checks the path, up to {@link CHECK_LIMIT}: its answer is filled up to the same length.
   * Undefined for any other call.
   */
  readonly fill?: number;
}

/** What a server says of its room to everybody who asks. */
export interface Greeting {
  /** The room's public key: 32 bytes. */
  readonly key: Uint8Array;
  /** Whether it takes a secret to get in. */
  readonly isSecret: boolean;
}

/** What a server answers; the nonce is the one of the call. */
export type Answer =
  /** Come back with this, to show that you are where you say. */
  | { readonly kind: "cookie"; readonly nonce: string; readonly cookie: string } & Greeting
  /** This server speaks another version. */
  | { readonly kind: "version"; readonly nonce: string; readonly version: number }
  /** There are too many sessions. */
  | { readonly kind: "busy"; readonly nonce: string }
  /** There were too many attempts with a wrong secret. */
  | { readonly kind: "wait"; readonly nonce: string };

const encoder = new TextEncoder();

/** What the calls of every version begin with; what follows is each version's own. */
const CALL = /^HELLO (\d{1,5}) ([0-9a-f]{16}) (CHECK )?/;
const ANSWER =
  /^(?:COOKIE ([0-9a-f]{16}) ([0-9a-f]{40}) ([0-9a-f]{64}) (open|secret)|VERSION ([0-9a-f]{16}) (\d{1,5})|(BUSY|WAIT) ([0-9a-f]{16}))$/;

/** What fills up the answer to a check. */
const FILLING = / \.*$/;

const LEAST_CALL = 120;
const LONGEST_LINE = 256;
/** More bytes than what tells a check from other calls. */
const CALL_HEAD = 64;
const LETTER_H = 0x48;

/** The call in a datagram, of any version, or undefined where it is none: that stays unanswered. */
export function decodeCall(datagram: Uint8Array): Call | undefined {
  if (datagram[0] !== LETTER_H || datagram.length < LEAST_CALL) return undefined;
  const match = CALL.exec(asciiOf(datagram.subarray(0, CALL_HEAD)));
  if (match === null) return undefined;
  const [, digits, nonce = "", isCheck] = match;
  const version = Number(digits);
  if (version === VERSION && datagram.length < CALL_BYTES) return undefined;
  if (datagram.length > (isCheck ? CHECK_LIMIT : LONGEST_LINE)) return undefined;
  return isCheck ? { version, nonce, fill: datagram.length } : { version, nonce };
}

/** @param own what a check tells beside; see check.ts */
export function encodeCall({ version, nonce, fill }: Call, own = ""): Uint8Array {
  // One classic server takes the second word for the name of one who leaves: nobody is called 00002.
  const digits = `${version}`.padStart(5, "0");
  const check = fill === undefined ? "" : "CHECK ";
  return encoder.encode(`HELLO ${digits} ${nonce} ${check}${own}`.padEnd(fill ?? CALL_BYTES, "."));
}

/** The answer in a datagram, or undefined where it is none. */
export function decodeAnswer(datagram: Uint8Array): Answer | undefined {
  const match = ANSWER.exec(asciiOf(datagram).replace(FILLING, ""));
  if (match === null) return undefined;
  const [, nonce, cookie = "", key = "", mode, versionNonce, version, word, wordNonce = ""] = match;
  if (nonce !== undefined) {
    return { kind: "cookie", nonce, cookie, key: decodeHex(key), isSecret: mode === "secret" };
  }
  if (versionNonce !== undefined) {
    return { kind: "version", nonce: versionNonce, version: Number(version) };
  }
  return { kind: word === "BUSY" ? "busy" : "wait", nonce: wordNonce };
}

/** @param fill bytes of the check that it answers: it gets as long as that */
export function encodeAnswer(answer: Answer, fill = 0): Uint8Array {
  const text = answerText(answer);
  return encoder.encode(fill > text.length ? `${text} `.padEnd(fill, ".") : text);
}

function answerText(answer: Answer): string {
  const { nonce } = answer;
  switch (answer.kind) {
    case "cookie": {
      const mode = answer.isSecret ? "secret" : "open";
      return `COOKIE ${nonce} ${answer.cookie} ${encodeHex(answer.key)} ${mode}`;
    }
    case "version":
      return `VERSION ${nonce} ${answer.version}`;
    case "busy":
      return `BUSY ${nonce}`;
    case "wait":
      return `WAIT ${nonce}`;
  }
}

/** A datagram as text; the empty text where it is too long to be a line of the handshake. */
export function asciiOf(datagram: Uint8Array): string {
  return datagram.length > CHECK_LIMIT ? "" : String.fromCharCode(...datagram);
}
