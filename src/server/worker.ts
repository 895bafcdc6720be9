// The worker's entry file: it only joins the messages to the served room.

import { bindDatagram, BindError } from "../net/mod.ts";
import { type Channel, serveThread } from "../parallel/mod.ts";
import { announce, UNANNOUNCED } from "./announcement.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker } from "./protocol.ts";
import { type ServedRoom, serveRoom } from "./serve_room.ts";

type Parent = Channel<ToWorker, FromWorker>;

serveThread<ToWorker, FromWorker>((parent) => {
  const end = Promise.withResolvers<void>();
  let room: ServedRoom | undefined;
  parent.onMessage = (message) => {
    if (message.type === "start") {
      // Whoever started it tells it nothing before it has answered.
      open(message.options, parent).then((opened) => {
        room = opened;
        return room?.done;
      }).then(end.resolve, end.reject);
    } else if (room !== undefined) {
      obey(message, room, parent).catch(end.reject);
    }
  };
  return end.promise;
});

/** Opens the socket and the room; undefined where that cannot be, which the parent has been told. */
async function open(options: ServerOptions, parent: Parent): Promise<ServedRoom | undefined> {
  let socket: Deno.DatagramConn;
  try {
    socket = bindDatagram(options.endpoint);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    parent.post({ type: "cannot-listen", fault: error.fault, why: error.message });
    return undefined;
  }
  const emit = (event: ServerEvent) => {
    const isSpeech = event.type === "entry" &&
      (event.entry.kind === "say" || event.entry.kind === "act");
    if (options.watch || !isSpeech) parent.post(event);
  };
  const room = serveRoom(socket, options, emit);
  const { hostname, port } = socket.addr as Deno.NetAddr;
  const endpoint = { hostname, port };
  const { announceAs: name } = options;
  const announcement = name === undefined
    ? UNANNOUNCED
    : await announce({ name, endpoint, members: room.size });
  parent.post({ type: "listening", endpoint, announceFault: announcement.fault });
  return {
    ...room,
    close() {
      announcement.end();
      return room.close();
    },
    done: Promise.all([room.done, announcement.done]).then(() => {}).finally(() => socket.close()),
  };
}

async function obey(message: ToWorker, room: ServedRoom, parent: Parent): Promise<void> {
  switch (message.type) {
    case "announce":
      return room.announce(message.text);
    case "obey":
      return parent.post({ type: "obeyed", reply: await room.obey(message.request) });
    case "members":
      return parent.post({ type: "members", members: await room.members() });
    case "stop":
      return await room.close();
  }
}
