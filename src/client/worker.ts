// The worker's entry file: it only joins the messages to the session and its socket.

import { bindToward, Driver, steadyNow } from "../net/mod.ts";
import { BoundedPost, type Channel, serveThread } from "../parallel/mod.ts";
import type { ClientEvent, ClientOptions, FromWorker, ToWorker } from "./protocol.ts";
import { openSession } from "./open_session.ts";

/** Texts that wait for the main thread, which nobody may read: a server sends them as it likes. */
const MOST_TEXTS = 1000;

serveThread<ToWorker, FromWorker>((parent) => {
  const end = Promise.withResolvers<void>();
  let obey: ((message: ToWorker) => void) | undefined;
  parent.onMessage = (message) => {
    if (message.kind !== "open") return obey?.(message);
    const seat = open(message.options, parent);
    obey = seat.obey;
    seat.done.then(end.resolve, end.reject);
  };
  return end.promise;
});

/** Opens a socket and drives a session with it, until the session's end. */
function open(options: ClientOptions, parent: Channel<ToWorker, FromWorker>): {
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
  const hear = (event: ClientEvent) => {
    if (event.kind === "text" || event.kind === "whisper") return texts.post(event);
    if (event.kind !== "ended") return parent.post(event);
    // It is told when the last datagram has gone: its turn is before the next input's.
    last = event;
    driver.input(() => stop.abort());
  };
  const session = openSession(options, hear, () => parent.post({ kind: "said" }));
  const socket = bindToward(options.server);
  const driver = new Driver(socket, session, steadyNow);
  const done = driver.run(stop.signal)
    .finally(() => socket.close())
    .then(() => last && parent.post(last));
  const obey = (message: ToWorker) => {
    if (message.kind === "read") return texts.taken();
    driver.input((now) => {
      if (message.kind === "enter") session.enter(message.name, now);
      if (message.kind === "say") session.say(message.text, now);
      if (message.kind === "ask") session.ask(message.request, message.id, now);
      if (message.kind === "taken") session.take(message.bytes);
      if (message.kind === "leave") session.leave(now, message.wait);
    });
  };
  return { obey, done };
}
