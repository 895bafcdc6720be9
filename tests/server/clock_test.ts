// A served room on a machine whose clock is set.

import { assertEquals } from "@std/assert";
import { steadyNow } from "../../src/net/mod.ts";
import type { ServerEvent } from "../../src/server/mod.ts";
import { serveRoom } from "../../src/server/serve_room.ts";
import { within } from "../support/deadline.ts";
import { Peer } from "../support/peer.ts";
import { PRIMITIVES } from "../support/secure.ts";

const HOUR = 3_600_000;

Deno.test("`serveRoom()` lets silent members go in time where the clock is set back, and tells the new time", async () => {
  const now = Date.now;
  const gone = Promise.withResolvers<ServerEvent>();
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const room = serveRoom(
    socket,
    {
      key: new Uint8Array(32).fill(1),
      secret: undefined,
      language: "en",
      idle: 1000,
      maxMembers: 10,
      namesFor: 0,
      classic: true,
      grace: 1000,
      silence: 1000,
      log: { entries: 100, bytes: 1 << 20 },
    },
    PRIMITIVES,
    (event) => {
      if (event.kind === "entry" && event.entry.kind === "leave") gone.resolve(event);
    },
  );
  try {
    const { hostname, port } = socket.addr as Deno.NetAddr;
    await using ada = new Peer({ hostname, port });
    await ada.ask("L Ada", "OK");
    Date.now = () => now() - HOUR;
    const start = steadyNow();
    const event = await within(gone.promise, "the silent member's end");
    const at = event.kind === "entry" ? event.entry.at : 0;
    assertEquals(Math.round((start - at) / HOUR), 1);
  } finally {
    Date.now = now;
    await room.close();
    socket.close();
  }
});
