import type { FoundRoom } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import { formatEndpoint } from "../net/mod.ts";

/** To which side the columns of a table of rooms are aligned. */
export const ROOM_ALIGNMENTS = ["left", "right", "left", "right"] as const;

/** A room's row in such a table, as `messages.roomColumns` are its heading. */
export function roomCells(
  { name, isSecret, members, addresses: [nearest] }: FoundRoom,
  messages: Messages,
): readonly [string, string, string, string] {
  return [
    isSecret ? messages.lockedRoom(name) : name,
    `${members}`,
    formatEndpoint(nearest),
    `${nearest.roundTrip.toFixed(1)} ms`,
  ];
}
