import type { Member } from "../room/mod.ts";
import type { MemberStatus, SeenStatus } from "../wire/mod.ts";
import type { Hub } from "./hub.ts";
import { ageOf } from "./look_up.ts";
import { placeOf, type RoomSeat } from "./seats.ts";

/**
 * How a member is here.
 *
 * @param isForOperator whether it is told where the member is, and how well the datagrams get there
 */
export function statusOf(
  member: Member<RoomSeat>,
  { room, log, servers }: Pick<Hub, "room" | "log" | "servers">,
  isForOperator: boolean,
  now: number,
): MemberStatus {
  const { name, seat, since, spoke, isOperator } = member;
  const mutedUntil = room.mutedUntil(member, now);
  const visit = seat.dialect === "reliable" ? seat.visit : undefined;
  const quality = visit?.session.connection.quality;
  return {
    name: name.text,
    dialect: seat.dialect,
    server: serverOf(seat) && servers?.nameOf(serverOf(seat) ?? ""),
    since: Math.round(log.wallTime(since)),
    idle: Math.max(0, now - spoke),
    isOperator,
    isMuted: mutedUntil !== undefined,
    mutedUntil: mutedUntil === undefined || mutedUntil === Infinity
      ? undefined
      : Math.round(log.wallTime(mutedUntil)),
    roundTrip: quality?.roundTrip,
    address: isForOperator ? placeOf(seat) : undefined,
    loss: isForOperator ? quality?.loss : undefined,
    lag: isForOperator ? visit?.log?.lag(now) : undefined,
  };
}

function serverOf(seat: RoomSeat): string | undefined {
  return seat.dialect === "reliable" ? seat.server : undefined;
}

/**
 * How far a member has followed the log: one who is away, as far as it was known to have come. Of one at another server
 * it is not known here.
 */
export function seenBy(
  { name, seat }: Member<RoomSeat>,
  { log, servers }: Pick<Hub, "log" | "servers">,
  now: number,
): SeenStatus {
  const { dialect } = seat;
  if (dialect === "classic" || seat.server !== servers?.own) {
    return { name: name.text, dialect, isAway: false, behind: undefined, lag: undefined };
  }
  const needed = seat.visit?.log?.needed ?? seat.needed;
  return {
    name: name.text,
    dialect,
    isAway: seat.visit === undefined,
    behind: log.next - needed,
    lag: ageOf(log, needed, now),
  };
}
