import { assert, assertEquals, assertRejects } from "@std/assert";
import { type FindOptions, findRooms } from "../../src/client/mod.ts";
import { LOOPBACK, MulticastSocket } from "../../src/net/mod.ts";
import { announceRoom } from "../../src/server/mod.ts";
import { decodeDiscovery, type Discovery } from "../../src/wire/mod.ts";
import { within } from "../support/deadline.ts";
import { freeGroup, occupy } from "../support/group.ts";
import { TestRoom } from "../support/room.ts";

/** A key that no room of another name has. */
const keyFor = (name: string) => new TextEncoder().encode(name);

/** Rooms that are announced on loopback, in a group of their own. */
class Rooms implements AsyncDisposable {
  readonly group = freeGroup();
  readonly #ends: (() => Promise<void>)[] = [];

  open(name: string, port: number, members = () => 0): () => Promise<void> {
    const stop = new AbortController();
    const ended = announceRoom(
      {
        name,
        key: keyFor(name),
        isSecret: false,
        endpoint: { hostname: "127.0.0.1", port },
        members,
      },
      stop.signal,
      { group: this.group, interfaces: () => [LOOPBACK] },
    );
    const end = async () => {
      stop.abort();
      await within(ended, "the goodbyes");
    };
    this.#ends.push(end);
    return end;
  }

  async find(options: Partial<FindOptions> = {}) {
    return await findRooms({
      timeout: 500,
      group: this.group,
      interfaces: [LOOPBACK],
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends) await end();
  }
}

Deno.test("`findRooms()` finds the rooms that `announceRoom()` announces, until they end", async () => {
  await using rooms = new Rooms();
  let members = 1;
  rooms.open("聊天室", 9001, () => members);
  const endTea = rooms.open("Tea", 9002);
  const found = await rooms.find();
  assertEquals(
    found.map(({ name, members, addresses: [{ hostname, port }, ...others] }) =>
      [name, members, hostname, port, others.length] as const
    ),
    [["Tea", 0, "127.0.0.1", 9002, 0], ["聊天室", 1, "127.0.0.1", 9001, 0]],
  );
  for (const { addresses: [{ roundTrip }] } of found) assert(roundTrip > 0 && roundTrip < 500);
  members = 5;
  await endTea();
  assertEquals((await rooms.find()).map(({ name, members }) => [name, members]), [["聊天室", 5]]);
});

/** Somebody who hears what is said in the group. */
async function listener(rooms: Rooms): Promise<MulticastSocket> {
  const socket = new MulticastSocket(rooms.group);
  socket.listen();
  await socket.use([LOOPBACK]);
  return socket;
}

async function hear(socket: MulticastSocket, kind: Discovery["kind"], times: number) {
  for (let count = 0; count < times;) {
    const [datagram] = await within(socket.receive(new Uint8Array(300)), `the ${kind} ${count}`);
    if (decodeDiscovery(datagram)?.kind === kind) count++;
  }
}

Deno.test("`findRooms()` hears of a room that opens, and of one that ends, while it looks", async () => {
  await using rooms = new Rooms();
  await using group = await listener(rooms);
  const stop = new AbortController();
  const end = rooms.open("old", 9001);
  const looking = rooms.find({ timeout: 1e6, signal: stop.signal });
  // The fourth query is asked after 700 ms, the fifth after 1500 ms.
  await hear(group, "query", 4);
  rooms.open("new", 9002);
  await end();
  await hear(group, "query", 1);
  stop.abort();
  assertEquals((await looking).map(({ name }) => name), ["new"]);
});

Deno.test("`findRooms()` ends before its time when no room is new any more", async () => {
  await using rooms = new Rooms();
  await using group = await listener(rooms);
  rooms.open("first", 9001);
  const looking = rooms.find({ timeout: 1e9, settle: 2000 });
  await hear(group, "query", 2);
  rooms.open("second", 9002);
  const found = await within(looking, "the end");
  assertEquals(found.map(({ name }) => name), ["first", "second"]);
});

Deno.test("`findRooms()` looks on when the only room has ended", async () => {
  await using rooms = new Rooms();
  await using group = await listener(rooms);
  const stop = new AbortController();
  const end = rooms.open("old", 9001);
  const looking = rooms.find({ timeout: 1e9, settle: 600, signal: stop.signal });
  await hear(group, "query", 2);
  await end();
  // The fifth query is asked after 1500 ms.
  await hear(group, "query", 3);
  stop.abort();
  assertEquals(await looking, []);
});

Deno.test("`announceRoom()` tells the group that the room opens, and three times that it ends", async () => {
  await using rooms = new Rooms();
  await using group = await listener(rooms);
  const end = rooms.open("room", 9001);
  await hear(group, "announcement", 1);
  await end();
  await hear(group, "goodbye", 3);
});

Deno.test("`findRooms()` returns nothing where there is no room, and at once where it is stopped", async () => {
  await using rooms = new Rooms();
  assertEquals(await rooms.find({ timeout: 100 }), []);
  assertEquals(
    await within(rooms.find({ timeout: 1e9, signal: AbortSignal.abort() }), "the end"),
    [],
  );
});

Deno.test("`findRooms()` tells where it cannot look", async () => {
  await using rooms = new Rooms();

  await assertRejects(() => rooms.find({ interfaces: [] }), Deno.errors.AddrNotAvailable);
  await assertRejects(
    () => rooms.find({ group: { ...rooms.group, hostname: "10.0.0.1" } }),
    Deno.errors.AddrNotAvailable,
  );
});

Deno.test("`findRooms()` and `announceRoom()` work beside somebody else's socket on their port", async () => {
  await using rooms = new Rooms();
  using _owner = occupy(rooms.group, true);
  rooms.open("shared", 9001);
  assertEquals((await rooms.find()).map(({ name }) => name), ["shared"]);
});

Deno.test("`announceRoom()` tells that the port of discovery is taken, and that a name shows nothing", async () => {
  const group = freeGroup();
  const endpoint = { hostname: "127.0.0.1", port: 9001 };
  const announce = (name: string) =>
    announceRoom(
      { name, key: keyFor(name), isSecret: false, endpoint, members: () => 0 },
      AbortSignal.abort(),
      { group },
    );
  {
    using _owner = occupy(group, false);
    await assertRejects(() => announce("room"), Error, "Cannot bind 0.0.0.0");
  }
  await assertRejects(() => announce("\u200b"), RangeError, "Cannot announce a room");
});

Deno.test("`findRooms()` asks rooms at their own addresses, where they are announced", async () => {
  await using rooms = new Rooms();
  await using tea = await TestRoom.open({ announceAs: "Tea" });
  await using hidden = await TestRoom.open();
  const elsewhere = [tea, hidden].map(({ server }) => server.endpoint);
  const [found, ...others] = await rooms.find({ elsewhere });
  assertEquals([found?.name, found?.members, others], ["Tea", 0, []]);
  assertEquals(found?.addresses.map(({ port }) => port), [tea.server.endpoint.port]);
  // No interface can multicast: there are still addresses to ask.
  assertEquals((await rooms.find({ elsewhere, interfaces: [] })).length, 1);
});

Deno.test("`findRooms()` looks on where the name of a host is not known", async () => {
  await using rooms = new Rooms();
  rooms.open("near", 9001);
  const elsewhere = [{ hostname: "no-such-host.invalid", port: 8888 }];
  assertEquals((await rooms.find({ elsewhere })).map(({ name }) => name), ["near"]);
});
