import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BindError,
  ipv4Interfaces,
  isOnNetwork,
  LOOPBACK,
  MulticastSocket,
} from "../../src/net/mod.ts";
import { freeGroup, occupy } from "../support/group.ts";
import { within } from "../support/deadline.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

async function hear(socket: MulticastSocket): Promise<[string, Deno.NetAddr]> {
  const [datagram, from] = await within(socket.receive(new Uint8Array(100)), "a datagram");
  return [text(datagram), from as Deno.NetAddr];
}

Deno.test("`MulticastSocket.send()` reaches everybody who listens, oneself too, and they can answer", async () => {
  const group = freeGroup();
  await using one = new MulticastSocket(group);
  await using two = new MulticastSocket(group);
  await using asker = new MulticastSocket(group);
  for (const socket of [one, two]) socket.listen();
  for (const socket of [one, two, asker]) {
    assertEquals(await socket.use([LOOPBACK]), [LOOPBACK]);
    assertEquals(await socket.use([LOOPBACK]), []);
  }
  await asker.send(bytes("anybody?"), group);
  for (const socket of [one, two]) {
    const [question, from] = await hear(socket);
    assertEquals([question, from.hostname], ["anybody?", "127.0.0.1"]);
    assertEquals(await socket.send(bytes("me"), from), 2);
    const [answer, by] = await hear(asker);
    assertEquals([answer, by.hostname], ["me", "127.0.0.1"]);
  }
  await one.send(bytes("hello"), group);
  for (const socket of [one, two]) assertEquals((await hear(socket))[0], "hello");
});

Deno.test("`MulticastSocket.send()` sends nothing off-link", async () => {
  await using socket = new MulticastSocket(freeGroup());
  await socket.use([LOOPBACK]);
  assertEquals([socket.isOnLink("127.3.2.1"), socket.isOnLink("192.0.2.9")], [true, false]);
  assertEquals(
    await socket.send(bytes("x"), { transport: "udp", hostname: "192.0.2.9", port: 9 }),
    0,
  );
});

Deno.test("`MulticastSocket.use()` leaves out what this machine has not, and lets go what is not named", async () => {
  const group = freeGroup();
  await using socket = new MulticastSocket(group);
  socket.listen();
  const elsewhere = { address: "192.0.2.77", netmask: "255.255.255.0" };
  assertEquals(await socket.use([elsewhere, LOOPBACK]), [LOOPBACK]);
  assertEquals(socket.isOnLink("192.0.2.1"), false);
  assertEquals(await socket.use([]), []);
  assertEquals(socket.isOnLink("127.0.0.1"), false);
  assertEquals(await socket.use([LOOPBACK]), [LOOPBACK]);
  await socket.send(bytes("again"), group);
  assertEquals((await hear(socket))[0], "again");
});

Deno.test("`MulticastSocket.receive()` cuts a datagram that is longer than the buffer", async () => {
  const group = freeGroup();
  await using socket = new MulticastSocket(group);
  socket.listen();
  await socket.use([LOOPBACK]);
  await socket.send(bytes("0123456789"), group);
  const [datagram] = await within(socket.receive(new Uint8Array(4)), "a datagram");
  assertEquals(text(datagram), "0123");
});

Deno.test("`MulticastSocket.close()` ends a receive that waits, and any later one", async () => {
  const socket = new MulticastSocket(freeGroup());
  socket.listen();
  await socket.use([LOOPBACK]);
  const waiting = assertRejects(() => socket.receive(new Uint8Array(4)), Deno.errors.BadResource);
  await socket.close();
  await socket.close();
  await waiting;
  await assertRejects(() => socket.receive(new Uint8Array(4)), Deno.errors.BadResource);
  assertEquals(await socket.use([LOOPBACK]), []);
});

Deno.test("`MulticastSocket.listen()` tells that somebody has the port for itself", async () => {
  const group = freeGroup();
  using _owner = occupy(group, false);
  await using socket = new MulticastSocket(group);
  assertEquals(assertThrows(() => socket.listen(), BindError).fault, "in-use");
});

Deno.test("`isOnNetwork()` compares what the mask leaves", () => {
  const home = { address: "192.168.1.7", netmask: "255.255.255.0" };
  const rows: [string, typeof home, boolean][] = [
    ["192.168.1.1", home, true],
    ["192.168.1.255", home, true],
    ["192.168.2.1", home, false],
    ["10.9.8.7", { address: "10.0.0.1", netmask: "255.0.0.0" }, true],
    ["200.1.2.3", { address: "200.1.128.1", netmask: "255.255.128.0" }, false],
    ["200.1.129.3", { address: "200.1.128.1", netmask: "255.255.128.0" }, true],
    ["10.0.0.2", { address: "10.0.0.1", netmask: "255.255.255.255" }, false],
    ["10.0.0.1", { address: "10.0.0.1", netmask: "255.255.255.255" }, true],
    ["8.8.8.8", { address: "10.0.0.1", netmask: "0.0.0.0" }, true],
    ["::1", home, false],
    ["name", home, false],
  ];
  for (const [hostname, network, expected] of rows) {
    assertEquals(isOnNetwork(hostname, network), expected, hostname);
  }
});

Deno.test("`ipv4Interfaces()` names the interfaces by which a server is reached", () => {
  const all = ipv4Interfaces();
  assertEquals(ipv4Interfaces("::"), all);
  assert(all.some(({ address }) => address === LOOPBACK.address));
  assert(all.every(({ address, netmask }) => /^[\d.]+$/.test(address + netmask)));
  assertEquals(ipv4Interfaces("127.0.0.1").map(({ address }) => address), ["127.0.0.1"]);
  for (const hostname of ["192.0.2.77", "::1"]) assertEquals(ipv4Interfaces(hostname), []);
});
