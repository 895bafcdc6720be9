/**
 * How rooms on one network are found: a room's side, which answers and announces, and a searcher's side,
 * which asks and collects, both as state machines. This folder must not know sockets, clocks or terminals.
 *
 * @module
 */

export * from "./announcer.ts";
export * from "./group.ts";
export * from "./finder.ts";
