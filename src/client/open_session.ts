import { AutoSession } from "./auto_session.ts";
import { ClassicSession } from "./classic/session.ts";
import type { ClientEvent, ClientOptions } from "./protocol.ts";
import { ReliableSession } from "./reliable/session.ts";
import type { Session } from "./session.ts";

/** A session in the dialect that is asked for, or in whichever the server speaks. */
export function openSession(
  options: ClientOptions,
  emit: (event: ClientEvent) => void,
  onSaid: () => void,
): Session {
  const { server, legacyQuit, dialect } = options;
  const classic = (hear: typeof emit) => new ClassicSession(server, legacyQuit, hear, onSaid);
  const reliable = (hear: typeof emit) => new ReliableSession({ ...options, random }, hear, onSaid);
  if (dialect === "classic") return classic(emit);
  if (dialect === "reliable") return reliable(emit);
  return new AutoSession(reliable, classic, emit);
}

/** A number from 0 to 1 that nobody can guess: others could answer in the server's place. */
function random(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
