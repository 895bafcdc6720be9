import { isIP, isIPv6 } from "node:net";
import type { LineBuffer, Session } from "../link/mod.ts";
import { networkOf } from "../net/mod.ts";
import type { Seat } from "../room/mod.ts";

/** A classic member's seat is the address it logged in from. */
export interface ClassicSeat extends Seat {
  readonly dialect: "classic";
  readonly address: Deno.NetAddr;
}

/** The session by which a reliable member is here, as far as others than its own service need it. */
export interface Presence {
  readonly session: Session;
  /** How the member follows the log; undefined before it does. */
  readonly log: { lag(now: number): number } | undefined;
}

/** A reliable member's seat outlives its connections: the token gets it back. */
export interface ReliableSeat extends Seat {
  readonly dialect: "reliable";
  /** Random, and known to the member alone. */
  readonly token: string;
  /** Random, and known to all who get a private message of the member. */
  readonly id: string;
  /** What is for this member alone, until it is acknowledged. */
  readonly direct: LineBuffer;
  /** Number of the direct line that told the member of this seat. */
  readonly answer: number;
  /** Number of the last request that was applied. */
  applied: number;
  /** The session by which the member is here; undefined while the connection is broken. */
  visit: Presence | undefined;
  /** Index of the entry that tells of the member's entering. */
  since: number;
  /** Where the member is, or was last. */
  place: string;
  /** The host of that. */
  origin: string;
}

/** Whether the member is known to have heard of its seat: else it may ask for another one. */
export function isKnown({ direct, answer }: ReliableSeat): boolean {
  return direct.first > answer;
}

export type RoomSeat = ClassicSeat | ReliableSeat;

/** The public id of a member; undefined in the classic dialect, which sends no private messages. */
export function idOf(seat: RoomSeat): string | undefined {
  return seat.dialect === "reliable" ? seat.id : undefined;
}

/** Where a member is. */
export function placeOf(seat: RoomSeat): string {
  return seat.dialect === "classic" ? seat.key : seat.place;
}

/** The origin of a sender, by its address: all IPv6 addresses with the same /64 are one origin. */
export function originOf({ hostname }: Deno.NetAddr): string {
  return networkOf(hostname);
}

/** The origin that an operator means by an address or its /64; undefined where the text is neither. */
export function originIn(text: string): string | undefined {
  const address = text.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) !== 0) return networkOf(address);
  const prefix = address.replace(/\/64$/, "");
  return isIPv6(prefix) ? networkOf(prefix) : undefined;
}
