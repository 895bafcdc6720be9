import { assert, assertEquals, assertThrows } from "@std/assert";
import { type FoundRoom } from "../../src/discovery/mod.ts";
import { encodeAnnouncement, encodeGoodbye } from "../../src/wire/mod.ts";
import { address, forEachSeed, PERFECT, ROUGH } from "../support/network.ts";
import { DiscoveryNetwork } from "./network.ts";

const names = (rooms: FoundRoom[]) => rooms.map(({ name }) => name);

Deno.test("`Finder` finds every room, with its name, members, address and round trip", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  network.room("10.0.0.1", { name: "Tea \x1b[31m room", members: () => 7, port: 9999 });
  network.room("10.0.0.2", { name: "聊天室" });
  const finder = network.finder("10.0.0.9");
  network.pass(3);
  const [tea, chinese, ...others] = finder.rooms();
  assertEquals([tea?.name, tea?.members, chinese?.name, others.length], [
    "Tea [31m room",
    7,
    "聊天室",
    0,
  ]);
  assertEquals(tea?.addresses, [{ hostname: "10.0.0.1", port: 9999, roundTrip: 2 }]);
});

Deno.test("`Finder` finds every room on a bad network, each of them once", () => {
  forEachSeed(50, (seed) => {
    const network = new DiscoveryNetwork(seed, ROUGH);
    for (let room = 1; room <= 8; room++) network.room(`10.0.0.${room}`);
    const finder = network.finder("10.0.0.99");
    assert(network.passUntil(() => finder.rooms().length === 8, 20_000), "a room was not found");
    network.pass(1000);
    const rooms = finder.rooms();
    assertEquals(new Set(rooms.map(({ id }) => id)).size, 8);
    assertEquals(names(rooms), names(rooms).toSorted());
    for (const { addresses: [{ roundTrip }] } of rooms) {
      assert(roundTrip >= 2 && roundTrip <= 240, `a round trip of ${roundTrip} ms`);
    }
  });
});

Deno.test("`Finder` lists a room that is reachable by several addresses once, the nearest first", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const room = { id: network.digits(), name: "one", isOnLink: () => true };
  for (const hostname of ["10.0.0.1", "10.0.0.2", "127.0.0.1"]) network.room(hostname, room);
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  const [found, ...others] = finder.rooms();
  assertEquals(found?.addresses.map(({ hostname }) => hostname), [
    "127.0.0.1",
    "10.0.0.1",
    "10.0.0.2",
  ]);
  assertEquals(others, []);
});

Deno.test("`Finder` keeps the shortest round trip, and prefers the address that has it", () => {
  const network = new DiscoveryNetwork(5, { loss: 0, duplication: 0, delay: [5, 50] });
  const room = { id: network.digits(), name: "one" };
  for (const hostname of ["10.0.0.1", "10.0.0.2"]) network.room(hostname, room);
  const finder = network.finder("10.0.0.9");
  network.pass(100);
  const before = finder.rooms()[0]?.addresses ?? [];
  network.pass(10_000);
  const after = finder.rooms()[0]?.addresses ?? [];
  assertEquals([before.length, after.length], [2, 2]);
  assert((after[0]?.roundTrip ?? NaN) < (before[0]?.roundTrip ?? NaN));
  assert((after[0]?.roundTrip ?? NaN) <= (after[1]?.roundTrip ?? NaN));
});

Deno.test("`Finder` drops a room that says goodbye, whatever arrives late", () => {
  forEachSeed(50, (seed) => {
    const network = new DiscoveryNetwork(seed, ROUGH);
    const ending = network.room("10.0.0.1");
    network.room("10.0.0.2");
    const finder = network.finder("10.0.0.9");
    assert(network.passUntil(() => finder.rooms().length === 2, 20_000));
    network.act((now) => ending.close(now));
    // Each of three goodbyes may be lost; then only a new search would tell.
    if (!network.passUntil(() => finder.rooms().length === 1, 1000)) return;
    network.pass(5000);
    assertEquals(names(finder.rooms()), ["room at 10.0.0.2"]);
  });
});

Deno.test("`Finder` takes no goodbye from an address at which the room is not", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const id = network.digits();
  network.room("10.0.0.1", { id });
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  network.act((now) => finder.receive(encodeGoodbye(id), address(1, "10.0.0.2"), now));
  assertEquals(finder.rooms().length, 1);
  network.act((now) => finder.receive(encodeGoodbye(id), address(1, "10.0.0.1"), now));
  assertEquals(finder.rooms().length, 0);
});

Deno.test("`Finder` asks a room that announces itself at once", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const finder = network.finder("10.0.0.9");
  network.pass(1550);
  const room = network.room("10.0.0.1");
  network.act((now) => room.announce(now));
  network.pass(4);
  assertEquals(names(finder.rooms()), ["room at 10.0.0.1"]);
});

Deno.test("`Finder` lists nobody who did not answer a query of its own, or is off-link", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  network.room("192.168.1.1", { isOnLink: () => true });
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  const room = { id: network.digits(), port: 1, members: 1, name: "forged" };
  for (const nonce of [undefined, network.digits()]) {
    const datagram = encodeAnnouncement({ ...room, nonce });
    network.act((now) => finder.receive(datagram, address(1, "10.0.0.66"), now));
  }
  network.pass(1000);
  assertEquals(finder.rooms(), []);
});

Deno.test("`Finder` keeps a bounded number of rooms and of addresses, whoever makes them up", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const finder = network.finder("10.0.0.9");
  const hear: string[] = [];
  const answer = (nonce: string, id: string, host: number) =>
    finder.receive(
      encodeAnnouncement({ nonce, id, port: 1, members: 1, name: "x" }),
      address(1, `10.0.0.${host}`),
      network.now,
    );
  network.join({
    receive: (datagram) => hear.push(new TextDecoder().decode(datagram).slice(7, 23)),
    timeout: () => {},
    nextTimeout: () => Infinity,
    transmit: () => undefined,
  }, address(1, "10.0.0.1"));
  network.pass(10);
  const [nonce = ""] = hear;
  for (let count = 0; count < 1000; count++) answer(nonce, network.digits(), 1);
  const [{ id } = { id: "" }, ...others] = finder.rooms();
  for (let host = 0; host < 250; host++) answer(nonce, id, host);
  assertEquals(others.length, 255);
  assertEquals(finder.rooms().find((room) => room.id === id)?.addresses.length, 8);
});

Deno.test("`Announcer` refuses a name of which nothing can be shown", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  assertThrows(() => network.room("10.0.0.1", { name: " \u202e" }), RangeError, "Cannot announce");
});
