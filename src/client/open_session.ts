import { isPortFree } from "../net/mod.ts";
import { AutoSession } from "./auto_session.ts";
import { ClassicSession } from "./classic/session.ts";
import type { Primitives } from "../secure/mod.ts";
import { openReliable } from "./open_reliable.ts";
import type { ClientOptions, SessionEvent } from "./protocol.ts";
import type { Session } from "./session.ts";

/** A session in the dialect that is asked for, or in whichever the server speaks. */
export function openSession(
  options: ClientOptions,
  primitives: Primitives,
  emit: (event: SessionEvent) => void,
  onSaid: () => void,
): Session {
  const { server, dialect } = options;
  const classic = (hear: typeof emit) =>
    new ClassicSession(server, () => isPortFree(server), hear, onSaid);
  const reliable = (hear: typeof emit) => openReliable(options, primitives, hear, onSaid);
  if (dialect === "classic") return classic(emit);
  // The classic dialect shows nobody which room it is.
  if (dialect === "reliable" || options.room !== undefined) return reliable(emit);
  return new AutoSession(reliable, classic, emit);
}
