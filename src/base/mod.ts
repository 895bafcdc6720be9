/**
 * What several layers share and none owns: the contract of a protocol's state machine, and small data
 * structures. This folder must not know any other.
 *
 * @module
 */

export * from "./address.ts";
export * from "./compare.ts";
export * from "./duration.ts";
export * from "./fifo.ts";
export * from "./fold.ts";
export * from "./forget_oldest.ts";
export * from "./host_limiter.ts";
export * from "./in_order.ts";
export * from "./machine.ts";
export * from "./random.ts";
export * from "./rate_limiter.ts";
export * from "./request.ts";
export * from "./turns.ts";
export * from "./visible.ts";
