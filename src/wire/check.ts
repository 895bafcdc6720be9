/**
 * The datagrams by which two machines find out whether they reach each other. A check is a call, so a room answers it
 * as well; one who waits for checks (`doctor --wait`) reads and tells more. Each answer is as long as its check.
 */

import { asciiOf, CHECK_LIMIT, decodeCall, encodeCall, VERSION } from "./handshake.ts";

/** Bytes of the checks: what finding a room takes, and the longest datagram of a talk. */
export const CHECK_SIZES = [200, CHECK_LIMIT] as const;

/** What one side has heard of the other, up to now. */
export interface Heard {
  /** Datagrams of the first of {@link CHECK_SIZES}. */
  readonly small: boolean;
  /** Datagrams of the second one. */
  readonly large: boolean;
  /** What the other side sends to the group by which rooms are found. */
  readonly group: boolean;
}

/** Nothing has been heard. */
export const NOTHING_HEARD: Heard = { small: false, large: false, group: false };

/** What each side tells the other. */
export interface CheckReport {
  /** 16 hexadecimal digits: an answer has that of its check. */
  readonly nonce: string;
  readonly heard: Heard;
  /** The time of day where it was sent, in milliseconds since 1970. */
  readonly time: number;
}

const encoder = new TextEncoder();

const CHECK = /^HELLO \d+ [0-9a-f]{16} CHECK ([0-7]) (\d{1,15}) \.*$/;
const CHECKED = /^CHECKED ([0-9a-f]{16}) ([0-7]) (\d{1,15}) \.*$/;

/** A check, `HELLO 00002 nonce CHECK heard time ....`. */
export function encodeCheck({ nonce, heard, time }: CheckReport, size: number): Uint8Array {
  const own = `${bitsOf(heard)} ${Math.round(time)} `;
  return encodeCall({ version: VERSION, nonce, fill: size }, own);
}

/** The check in a datagram; undefined where it is none. */
export function decodeCheck(datagram: Uint8Array): CheckReport | undefined {
  const call = decodeCall(datagram);
  const [, bits, time] = (call?.fill && CHECK.exec(asciiOf(datagram))) || [];
  if (call === undefined || bits === undefined) return undefined;
  return { nonce: call.nonce, heard: heardOf(Number(bits)), time: Number(time) };
}

/** The answer of one who waits for checks, `CHECKED nonce heard time ....`, as long as the check. */
export function encodeCheckAnswer({ nonce, heard, time }: CheckReport, size: number): Uint8Array {
  const text = `CHECKED ${nonce} ${bitsOf(heard)} ${Math.round(time)} `;
  return encoder.encode(text.padEnd(size, "."));
}

/** That answer in a datagram; undefined where it is none. */
export function decodeCheckAnswer(datagram: Uint8Array): CheckReport | undefined {
  const [, nonce, bits, time] = CHECKED.exec(asciiOf(datagram)) ?? [];
  if (nonce === undefined) return undefined;
  return { nonce, heard: heardOf(Number(bits)), time: Number(time) };
}

function bitsOf({ small, large, group }: Heard): number {
  return Number(small) | Number(large) << 1 | Number(group) << 2;
}

function heardOf(bits: number): Heard {
  return { small: (bits & 1) !== 0, large: (bits & 2) !== 0, group: (bits & 4) !== 0 };
}
