/**
 * A member's seat in a room on another machine: the wire and the net put together, in a Web Worker, so that
 * neither a slow screen nor a person who thinks delays a datagram. This folder must not know terminals.
 *
 * @module
 */

export type { Asking, BanStatus, MemberStatus, Whisper } from "../wire/mod.ts";
export { type FindOptions, findRooms, type FoundRoom, type RoomAddress } from "./find_rooms.ts";
export { Client, type History } from "./host.ts";
export type { Answer, ClientEvent, ClientOptions, Dialect, EndReason } from "./messages.ts";
export { RequestError } from "./request_error.ts";
