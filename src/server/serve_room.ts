import type { Request } from "../base/mod.ts";
import { messagesIn } from "../language/mod.ts";
import { Driver, steadyNow, wallClock } from "../net/mod.ts";
import type { Reply } from "../wire/mod.ts";
import type { ServerEvent, ServerOptions } from "./protocol.ts";
import { RoomService } from "./room_service.ts";

/**
 * The operator's side of a room that is being served. Each call takes effect in its turn, and is fulfilled
 * then.
 */
export interface ServedRoom {
  ask(request: Request): Promise<Reply>;
  topic(): Promise<string>;
  /** How many members there are now. */
  size(): number;
  /** Tells the members that the room ends, and stops once they have been told. */
  close(): Promise<void>;
  /** Fulfilled when the room has been closed, rejected when it cannot go on. */
  readonly done: Promise<void>;
}

/** Serves a room on a socket, which the caller opens and closes. */
export function serveRoom(
  socket: Deno.DatagramConn,
  options: Omit<ServerOptions, "endpoint" | "announceAs" | "watch">,
  emit: (event: ServerEvent) => void,
): ServedRoom {
  const stop = new AbortController();
  const messages = messagesIn(options.language);
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const service = new RoomService({ ...options, messages, random, wallTime: wallClock() }, emit);
  const driver = new Driver(socket, service, steadyNow);
  const done = driver.run(stop.signal);
  const inTurn = <T>(question: (now: number) => T) =>
    new Promise<T>((resolve) => driver.input((now) => resolve(question(now))));
  return {
    ask: (request) => inTurn((now) => service.ask(request, now)),
    topic: () => inTurn(() => service.topic),
    size: () => service.size,
    async close() {
      // The next input's turn comes when everything that was caused before has been sent.
      driver.input((now) => service.close(now, () => driver.input(() => stop.abort())));
      await done;
    },
    done,
  };
}
