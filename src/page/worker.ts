// The worker's entry file: a seat over a WebSocket. The page's thread is free for the person so.

import { openReliable } from "../client/open_reliable.ts";
import { holdSeat } from "../client/hold_seat.ts";
import type { FromWorker, ToWorker } from "../client/protocol.ts";
import { WebClientPort } from "../net/web/client_port.ts";
import { Channel } from "../parallel/channel.ts";
import { noble } from "../secure/noble.ts";
import type { FromSeat, ToSeat } from "./seat_worker.ts";

const tell = (message: FromSeat) => globalThis.postMessage(message);
const port = new WebClientPort(globalThis.location.origin);
const channel = new Channel<ToWorker, FromWorker>((message) => tell({ kind: "heard", message }));

globalThis.addEventListener("message", ({ data }: MessageEvent<ToSeat>) => {
  if (data.kind === "renew") port.renew();
  else channel.deliver(data.message);
});

holdSeat(channel, (options) => ({
  openSession: (emit, onSaid) => openReliable(options, noble, emit, onSaid),
  openSocket: () => port,
})).then(
  () => tell({ kind: "over" }),
  (error) => tell({ kind: "failed", why: String(error) }),
);
