/**
 * How rooms on one network are found: a room's side, which answers and announces, and a searcher's side,
 * which asks and collects; and how two people find out why they are not. All are state machines. This folder
 * must not know sockets, clocks or terminals.
 *
 * @module
 */

export * from "./announcer.ts";
export * from "./group.ts";
export * from "./group_check.ts";
export * from "./finder.ts";
export * from "./path_check.ts";
export * from "./path_waiter.ts";
