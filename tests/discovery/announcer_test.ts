import { assert, assertEquals } from "@std/assert";
import { Announcer, DISCOVERY_GROUP } from "../../src/discovery/mod.ts";
import { decodeDiscovery, encodeGoodbye, encodeQuery } from "../../src/wire/mod.ts";
import { address } from "../support/network.ts";
import { Random } from "../support/random.ts";

const [ID, NONCE] = ["00000000000000aahashes", "00000000000000bb"] as const;
const START = Date.UTC(2026, 0, 1);
const query = encodeQuery(NONCE);

function room(onClosed?: () => void): Announcer {
  return new Announcer({
    group: DISCOVERY_GROUP,
    keyHash: ID,
    isSecret: false,
    name: "room",
    port: 8888,
    members: () => 3,
    isOnLink: (hostname) => hostname.startsWith("10."),
    ...(onClosed && { onClosed }),
  });
}

/** What an announcer has to send. */
function drain(announcer: Announcer): { to: readonly Deno.NetAddr[]; datagram: Uint8Array }[] {
  const sent = [];
  for (let next = announcer.transmit(); next; next = announcer.transmit()) sent.push(next);
  return sent;
}

/** Everything that the announcer does by itself: when, to whom, and what. */
function schedule(announcer: Announcer): [number, readonly Deno.NetAddr[], string | undefined][] {
  const done: [number, readonly Deno.NetAddr[], string | undefined][] = [];
  while (announcer.nextTimeout() !== Infinity) {
    const now = announcer.nextTimeout();
    announcer.timeout(now);
    for (const { to, datagram } of drain(announcer)) {
      done.push([now - START, to, decodeDiscovery(datagram)?.kind]);
    }
  }
  return done;
}

Deno.test("`Announcer.announce()` tells the group twice, a second apart", () => {
  const announcer = room();
  announcer.announce(START);
  assertEquals(schedule(announcer), [
    [0, [DISCOVERY_GROUP], "announcement"],
    [1000, [DISCOVERY_GROUP], "announcement"],
  ]);
});

Deno.test("`Announcer.close()` says goodbye three times, and that it has", () => {
  let closed = 0;
  const announcer = room(() => closed++);
  announcer.announce(START);
  announcer.close(START);
  announcer.close(START + 10);
  announcer.announce(START + 20);
  assertEquals(closed, 0);
  assertEquals(schedule(announcer), [
    [0, [DISCOVERY_GROUP], "goodbye"],
    [50, [DISCOVERY_GROUP], "goodbye"],
    [100, [DISCOVERY_GROUP], "goodbye"],
  ]);
  assertEquals(closed, 1);
});

Deno.test("`Announcer.timeout()` that comes early does nothing", () => {
  const announcer = room();
  announcer.announce(START);
  announcer.timeout(START - 1);
  assertEquals(drain(announcer), []);
});

Deno.test("`Announcer.receive()` answers a query to the asker, with no more bytes than it has", () => {
  const announcer = room();
  const asker = address(50_000, "10.0.0.5");
  announcer.receive(query, asker, START);
  const [answer, ...others] = drain(announcer);
  assert(answer !== undefined && others.length === 0);
  assertEquals(answer.to, [asker]);
  assert(answer.datagram.length <= query.length);
  assertEquals(decodeDiscovery(answer.datagram), {
    kind: "announcement",
    nonce: NONCE,
    keyHash: ID,
    isSecret: false,
    port: 8888,
    members: 3,
    name: "room",
  });
});

Deno.test("`Announcer.receive()` answers nobody off-link, nothing but queries, and not once closed", () => {
  const announcer = room();
  announcer.receive(query, address(50_000, "203.0.113.1"), START);
  announcer.receive(encodeGoodbye(ID), address(50_000), START);
  announcer.receive(query.subarray(1), address(50_000), START);
  assertEquals(drain(announcer), []);
  announcer.close(START);
  announcer.receive(query, address(50_000), START);
  assertEquals(drain(announcer), []);
});

Deno.test("`Announcer.receive()` takes any bytes from anybody", () => {
  const random = new Random(1);
  const announcer = room();
  for (let count = 0; count < 20_000; count++) {
    const datagram = random.below(2) === 0 ? random.bytes(random.below(300)) : query.slice();
    if (datagram.length > 0) datagram[random.below(datagram.length)] = random.below(256);
    announcer.receive(datagram, address(random.below(65_536)), START + count);
    for (const answer of drain(announcer)) assert(answer.datagram.length <= datagram.length);
  }
});

Deno.test("`Announcer.receive()` answers one asker at most 20 times at once and 10 times a second", () => {
  const announcer = room();
  const ask = (host: string, now: number) => {
    announcer.receive(query, address(50_000, host), now);
    return drain(announcer).length;
  };
  let answers = 0;
  for (let count = 0; count < 500; count++) answers += ask("10.0.0.5", START);
  assertEquals(answers, 20);
  for (let now = 0; now < 10_000; now += 5) answers += ask("10.0.0.5", START + now);
  assert(answers >= 118 && answers <= 120, `${answers} answers`);
  assertEquals(ask("10.0.0.6", START + 10_000), 1);
});

Deno.test("`Announcer.receive()` answers at most 100 times at once and 100 times a second in all", () => {
  const announcer = room();
  let answers = 0;
  for (let count = 0; count < 10_000; count++) {
    announcer.receive(query, address(1, `10.0.${count >> 8}.${count & 255}`), START + count / 10);
    answers += drain(announcer).length;
  }
  assert(answers >= 198 && answers <= 200, `${answers} answers`);
});
