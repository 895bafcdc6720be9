/** Keys for tests: a room's, and members'. */

import type { Caller } from "../../src/client/reliable/server_line.ts";
import type { Host, Identity } from "../../src/link/mod.ts";
import { loadSodium } from "../../src/secure/sodium.ts";
import type { Random } from "./random.ts";

export const PRIMITIVES = await loadSodium();

/** The key pair of a secret key. */
export function pairOf(secretKey: Uint8Array): Identity {
  return { secretKey, publicKey: PRIMITIVES.publicKeyOf(secretKey) };
}

/** A member's key pair. */
export function newIdentity(random: Random): Identity {
  return pairOf(random.bytes(32));
}

/** What a member computes with. */
export function callerOf(random: Random): Caller {
  const identity = newIdentity(random);
  return { primitives: PRIMITIVES, identity, random: (count) => random.bytes(count) };
}

/** A room that takes everybody. */
export const HOST: Host = {
  primitives: PRIMITIVES,
  identity: pairOf(new Uint8Array(32).fill(9)),
  secret: undefined,
  name: "Tea",
};

/** That room, as it is called. */
export const ROOM = { key: HOST.identity.publicKey, secret: undefined };
