// The worker's side of a client, wherever the worker runs: it joins the messages to a session and its socket.

import { steadyNow } from "../net/clock.ts";
import { Driver } from "../net/driver.ts";
import type { DatagramPort } from "../net/socket.ts";
import { BoundedPost } from "../parallel/bounded_post.ts";
import type { Channel } from "../parallel/channel.ts";
import type { ClientEvent, ClientOptions, FromWorker, SessionEvent, ToWorker } from "./protocol.ts";
import type { Session } from "./session.ts";

/** Texts that wait for the main thread, which nobody may read: a server sends them as it likes. */
const MOST_TEXTS = 1000;

/** What a session needs of the place where it runs. */
export interface Surroundings {
  openSession(emit: (event: SessionEvent) => void, onSaid: () => void): Session;
  openSocket(): DatagramPort & { close(): void | Promise<void> };
}

/**
 * Holds a seat until the session's end, as the messages of the main thread ask for.
 *
 * @param prepare makes what the session needs, once the options are there
 */
export function holdSeat(
  parent: Channel<ToWorker, FromWorker>,
  prepare: (options: ClientOptions) => Surroundings | Promise<Surroundings>,
): Promise<void> {
  const end = Promise.withResolvers<void>();
  // What comes before the session is open waits for it.
  const early: ToWorker[] = [];
  let obey = (message: ToWorker): void => void early.push(message);
  const open = async (options: ClientOptions) => {
    const seat = drive(await prepare(options), parent);
    obey = seat.obey;
    for (const waiting of early.splice(0)) obey(waiting);
    await seat.done;
  };
  parent.onMessage = (message) => {
    if (message.kind === "open") open(message.options).then(end.resolve, end.reject);
    else obey(message);
  };
  return end.promise;
}

/** Opens a socket and drives a session with it, until the session's end. */
function drive({ openSession, openSocket }: Surroundings, parent: Channel<ToWorker, FromWorker>): {
  obey(message: ToWorker): void;
  done: Promise<void>;
} {
  const stop = new AbortController();
  let last: ClientEvent | undefined;
  const texts = new BoundedPost<ClientEvent>(
    (event) => parent.post(event),
    MOST_TEXTS,
    (count) => ({ kind: "missed", count }),
  );
  const hear = (event: SessionEvent) => {
    if (event.kind === "text" || event.kind === "whisper") return texts.post(event);
    if (event.kind !== "ended") return parent.post(event);
    // It is told when the last datagram has gone: its turn is before the next input's.
    last = event;
    driver.input(() => stop.abort());
  };
  const session = openSession(hear, () => parent.post({ kind: "said" }));
  const socket = openSocket();
  const driver = new Driver(socket, session, steadyNow);
  const done = driver.run(stop.signal)
    .finally(() => socket.close())
    .then(() => last && parent.post(last));
  const obey = (message: ToWorker) => {
    if (message.kind === "read") return texts.taken();
    driver.input((now) => {
      if (message.kind === "enter") session.enter(message.name, now);
      if (message.kind === "trust") session.trust(message.room, now);
      if (message.kind === "say") session.say(message.text, now);
      if (message.kind === "ask") session.ask(message.request, message.id, now);
      if (message.kind === "taken") session.take(message.bytes);
      if (message.kind === "leave") session.leave(now, message.wait);
    });
  };
  return { obey, done };
}
