import { Thread, withFiles } from "../parallel/mod.ts";
import { Client, type Meet } from "./client.ts";
import type { ClientEvent, ClientOptions, FromWorker, ToWorker } from "./protocol.ts";

/**
 * A seat over UDP. Starts its worker and its socket; nothing is sent before {@linkcode Client.enter}.
 *
 * @param meet what is called with the room that answers, where the options name none
 * @param onEvent what is called with each event; entries, texts and what is private are dealt with when
 * what it returns is fulfilled
 */
export function openClient(
  options: ClientOptions,
  meet: Meet,
  onEvent: (event: ClientEvent) => void | Promise<void>,
): Client {
  const thread = new Thread<void, FromWorker, ToWorker>(
    () =>
      new Worker(new URL("./worker.ts", import.meta.url), { type: "module", deno: withFiles([]) }),
    { name: "the session" },
  );
  return new Client(thread.start(), options, meet, onEvent);
}
