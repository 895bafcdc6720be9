/**
 * A room served on a datagram socket: the room, the wire and the net put together, in a Web Worker, so that
 * nothing the operator's terminal does delays a datagram. This folder must not know terminals.
 *
 * @module
 */

export { type AnnouncedRoom, type AnnounceOptions, announceRoom } from "./announce_room.ts";
export type { AnnounceFault } from "./announcement.ts";
export { Server } from "./server.ts";
export type { ServerEvent, ServerOptions, WebPlan, WebState } from "./protocol.ts";
export { cleanRoomName, ROOM_NAME_LIMIT } from "../wire/mod.ts";
