/**
 * The one place that opens sockets, for datagrams and for the web, and the loop that drives a protocol's state machine
 * with them: receive, time out, send. This folder must not know rooms.
 *
 * @module
 */

export * from "./endpoint.ts";
export * from "./clock.ts";
export * from "./driver.ts";
export * from "./interfaces.ts";
export * from "./multicast.ts";
export * from "./socket.ts";
export * from "./web/about.ts";
export * from "./web/client_port.ts";
export * from "./web/page.ts";
export * from "./web/port.ts";
export * from "./web/server.ts";
