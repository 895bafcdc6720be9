/**
 * The first contact: lines of ASCII text, since programs of the classic dialect die of bytes that are not
 * UTF-8, and ignore a line of two words whose first they don't know.
 */

/** The version of the reliable dialect that this program speaks. */
export const VERSION = 1;

/** A member's lines are as long as this at least, so that no answer is longer than what it answers. */
const REQUEST_BYTES = 120;

/** What each end allows the other. */
export interface Limits {
  /** Bytes of each stream that may be sent before they are taken: 4096 to 2^24. */
  readonly window: number;
  /** Milliseconds of silence after which the session is lost: 1000 to 600,000. */
  readonly silence: number;
}

/** What a member says before it has a session. */
export type Call =
  /** Is there somebody who speaks this version? `nonce` is a number of the member's choice. */
  | { readonly kind: "hello"; readonly version: number; readonly nonce: string }
  /** Opens a session, with the cookie that was the answer to HELLO. */
  | {
    readonly kind: "open";
    readonly version: number;
    readonly nonce: string;
    readonly cookie: string;
    readonly limits: Limits;
  };

/** What a server answers; the nonce is the one of the call. */
export type Answer =
  /** Come back with this, to show that you are where you say. */
  | { readonly kind: "cookie"; readonly nonce: string; readonly cookie: string }
  /** The session is open. */
  | {
    readonly kind: "welcome";
    readonly nonce: string;
    readonly session: number;
    readonly tag: number;
    readonly limits: Limits;
  }
  /** This server speaks another version. */
  | { readonly kind: "version"; readonly nonce: string; readonly version: number }
  /** There are too many sessions. */
  | { readonly kind: "busy"; readonly nonce: string };

const encoder = new TextEncoder();

/** What the calls of every version begin with; what follows is each version's own. */
const ANY_CALL = /^HELLO (\d{1,5}) ([0-9a-f]{16}) /;
/** What follows in this version. */
const REST = /^(?:([0-9a-f]{40}) window=(\d{1,9}) silence=(\d{1,9}) )?\.*$/;
const ANSWER =
  /^(?:COOKIE ([0-9a-f]{16}) ([0-9a-f]{40})|WELCOME ([0-9a-f]{16}) ([0-9a-f]{14}) ([0-9a-f]{8}) window=(\d{1,9}) silence=(\d{1,9})|VERSION ([0-9a-f]{16}) (\d{1,5})|BUSY ([0-9a-f]{16}))$/;

const LONGEST_LINE = 256;
const LETTER_H = 0x48;

/**
 * The call in a datagram, or undefined where it is none: that stays unanswered. A call of another version is
 * a HELLO, whatever it holds: it can be told which version is spoken here.
 */
export function decodeCall(datagram: Uint8Array): Call | undefined {
  if (datagram[0] !== LETTER_H) return undefined;
  const text = asciiOf(datagram);
  const match = ANY_CALL.exec(text);
  if (match === null || datagram.length < REQUEST_BYTES) return undefined;
  const [begin, versionText, nonce = ""] = match;
  const version = Number(versionText);
  if (version !== VERSION) return { kind: "hello", version, nonce };
  const rest = REST.exec(text.slice(begin.length));
  if (rest === null) return undefined;
  const [, cookie, window, silence] = rest;
  if (cookie === undefined) return { kind: "hello", version, nonce };
  const limits = limitsOf(window, silence);
  return limits && { kind: "open", version, nonce, cookie, limits };
}

export function encodeCall(call: Call): Uint8Array {
  const { version, nonce } = call;
  const rest = call.kind === "hello" ? "" : ` ${call.cookie} ${limitsText(call.limits)}`;
  return encoder.encode(`HELLO ${version} ${nonce}${rest} `.padEnd(REQUEST_BYTES, "."));
}

/** The answer in a datagram, or undefined where it is none. */
export function decodeAnswer(datagram: Uint8Array): Answer | undefined {
  const match = ANSWER.exec(asciiOf(datagram));
  if (match === null) return undefined;
  if (match[1] !== undefined) return { kind: "cookie", nonce: match[1], cookie: match[2]! };
  if (match[8] !== undefined) {
    return { kind: "version", nonce: match[8], version: Number(match[9]) };
  }
  if (match[10] !== undefined) return { kind: "busy", nonce: match[10] };
  const session = parseInt(match[4]!, 16);
  const limits = limitsOf(match[6], match[7]);
  if (limits === undefined || session > Number.MAX_SAFE_INTEGER) return undefined;
  return { kind: "welcome", nonce: match[3]!, session, tag: parseInt(match[5]!, 16), limits };
}

export function encodeAnswer(answer: Answer): Uint8Array {
  return encoder.encode(answerText(answer));
}

function answerText(answer: Answer): string {
  const { nonce } = answer;
  switch (answer.kind) {
    case "cookie":
      return `COOKIE ${nonce} ${answer.cookie}`;
    case "welcome":
      return `WELCOME ${nonce} ${hex(answer.session, 14)} ${hex(answer.tag, 8)} ${
        limitsText(answer.limits)
      }`;
    case "version":
      return `VERSION ${nonce} ${answer.version}`;
    case "busy":
      return `BUSY ${nonce}`;
  }
}

function limitsText({ window, silence }: Limits): string {
  return `window=${window} silence=${silence}`;
}

function limitsOf(windowText = "", silenceText = ""): Limits | undefined {
  const window = Number(windowText);
  const silence = Number(silenceText);
  const isAllowed = window >= 4096 && window <= 2 ** 24 && silence >= 1000 && silence <= 600_000;
  return isAllowed ? { window, silence } : undefined;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** A datagram as text; the empty text where it is too long to be a line of the handshake. */
function asciiOf(datagram: Uint8Array): string {
  return datagram.length > LONGEST_LINE ? "" : String.fromCharCode(...datagram);
}
