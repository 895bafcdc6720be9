// The worker's entry file: it only joins the messages to the served room.

import { bindDatagram, BindError } from "../net/mod.ts";
import { BoundedPost, type Channel, serveThread } from "../parallel/mod.ts";
import type { Entry } from "../room/mod.ts";
import { announce, UNANNOUNCED } from "./announcement.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker } from "./protocol.ts";
import { type ServedRoom, serveRoom } from "./serve_room.ts";

type Parent = Channel<ToWorker, FromWorker>;

/** Events that wait for the main thread, which may write them to a terminal that stands still. */
const MOST_EVENTS = 10_000;

serveThread<ToWorker, FromWorker>((parent) => {
  const end = Promise.withResolvers<void>();
  let room: ServedRoom | undefined;
  const events = new BoundedPost<ServerEvent>(
    (event) => parent.post(event),
    MOST_EVENTS,
    (count) => ({ kind: "skipped", count }),
  );
  parent.onMessage = (message) => {
    if (message.kind === "taken") {
      events.taken();
    } else if (message.kind === "start") {
      // The main thread asks for nothing before it has the answer to this.
      open(message.options, parent, events).then((opened) => {
        room = opened;
        return room?.done;
      }).then(end.resolve, end.reject);
    } else if (room !== undefined) {
      answer(message, room, parent).catch(end.reject);
    }
  };
  return end.promise;
});

/** Opens the socket and the room; undefined where that cannot be, which the parent has been told. */
async function open(
  options: ServerOptions,
  parent: Parent,
  events: BoundedPost<ServerEvent>,
): Promise<ServedRoom | undefined> {
  let socket: Deno.DatagramConn;
  try {
    socket = bindDatagram(options.endpoint);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    parent.post({ kind: "cannot-listen", fault: error.fault, why: error.message });
    return undefined;
  }
  const emit = (event: ServerEvent) => {
    const isSpeech = event.kind === "entry" && SPEECH.includes(event.entry.kind);
    if (options.watch || !isSpeech) events.post(event);
  };
  const room = serveRoom(socket, options, emit);
  const { hostname, port } = socket.addr as Deno.NetAddr;
  const endpoint = { hostname, port };
  const { announceAs: name } = options;
  const announcement = name === undefined
    ? UNANNOUNCED
    : await announce({ name, endpoint, members: room.size });
  parent.post({ kind: "listening", endpoint, announceFault: announcement.fault });
  return {
    ...room,
    close() {
      announcement.end();
      return room.close();
    },
    done: Promise.all([room.done, announcement.done]).then(() => {}).finally(() => socket.close()),
  };
}

const SPEECH: readonly Entry["kind"][] = ["say", "act", "announce"];

async function answer(message: ToWorker, room: ServedRoom, parent: Parent): Promise<void> {
  switch (message.kind) {
    case "ask":
      return parent.post({ kind: "reply", reply: await room.ask(message.request) });
    case "topic":
      return parent.post({ kind: "topic", text: await room.topic() });
    case "stop":
      return await room.close();
  }
}
