import { isIP, isIPv6 } from "node:net";
import { LineBuffer, type Session } from "../link/mod.ts";
import { formatEndpoint, formatPeer, networkOf } from "../net/mod.ts";
import type { Seat } from "../room/mod.ts";

/** A classic member's seat is the address it logged in from. */
export interface ClassicSeat extends Seat {
  readonly dialect: "classic";
  readonly address: Deno.NetAddr;
  /** Answers to the member's logins that its program has not understood. */
  misunderstood: number;
  /** Whether the member has spoken: it knows that it is in. */
  hasSpoken: boolean;
}

/** The session by which a reliable member is here, as far as others than its own service need it. */
export interface Presence {
  readonly session: Session;
  /** How the member follows the log; undefined before it does. */
  readonly log: { lag(now: number): number; readonly needed: number } | undefined;
}

/** A reliable member's seat outlives its connections: the member's key gets it back. */
export interface ReliableSeat extends Seat {
  readonly dialect: "reliable";
  /** The member's public key, in hexadecimal digits. */
  readonly owner: string;
  /** The member's run of the program that sits here. */
  run: string;
  /** Random, and known to all who get a private message of the member. */
  readonly id: string;
  /** The server at which the member is, of those that serve the room; undefined where there is but one. */
  server: string | undefined;
  /** What is for this member alone, until it is acknowledged. */
  direct: LineBuffer;
  /** Whether the process was started again since the member was here. */
  isRestored: boolean;
  /** Number of the last request that was applied. */
  applied: number;
  /** The session by which the member is here; undefined while the connection is broken. */
  visit: Presence | undefined;
  /** Index of the entry that tells of the member's entering: a guess until that is in the log. */
  since: number;
  /** Index of the next entry that the member needed when its last session began, or ended. */
  needed: number;
  /** Where the member is, or was last. */
  place: string;
  /** The host of that. */
  origin: string;
}

export type RoomSeat = ClassicSeat | ReliableSeat;

/** The public id of a member; undefined in the classic dialect, which sends no private messages. */
export function idOf(seat: RoomSeat): string | undefined {
  return seat.dialect === "reliable" ? seat.id : undefined;
}

/** What a member's requests are numbered by: its key and its run of the program. */
export function memberKey({ owner, run }: Pick<ReliableSeat, "owner" | "run">): string {
  return `${owner} ${run}`;
}

/** What is kept of a seat when the process ends, and what other servers know of it. */
type KeptSeat =
  | Pick<ClassicSeat, "dialect" | "address">
  | Pick<
    ReliableSeat,
    "dialect" | "owner" | "run" | "id" | "server" | "place" | "origin" | "since"
  >;

export function keptOf(seat: KeptSeat): KeptSeat {
  if (seat.dialect === "classic") return { dialect: seat.dialect, address: seat.address };
  const { dialect, owner, run, id, server, place, origin, since } = seat;
  return { dialect, owner, run, id, server, place, origin, since };
}

/** The seat that was kept. */
export function seatOf(kept: KeptSeat, idle: number): RoomSeat {
  if (kept.dialect === "classic") return classicSeat(kept.address, idle);
  const isNew = {
    direct: new LineBuffer(),
    isRestored: true,
    applied: 0,
    visit: undefined,
    needed: kept.since,
  };
  isNew.direct.release(Infinity);
  return { ...kept, ...isNew, server: kept.server, key: kept.id, idle: Infinity };
}

/** @param idle milliseconds of silence after which the member leaves */
export function classicSeat(address: Deno.NetAddr, idle: number): ClassicSeat {
  const [key, origin] = [formatEndpoint(address), originOf(address)];
  return { dialect: "classic", key, origin, address, idle, misunderstood: 0, hasSpoken: false };
}

/** Where a member is. */
export function placeOf(seat: RoomSeat): string {
  return seat.dialect === "classic" ? seat.key : seat.place;
}

/** What a seat has of the address that its member is reached at. */
export function placeAt(address: Deno.NetAddr): Pick<ReliableSeat, "place" | "origin"> {
  return { place: formatPeer(address), origin: originOf(address) };
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
