// The worker's entry file: it only joins the messages to the served room.

import { bindDatagram, BindError } from "../net/mod.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker } from "./messages.ts";
import { type ServedRoom, serveRoom } from "./serve_room.ts";

/** The part of a worker's global scope that talks to the thread which started it. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

let room: ServedRoom | undefined;

function tell(message: FromWorker): void {
  scope.postMessage(message);
}

function start(options: ServerOptions): void {
  let socket: Deno.DatagramConn;
  try {
    socket = bindDatagram(options.endpoint);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    tell({ type: "cannot-listen", fault: error.fault, why: error.message });
    return;
  }
  const emit = (event: ServerEvent) => {
    const isSpeech = event.type === "entry" && event.entry.kind === "say";
    if (options.watch || !isSpeech) tell(event);
  };
  room = serveRoom(socket, options, emit);
  const { hostname, port } = socket.addr as Deno.NetAddr;
  tell({ type: "listening", endpoint: { hostname, port } });
  room.done
    .finally(() => socket.close())
    .then(() => tell({ type: "stopped" }), (error) => tell({ type: "failed", why: String(error) }));
}

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "start":
      return start(data.options);
    case "announce":
      return room?.announce(data.text);
    case "kick":
      return tell({ type: "kicked", found: await room?.kick(data.name) ?? false });
    case "who":
      return tell({ type: "members", members: await room?.members() ?? [] });
    case "stop":
      return room?.close();
  }
};
