/** A worker of the caller's own: sends every message back in capitals until it's told to stop. */
import { serveThread } from "../../src/parallel/mod.ts";

/** What the parent says. */
export type ToEcho = { type: "say"; text: string } | { type: "stop" };
/** What the worker says. */
export type FromEcho = { type: "echo"; text: string };

serveThread<ToEcho, FromEcho>((parent) => {
  const { promise, resolve } = Promise.withResolvers<number>();
  let count = 0;
  parent.onMessage = (message) => {
    if (message.type === "stop") return resolve(count);
    count++;
    parent.post({ type: "echo", text: message.text.toUpperCase() });
  };
  return promise;
});
