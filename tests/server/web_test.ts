// Members at a page: the same client, over a WebSocket.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DATAGRAMS_PATH } from "../../src/net/mod.ts";
import { DATAGRAM_LIMIT } from "../../src/wire/mod.ts";
import { Crowd } from "../support/crowd.ts";
import { memberNames, TestRoom } from "../support/room.ts";
import { PERFECT } from "../support/network.ts";
import { World } from "../support/world.ts";
import { BareSocket, originOf, PageCrowd, smallPage, WEB, webPort } from "../support/web.ts";

const texts = (entries: readonly { readonly kind: string; readonly text?: string }[]) =>
  entries.flatMap((entry) => entry.kind === "say" ? [entry.text] : []);

Deno.test("`serveRoom()` gives members at a page and members over UDP one log", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  await using page = new PageCrowd(room.server);
  await using terminals = new Crowd(room.server.endpoint);
  const [ann] = await page.enter("ann");
  const [bob] = await terminals.enter("bob");
  for (let index = 0; index < 100; index++) {
    ann!.say(`ann ${index} ${"x".repeat(index * 20)}`);
    bob!.say(`bob ${index}`);
  }
  for (const [crowd, guest] of [[page, ann], [terminals, bob]] as const) {
    await crowd.until(() => texts(guest!.entries).length === 200, "all that was said");
  }
  assertEquals(texts(ann!.entries), texts(bob!.entries));
  const addresses = room.events.flatMap((event) => event.kind === "entry" ? [event.address] : []);
  assertMatch(addresses[0] ?? "", /^127\.0\.0\.1:\d{1,5}\/web$/);
  await Promise.all([page.leave(), terminals.leave()]);
});
Deno.test("`serveRoom()` keeps the session of a page whose WebSocket is another one now", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  await using page = new PageCrowd(room.server);
  const [ann] = await page.enter("ann");
  for (let index = 0; index < 2; index++) {
    page.port.renew();
    ann!.say(`${index}`);
    await page.until(() => texts(ann!.entries).length === index + 1, "what was said");
  }
  assertEquals(ann!.events.filter((kind) => kind === "away" || kind === "back"), []);
  assertEquals(await memberNames(room.server), ["ann"]);
  await page.leave();
});

Deno.test("`serveRoom()` hears no classic words over a WebSocket", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  await using socket = new BareSocket(webPort(room.server));
  const words = (text: string) => new Uint8Array(new TextEncoder().encode(text));
  for (const text of ["L eve", "C eve hi", "Q", "PING - eve"]) await socket.send(words(text));
  // It is answered after all that was sent before.
  await using page = new PageCrowd(room.server);
  await page.enter("ann");
  assertEquals(await memberNames(room.server), ["ann"]);
  assertEquals(socket.heard, []);
  await page.leave();
});

Deno.test("`serveRoom()` bans the address of a member at a page in both ways to come", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  await using page = new PageCrowd(room.server);
  await using terminals = new Crowd(room.server.endpoint);
  const [ann] = await page.enter("ann");
  await room.server.ask({ kind: "ban", target: "ann" });
  await page.until(() => ann!.ending !== undefined, "the end of a seat");
  for (const crowd of [page, terminals]) {
    const eve = crowd.add(`eve ${crowd === page}`.replace(" ", "-"));
    eve.enter();
    await crowd.until(() => eve.has("refused"), "a refusal");
  }
  assertEquals(await memberNames(room.server), []);
  await Promise.all([page.leave(), terminals.leave()]);
});

Deno.test("`RoomService.addresses` are where somebody has a session, and no others", () => {
  using world = new World(1, PERFECT);
  const members = [world.add("ann"), world.add("bob")];
  for (const member of members) member.enter();
  world.network.pass(200);
  const ports = () => [...world.service.addresses].map(({ port }) => port).toSorted();
  assertEquals(ports(), members.map(({ address }) => address.port).toSorted());
  world.network.detach(members[0]!.address);
  members[1]!.leave();
  world.network.pass(20_000);
  assertEquals(ports(), []);
});

Deno.test("`WebPort` cuts off who sends text, or more than a datagram", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  const tooLong = new Uint8Array(DATAGRAM_LIMIT + 1);
  for (const [message, code] of [["hello", 1003], [tooLong, 1009]] as const) {
    await using socket = new BareSocket(webPort(room.server));
    await socket.send(message);
    assertEquals(await socket.end(), code);
  }
});

Deno.test("`serveWeb()` takes WebSockets from its own page, and from no other", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  const origin = originOf(room.server);
  const handshake = {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "sec-websocket-protocol": "chatroom",
  };
  const strangers = [
    "null",
    "http://example.org",
    origin.replace(/\d$/, ""),
    "",
    "x",
    `${origin}1`,
  ];
  for (const stranger of strangers) {
    const answer = await fetch(origin + DATAGRAMS_PATH, {
      headers: { ...handshake, origin: stranger },
    });
    await answer.body?.cancel();
    assertEquals(answer.status, 403, stranger);
  }
  await using own = new BareSocket(webPort(room.server));
  await own.opened.promise;
  assertEquals(own.socket.protocol, "chatroom");
});

Deno.test("`Server.start()` serves browsers on the number of the room's port, if not told otherwise", async () => {
  await using room = await TestRoom.open({ web: { port: undefined, certificate: undefined } });
  assertEquals(webPort(room.server), room.server.endpoint.port);
});

Deno.test("`Server.start()` opens the room where the port for browsers is taken, and says so", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  await using room = await TestRoom.open({ web: { port, certificate: undefined } });
  const { web } = room.server;
  assert(web.kind === "closed");
  assertEquals([web.port, web.fault], [port, "in-use"]);
  await using crowd = new Crowd(room.server.endpoint);
  await crowd.enter("ann");
  await crowd.leave();
});

Deno.test("`Server` tells once why browsers get no page", async () => {
  const page = () => Promise.reject(new Error("no room on the disk"));
  await using room = await TestRoom.open({ web: WEB }, page);
  for (let times = 0; times < 2; times++) {
    const answer = await fetch(originOf(room.server));
    assertEquals([answer.status, await answer.text()], [503, "There is no page\n"]);
  }
  const told = () => room.events.filter(({ kind }) => kind === "no-page");
  await room.until(() => told().length > 0, "the reason");
  assertEquals(told(), [{ kind: "no-page", why: "no room on the disk" }]);
});
