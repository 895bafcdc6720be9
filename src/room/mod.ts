/**
 * Members, names, the log and the rules: a request in, entries of the log out. This folder must not know
 * datagrams or addresses.
 *
 * @module
 */

export * from "./entry.ts";
export { decodeEntry, encodeEntry, LINE_LIMIT, type UnknownEntry } from "./entry_line.ts";
export * from "./log.ts";
export type { Departure, Member, Refusal, Seat } from "./member.ts";
export * from "./moderation.ts";
export * from "./name.ts";
export * from "./room.ts";
export { type Ban, BAN_LIMIT, type BanScope } from "./sanctions.ts";
