import type { FoundRoom } from "../client/mod.ts";
import { formatEndpoint } from "../net/mod.ts";

/** To which side the columns of a table of rooms are aligned. */
export const ROOM_ALIGNMENTS = ["left", "right", "left", "right"] as const;

/** A room's row in such a table, as `messages.roomColumns` are its heading. */
export function roomCells(room: FoundRoom): readonly [string, string, string, string] {
  const { name, members, addresses: [nearest] } = room;
  return [name, `${members}`, formatEndpoint(nearest), `${nearest.roundTrip.toFixed(1)} ms`];
}
