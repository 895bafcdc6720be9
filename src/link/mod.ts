/**
 * The reliable link as a state machine: datagrams and the time in, datagrams, events and the next timeout
 * out. This folder must not know sockets, clocks, timers or rooms, and has no randomness of its own.
 *
 * @module
 */

export type { End } from "./closing.ts";
export * from "./connection.ts";
export type { Host, Identity } from "./agreement.ts";
export { type Destination, Dialer, type DialerOptions, type Outcome } from "./dialer.ts";
export { LineBuffer } from "./line_buffer.ts";
export { NEWCOMER_LIMIT } from "./newcomers.ts";
export { Listener, type ListenerOptions, type Session, type SessionEvents } from "./listener.ts";
export { sealData, type SessionKeys } from "./sealed.ts";
export { longestTo } from "./path_size.ts";
export type { Source } from "./source.ts";
