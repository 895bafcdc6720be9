import type { Member } from "../room/mod.ts";
import type { MemberStatus } from "../wire/mod.ts";
import type { Hub } from "./hub.ts";
import { placeOf, type RoomSeat } from "./seats.ts";

/**
 * How a member is here.
 *
 * @param isForOperator whether it is told where the member is, and how well the datagrams get there
 */
export function statusOf(
  member: Member<RoomSeat>,
  { room, log }: Pick<Hub, "room" | "log">,
  isForOperator: boolean,
  now: number,
): MemberStatus {
  const { name, seat, since, spoke, isOperator } = member;
  const mutedUntil = room.sanctions.mutedUntil(name.key, now);
  const visit = seat.dialect === "reliable" ? seat.visit : undefined;
  const quality = visit?.session.connection.quality;
  return {
    name: name.text,
    dialect: seat.dialect,
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
