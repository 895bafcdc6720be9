import { randomBytes } from "../base/mod.ts";
import type { Primitives } from "../secure/mod.ts";
import type { ClientOptions, SessionEvent } from "./protocol.ts";
import { ReliableSession } from "./reliable/session.ts";

/** A session in the reliable dialect. */
export function openReliable(
  options: ClientOptions,
  primitives: Primitives,
  emit: (event: SessionEvent) => void,
  onSaid: () => void,
): ReliableSession {
  const publicKey = primitives.publicKeyOf(options.identity);
  const identity = { secretKey: options.identity, publicKey };
  const caller = { primitives, identity, random: randomBytes };
  return new ReliableSession({ ...options, caller }, emit, onSaid);
}
