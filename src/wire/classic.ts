import { byteLength, splitText } from "./text.ts";

/**
 * Most bytes of a classic datagram: the smallest buffer that programs of this dialect read chat with.
 */
export const CLASSIC_LIMIT = 1024;

/** Most bytes of an answer to a login: the smallest buffer that programs read it with. */
const REFUSAL_LIMIT = 128;

/** What a classic client asks for. */
export type ClassicRequest =
  /** `L name`. The name is all that follows: one with a space in it is for the room to refuse. */
  | { readonly kind: "login"; readonly name: string }
  /** `C name text`. The text keeps every byte after the one space, and can be empty. */
  | { readonly kind: "chat"; readonly name: string; readonly text: string }
  /** `E name` or `Q name`. A client that says Q waits for one of {@link EXITS}. */
  | { readonly kind: "leave"; readonly name: string; readonly awaitsExit: boolean }
  /** `PING - name`, our own addition: a member asks whether the server is there. */
  | { readonly kind: "ping"; readonly name: string };

/** The words of the dialect, short and long. */
const WORDS: Readonly<Record<string, "login" | "chat" | "leave" | "leave-and-wait" | "ping">> = {
  L: "login",
  LOGIN: "login",
  C: "chat",
  CHAT: "chat",
  E: "leave",
  EXIT: "leave",
  QUIT: "leave",
  Q: "leave-and-wait",
  q: "leave-and-wait",
  PING: "ping",
};

const LONGEST_WORD = 5;
const SPACE = 0x20;

/** What stands where servers of others look for a name: nobody is called so. */
const NOBODY = "- ";

const encoder = new TextEncoder();
const encode = (text: string) => encoder.encode(text);
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The answers by which one program or another knows that its login succeeded, the usual one first: each
 * compares the whole datagram with its own.
 */
export const ACCEPTANCES: readonly Uint8Array[] = ["OK", "ok", "Ok", "IN"].map(encode);
/** The answer to a member's probe. */
export const OK: Uint8Array = encode("OK");
/** The answers to `Q`, for one of which the receiving half of such a program waits. */
export const EXITS: readonly Uint8Array[] = ["EXIT", "Exit", "quit"].map(encode);
/** What ends the receiving half of a program that takes `IN`. */
export const OUT: Uint8Array = encode("OUT");

/**
 * The request in a datagram, or undefined for one that is none: those must stay unanswered, because some
 * clients send junk before they log in and would take the answer for the login's.
 *
 * Bytes that are not UTF-8 make the word or the name no request; in a text they become U+FFFD, so that a
 * message which its sender cut within a character is not lost.
 */
export function decodeClassicRequest(datagram: Uint8Array): ClassicRequest | undefined {
  const wordEnd = datagram.subarray(0, LONGEST_WORD + 1).indexOf(SPACE);
  if (wordEnd <= 0) return undefined;
  const kind = WORDS[String.fromCharCode(...datagram.subarray(0, wordEnd))];
  if (kind === undefined) return undefined;
  const rest = datagram.subarray(wordEnd + 1);
  try {
    if (kind === "login") return { kind, name: strict.decode(rest) };
    if (kind === "ping") return decodePing(strict.decode(rest));
    const nameEnd = rest.indexOf(SPACE);
    const name = strict.decode(nameEnd < 0 ? rest : rest.subarray(0, nameEnd));
    if (name === "") return undefined;
    if (kind !== "chat") return { kind: "leave", name, awaitsExit: kind === "leave-and-wait" };
    if (nameEnd < 0) return undefined;
    return { kind, name, text: lenient.decode(rest.subarray(nameEnd + 1)) };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function decodePing(rest: string): ClassicRequest | undefined {
  if (!rest.startsWith(NOBODY) || rest === NOBODY) return undefined;
  return { kind: "ping", name: rest.slice(NOBODY.length) };
}

/** The words that a client uses: some servers know only the long ones. */
export interface ClassicWords {
  readonly login: string;
  readonly chat: string;
  /** A server knows one of them, and ignores the others. */
  readonly leave: readonly string[];
}

export const SHORT_WORDS: ClassicWords = { login: "L", chat: "C", leave: ["E", "Q", "q"] };
export const LONG_WORDS: ClassicWords = { login: "LOGIN", chat: "CHAT", leave: ["EXIT", "QUIT"] };

/** `L name`. */
export function encodeLogin(name: string, { login }: ClassicWords): Uint8Array {
  return encoder.encode(`${login} ${name}`);
}

/**
 * `PING - name`: a word that other servers ignore, and ours answers to that member alone. One server of others
 * takes whatever it doesn't know for the leave of whose name is the second word.
 */
export function encodePing(name: string): Uint8Array {
  return encode(`PING ${NOBODY}${name}`);
}

/** `E name`, `Q name` and `q name`, or what the long words have for them, to be sent in this order. */
export function encodeLeave(name: string, { leave }: ClassicWords): Uint8Array[] {
  return leave.map((word) => encode(`${word} ${name}`));
}

/**
 * Bytes beside the name and the text: ` ： `, the longest separator in use, where a server relays it, and
 * `CHAT` with two blanks where a client says it.
 */
const CHAT_OVERHEAD = Math.max(byteLength(" ： "), byteLength("CHAT  "));

/**
 * The pieces in which `name` has to say a text: each fits into one datagram, and leaves room for the server
 * to put `name ： ` in front of it and still relay it in one.
 */
export function splitChat(name: string, text: string): string[] {
  return splitText(text, CLASSIC_LIMIT - byteLength(name) - CHAT_OVERHEAD);
}

/** `C name text`, for one of the pieces of {@link splitChat}. */
export function encodeChat(name: string, text: string, { chat }: ClassicWords): Uint8Array {
  return encoder.encode(`${chat} ${name} ${text}`);
}

/**
 * Text for a person, in as many datagrams as it needs, each beginning with `prefix`: a piece without the
 * speaker's name could pass for somebody else's line.
 */
export function encodeText(prefix: string, text: string): Uint8Array[] {
  const room = CLASSIC_LIMIT - byteLength(prefix);
  return splitText(text, room).map((piece) => encoder.encode(prefix + piece));
}

/** What a server's datagram says to somebody who asked to log in. */
export type LoginAnswer =
  | { readonly kind: "accepted" }
  /** `reason` is what the server wrote beside FAIL; undefined where that is all. */
  | { readonly kind: "refused"; readonly reason: string | undefined };

/**
 * Reads a login's answer: `OK` in any case, alone or with words behind it, accepts, and so does `IN` alone,
 * which some servers with the long words say; all else refuses.
 */
export function decodeLoginAnswer(datagram: Uint8Array): LoginAnswer {
  const text = lenient.decode(datagram).trim();
  if (/^(?:ok\b|in$)/i.test(text)) return { kind: "accepted" };
  const reason = text.replace(/^FAIL(?![a-z])[\s:：,，]*/i, "");
  return { kind: "refused", reason: reason === "" ? undefined : reason };
}

/** `FAIL`, and why. Nobody compares it, and a few read only {@link REFUSAL_LIMIT} bytes. */
export function encodeRefusal(why: string): Uint8Array {
  const [text = ""] = splitText(`FAIL ${why}`, REFUSAL_LIMIT);
  return encode(text);
}

/** Whether a datagram is one of the dialect's bare answers, which are not for people to read. */
export function isBareAnswer(datagram: Uint8Array): boolean {
  return datagram.length <= 4 && /^(?:ok|in|fail)$/i.test(lenient.decode(datagram));
}

/** Text of a server's datagram: without the leading line break that some servers send. */
export function decodeText(datagram: Uint8Array): string {
  return lenient.decode(datagram).replace(/^\r?\n/, "");
}
