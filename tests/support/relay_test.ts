import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { PERFECT } from "./conditions.ts";
import { within } from "./deadline.ts";
import { Peer } from "./peer.ts";
import { Relay } from "./relay.ts";

async function until(isSo: () => boolean, what: string): Promise<void> {
  const wait = async () => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  await within(wait(), what);
}

/** Waits until a relay has heard so many datagrams and has nothing more to send on. */
async function settled(relay: Relay, heard: number): Promise<void> {
  const isSo = () => relay.heard >= heard && relay.underway === 0;
  await until(isSo, `${heard} datagrams at the relay`);
  assertEquals(relay.heard, heard);
}

Deno.test("`Relay` that is perfect passes on everything in order, both ways, each client by its own socket", async () => {
  await using server = new Peer();
  await using relay = new Relay({ hostname: "127.0.0.1", port: server.port }, 1, PERFECT);
  await using ann = new Peer(relay.address);
  await using bob = new Peer(relay.address);
  for (const client of [ann, bob, ann]) {
    for (let index = 0; index < 20; index++) {
      await client.send(`${index}`);
      assertEquals(await server.text(), `${index}`);
      await server.send(`answer ${index}`);
      assertEquals(await client.text(), `answer ${index}`);
    }
  }
  assertEquals(relay.clients, 2);
});

Deno.test("`Relay` loses, doubles and reorders", async () => {
  await using server = new Peer();
  const conditions = { loss: 0.3, duplication: 0.2, delay: [1, 40] } as const;
  await using relay = new Relay({ hostname: "127.0.0.1", port: server.port }, 1, conditions);
  await using client = new Peer(relay.address);
  for (let index = 0; index < 200; index++) await client.send(`${index}`);
  await settled(relay, 200);
  relay.conditions = PERFECT;
  await client.send("end");
  const arrived: number[] = [];
  for (let text = await server.text(); text !== "end"; text = await server.text()) {
    arrived.push(Number(text));
  }
  const different = new Set(arrived).size;
  assert(different > 100 && different < 180, `${different} of 200 arrived`);
  assert(arrived.length > different, "some arrived twice");
  assertNotEquals(arrived, arrived.toSorted((a, b) => a - b));
});

Deno.test("`Relay` that is dark lets nothing through, either way", async () => {
  await using server = new Peer();
  await using relay = new Relay({ hostname: "127.0.0.1", port: server.port }, 1, PERFECT);
  await using client = new Peer(relay.address);
  await client.send("1");
  assertEquals(await server.text(), "1");
  relay.isDark = true;
  await client.send("2");
  await server.send("lost");
  await settled(relay, 3);
  relay.isDark = false;
  await client.send("3");
  assertEquals(await server.text(), "3");
  await server.send("heard");
  assertEquals(await client.text(), "heard");
});

Deno.test("`Relay` leaves nothing behind when it is closed with datagrams under way", async () => {
  await using server = new Peer();
  const conditions = { ...PERFECT, delay: [60_000, 60_000] } as const;
  const relay = new Relay({ hostname: "127.0.0.1", port: server.port }, 1, conditions);
  await using client = new Peer(relay.address);
  for (let index = 0; index < 20; index++) await client.send(`${index}`);
  await until(() => relay.underway === 20, "20 datagrams under way");
  await relay[Symbol.asyncDispose]();
});
