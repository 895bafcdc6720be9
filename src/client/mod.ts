/**
 * A member's seat in a room on another machine: the wire and the net put together, in a Web Worker, so that
 * neither a slow screen nor a person who thinks delays a datagram. This folder must not know terminals.
 *
 * For bots and other programs, {@linkcode connect} is the way in; the program's own terminal sits on the
 * {@linkcode Client} below it.
 *
 * ```ts
 * import { connect } from "@chatroom/chatroom/client";
 *
 * await using seat = await connect({ server: "127.0.0.1:8888", name: "Scribe", history: 10 });
 * await seat.msg("Scribe", "a note to myself");
 * for await (const event of seat) {
 *   console.log(JSON.stringify(event));
 *   if (event.kind === "whisper") break;
 * }
 * ```
 *
 * @module
 */

export type { Request, RequestKind } from "../base/mod.ts";
export type { Entry } from "../room/mod.ts";
export type {
  BanStatus,
  Greeting,
  MemberStatus,
  Reply,
  SeenStatus,
  ServerStatus,
  Whisper,
} from "../wire/mod.ts";
export { connect, type ConnectOptions } from "./connect.ts";
export { ConnectError, type ConnectFault, EndedError } from "./errors.ts";
export { type FindOptions, findRooms, type FoundRoom, type RoomAddress } from "./find_rooms.ts";
export { Client, type Found, type History, type Meet } from "./client.ts";
export { openClient } from "./open_client.ts";
export type { ClientEvent, ClientOptions, Dialect, EndReason } from "./protocol.ts";
export {
  checkNetwork,
  DISCOVERY_PORT,
  hearGroup,
  type Hearing,
  type MulticastState,
  type NetworkState,
} from "./doctor/check_network.ts";
export { checkPath, type PathResult } from "./doctor/check_path.ts";
export { checkWeb, type WebResult } from "./doctor/check_web.ts";
export {
  type CallerReport,
  openWaiter,
  waitForChecks,
  type WaitOptions,
} from "./doctor/wait_for_checks.ts";
export { reachServer } from "./reach.ts";
export { StoreError } from "../store/mod.ts";
export { RequestError } from "./request_error.ts";
export type { EnterOutcome, Seat } from "./seat.ts";
export type { SeatEvent, SeatNews } from "./seat_events.ts";
