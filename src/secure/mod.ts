/**
 * Keys and sealed bytes: the handshake of Noise, CPace for a room's secret, and the sealing of datagrams. Bytes in,
 * bytes out; randomness is handed in. This folder must not know sockets, Deno or Node, since it runs in a browser, too:
 * `native.ts`, which is for the program, is no part of this module.
 *
 * @module
 */

export { Cpace, type CpaceOptions, joined } from "./cpace.ts";
export { Handshake, IKPSK2, type KeyPair, type Pattern, type SplitKeys } from "./noise.ts";
export { KEY_BYTES, type Primitives, SEAL_BYTES } from "./primitives.ts";
export { Opener, Sealer } from "./sealing.ts";
