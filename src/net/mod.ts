/**
 * The one place that opens datagram sockets, and the loop that drives a protocol's state machine with one:
 * receive, time out, send. This folder must not know rooms.
 *
 * @module
 */

export * from "./address.ts";
export * from "./clock.ts";
export * from "./driver.ts";
export * from "./interfaces.ts";
export * from "./multicast.ts";
export * from "./socket.ts";
