/** A worker of the caller's own: sends every message back in capitals until it's told to stop. */
import { serveThread } from "../../src/parallel/mod.ts";

/** What the parent says. */
export type ToEcho = { kind: "say"; text: string } | { kind: "stop" };
/** What the worker says. */
export type FromEcho = { kind: "echo"; text: string };

serveThread<ToEcho, FromEcho>((parent) => {
  const { promise, resolve } = Promise.withResolvers<number>();
  let count = 0;
  parent.onMessage = (message) => {
    if (message.kind === "stop") return resolve(count);
    count++;
    parent.post({ kind: "echo", text: message.text.toUpperCase() });
  };
  return promise;
});
