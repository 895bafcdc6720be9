/**
 * Datagrams to values and back. This folder must not know sockets, clocks or rooms.
 *
 * @module
 */

export * from "./announcement.ts";
export * from "./check.ts";
export * from "./classic.ts";
export { ByteReader, ByteWriter, ProtocolError } from "./bytes.ts";
export * from "./datagram.ts";
export * from "./direct.ts";
export * from "./frames.ts";
export {
  type Answer,
  type Call,
  CHECK_LIMIT,
  decodeAnswer,
  decodeCall,
  encodeAnswer,
  encodeCall,
  type Greeting,
  VERSION,
} from "./handshake.ts";
export * from "./invitation.ts";
export * from "./lines.ts";
export * from "./opening.ts";
export * from "./replies.ts";
export * from "./requests.ts";
export * from "./text.ts";
