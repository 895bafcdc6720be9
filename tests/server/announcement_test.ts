import { assertEquals, assertRejects } from "@std/assert";
import { findRooms } from "../../src/client/mod.ts";
import { LOOPBACK } from "../../src/net/mod.ts";
import { announce, type Announcement } from "../../src/server/announcement.ts";
import type { AnnounceOptions } from "../../src/server/mod.ts";
import { within } from "../support/deadline.ts";
import { freeGroup, occupy } from "../support/group.ts";

const ROOM = {
  name: "room",
  key: new Uint8Array(32),
  isSecret: false,
  endpoint: { hostname: "127.0.0.1", port: 9001 },
  members: () => 3,
};

/** Announces the room on loopback. */
const open = (options: AnnounceOptions) =>
  announce(ROOM, { interfaces: () => [LOOPBACK], ...options });

async function close(announcement: Announcement): Promise<void> {
  announcement.end();
  announcement.end();
  await within(announcement.done, "the goodbyes");
}

Deno.test("`announce()` is fulfilled when the room can be found", async () => {
  const group = freeGroup();
  const announcement = await open({ group });
  assertEquals(announcement.fault, undefined);
  const [room] = await findRooms({ timeout: 1e9, settle: 0, group, interfaces: [LOOPBACK] });
  assertEquals([room?.name, room?.members], ["room", 3]);
  await close(announcement);
  assertEquals(await findRooms({ timeout: 150, group, interfaces: [LOOPBACK] }), []);
});

Deno.test("`announce()` tells why the room cannot be found", async () => {
  const group = freeGroup();
  {
    using _owner = occupy(group, false);
    const announcement = await open({ group });
    assertEquals(announcement.fault, "port-in-use");
    await close(announcement);
  }
  const announcement = await open({ group, interfaces: () => [] });
  assertEquals(announcement.fault, "no-multicast");
  await close(announcement);
});

Deno.test("`announce()` rejects a name of which nothing can be shown", async () => {
  await assertRejects(
    () => announce({ ...ROOM, name: "\u200b" }, { group: freeGroup() }),
    RangeError,
    "Cannot announce a room",
  );
});
