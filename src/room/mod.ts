/**
 * Members, names, the log and the rules: a request in, entries of the log out. This folder must not know
 * datagrams or addresses.
 *
 * @module
 */

export * from "./log_entry.ts";
export {
  decodeEntry,
  encodeEntry,
  LINE_LIMIT,
  parseEntry,
  type UnknownEntry,
} from "./log_entry_line.ts";
export * from "./log.ts";
export type { Departure, Member, Refusal, Seat } from "./member.ts";
export * from "./moderation.ts";
export * from "./name.ts";
export * from "./room.ts";
export { type Ban, BAN_LIMIT, type BanScope } from "./bans_and_mutes.ts";
export { type Cause, type Fact, type HiddenFact, isHappening, type RoomRecord } from "./fact.ts";
export type { Letter } from "./mailbox.ts";
export type { Revive, SavedState } from "./state.ts";
