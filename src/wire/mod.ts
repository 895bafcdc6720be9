/**
 * Datagrams to values and back. This folder must not know sockets, clocks or rooms.
 *
 * @module
 */

export * from "./announcement.ts";
export * from "./classic.ts";
export { ByteReader, ByteWriter, ProtocolError } from "./cursor.ts";
export * from "./datagram.ts";
export * from "./direct.ts";
export * from "./frames.ts";
export * from "./handshake.ts";
export * from "./lines.ts";
export * from "./replies.ts";
export * from "./requests.ts";
export * from "./text.ts";
