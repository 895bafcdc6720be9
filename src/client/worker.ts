// The worker's entry file: a seat over UDP.

import { bindToward } from "../net/mod.ts";
import { serveThread } from "../parallel/mod.ts";
import { loadNative } from "../secure/native.ts";
import { holdSeat } from "./hold_seat.ts";
import { openSession } from "./open_session.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

serveThread<ToWorker, FromWorker>((parent) =>
  holdSeat(parent, async (options) => {
    const primitives = await loadNative();
    return {
      openSession: (emit, onSaid) => openSession(options, primitives, emit, onSaid),
      openSocket: () => bindToward(options.server),
    };
  })
);
