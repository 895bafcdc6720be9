// The worker's entry file: it only joins the messages to the session and its socket.

import { bindToward, Driver } from "../net/mod.ts";
import { ClassicSession } from "./classic_session.ts";
import type { ClientOptions, FromWorker, ToWorker } from "./messages.ts";

/** The part of a worker's global scope that talks to the thread which started it. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

let act: ((message: ToWorker, now: number) => void) | undefined;
let driver: Driver | undefined;

function tell(message: FromWorker): void {
  scope.postMessage(message);
}

function open(options: ClientOptions): void {
  const socket = bindToward(options.server);
  const stop = new AbortController();
  let ended: FromWorker | undefined;
  const session = new ClassicSession(options.server, options.legacyQuit, (event) => {
    if (event.type !== "ended") return tell(event);
    // Told when the last datagram has gone: its turn is before the next input's.
    ended = event;
    driver?.input(() => stop.abort());
  }, () => tell({ type: "said" }));
  act = (message, now) => {
    if (message.type === "enter") session.enter(message.name, now);
    if (message.type === "say") session.say(message.text, now);
    if (message.type === "leave") session.leave(now);
  };
  driver = new Driver(socket, session, Date.now);
  driver.run(stop.signal)
    .finally(() => socket.close())
    .then(() => ended && tell(ended), (error) => tell({ type: "failed", why: String(error) }));
}

scope.onmessage = ({ data }) => {
  if (data.type !== "open") {
    driver?.input((now) => act?.(data, now));
    return;
  }
  try {
    open(data.options);
  } catch (error) {
    tell({ type: "failed", why: error instanceof Error ? error.message : String(error) });
  }
};
