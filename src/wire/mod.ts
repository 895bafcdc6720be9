/**
 * Datagrams to values and back. This folder must not know sockets, clocks or rooms.
 *
 * @module
 */

export * from "./classic.ts";
export * from "./text.ts";
