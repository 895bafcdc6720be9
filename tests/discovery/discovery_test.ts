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
    assertEquals(new Set(rooms.map(({ keyHash }) => keyHash)).size, 8);
    assertEquals(names(rooms), names(rooms).toSorted());
    for (const { addresses: [{ roundTrip }] } of rooms) {
      assert(roundTrip >= 2 && roundTrip <= 240, `a round trip of ${roundTrip} ms`);
    }
  });
});

Deno.test("`Finder` lists a room that is reachable by several addresses once, the nearest first", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const room = { keyHash: network.hash(), name: "one", isOnLink: () => true };
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
  const room = { keyHash: network.hash(), name: "one" };
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
  const id = network.hash();
  network.room("10.0.0.1", { keyHash: id });
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  network.act((now) => finder.receive(encodeGoodbye(id), address(1, "10.0.0.2"), now));
  assertEquals(finder.rooms().length, 1);
  network.act((now) => finder.receive(encodeGoodbye(id), address(1, "10.0.0.1"), now));
  assertEquals(finder.rooms().length, 0);
});

Deno.test("`Finder` keeps a room that somebody else announces as its own, or says is gone, with all its addresses", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const keyHash = network.hash();
  const finder = network.finder("10.0.0.9");
  const gone = encodeGoodbye(keyHash);
  network.act((now) => finder.receive(gone, address(1, "10.0.0.66"), now));
  network.room("10.0.0.1", { keyHash, name: "true" });
  network.room("10.0.0.66", { keyHash, name: "false" });
  network.room("10.0.0.67", { keyHash, name: "false" });
  network.room("10.0.0.2", { name: "true" });
  network.pass(1000);
  const addresses = finder.rooms().map((room) => room.addresses.map(({ hostname }) => hostname));
  assertEquals(addresses.map((each) => each.toSorted()).toSorted(), [
    ["10.0.0.1", "10.0.0.67"],
    ["10.0.0.2"],
  ]);
});

Deno.test("`Finder` shows of a room what the one says that was heard first, at the port that it said", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const keyHash = network.hash();
  const asked: string[] = [];
  network.join({
    receive: (datagram) => asked.push(new TextDecoder().decode(datagram).slice(7, 23)),
    timeout: () => {},
    nextTimeout: () => Infinity,
    transmit: () => undefined,
  }, address(1, "10.0.0.1"));
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  const answer = (host: number, name: string, isSecret: boolean, port: number, members: number) =>
    finder.receive(
      encodeAnnouncement({ nonce: asked[0], keyHash, isSecret, port, members, name }),
      address(1, `10.0.0.${host}`),
      network.now,
    );
  answer(1, "true", true, 8888, 3);
  answer(66, "false", false, 8888, 9);
  answer(1, "true", true, 666, 4);
  const [room, ...others] = finder.rooms();
  assertEquals([room?.name, room?.isSecret, room?.members, others.length], ["true", true, 4, 0]);
  assertEquals(room?.addresses.find(({ hostname }) => hostname === "10.0.0.1")?.port, 8888);
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
  const room = { keyHash: network.hash(), isSecret: false, port: 1, members: 1, name: "forged" };
  for (const nonce of [undefined, network.hash()]) {
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
      encodeAnnouncement({ nonce, keyHash: id, isSecret: false, port: 1, members: 1, name: "x" }),
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
  for (let count = 0; count < 1000; count++) answer(nonce, network.hash(), 1);
  const [{ keyHash: id } = { keyHash: "" }, ...others] = finder.rooms();
  for (let host = 0; host < 250; host++) answer(nonce, id, host);
  assertEquals(others.length, 255);
  assertEquals(finder.rooms().find((room) => room.keyHash === id)?.addresses.length, 8);
});

Deno.test("`Announcer` refuses a name of which nothing can be shown", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  assertThrows(() => network.room("10.0.0.1", { name: " \u202e" }), RangeError, "Cannot announce");
});

Deno.test("`Finder.askAt()` finds a room off-link, at the address at which it was asked", () => {
  const network = new DiscoveryNetwork(1, PERFECT);
  const room = { isOnLink: () => true, name: "far", port: 8888 };
  network.join(
    network.room("203.0.113.7", room),
    address(9999, "203.0.113.7"),
  );
  const finder = network.finder("10.0.0.9");
  network.pass(10);
  // The simulated network passes multicast on to everybody: its answer does not count.
  assertEquals(finder.rooms(), []);
  finder.askAt(address(9999, "203.0.113.7"), network.now);
  network.pass(1000);
  const [found, ...others] = finder.rooms();
  assertEquals([found?.name, others], ["far", []]);
  assertEquals(found?.addresses.map(({ hostname, port }) => [hostname, port]), [[
    "203.0.113.7",
    9999,
  ]]);
});
