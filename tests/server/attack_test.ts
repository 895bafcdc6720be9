// What somebody on the path between a room and its members can do, over real sockets.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { encodeHex } from "@std/encoding/hex";
import { connect, ConnectError, type Seat } from "../../src/client/mod.ts";
import {
  decodeAnswer,
  decodeHeader,
  encodeCall,
  encodeOpening,
  encodeReset,
  formatInvitation,
  isBinary,
  KEY_HASH_LENGTH,
  VERSION,
} from "../../src/wire/mod.ts";
import { within } from "../support/deadline.ts";
import { mutate } from "../support/forge.ts";
import { PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { Relay } from "../support/relay.ts";
import { TestRoom } from "../support/room.ts";
import { HOST } from "../support/secure.ts";

const WORDS = ["Adelheid", "Bartholomew", "rhubarb", "薄荷茶", "unmistakable", "correct horse"];
const [ADA = "", BOB = "", ONE = "", TWO = "", TOPIC = "", SECRET = ""] = WORDS;

/** A member who enters by a relay. */
function enter(relay: Relay, name: string, password?: string): Promise<Seat> {
  const server = `127.0.0.1:${relay.address.port}`;
  // Who it is that answers first is not certain on this path; the room's key is.
  const { publicKey: key } = HOST.identity;
  return connect({ server, name, meet: () => ({ key, secret: password }) });
}

/** Waits until somebody hears a text. */
async function hear(seat: Seat, text: string): Promise<void> {
  const search = async () => {
    for await (const event of seat) if ("text" in event && event.text === text) return;
    throw new Error("The talk has ended");
  };
  await within(search(), text);
}

/** Two members enter by a relay, say all that there is to say, and leave. */
async function talk(relay: Relay, password?: string): Promise<void> {
  await using ada = await enter(relay, ADA, password);
  await using bob = await enter(relay, BOB, password);
  await ada.say(ONE);
  await hear(bob, ONE);
  await bob.msg(ADA, TWO);
  await hear(ada, TWO);
  await ada.ask({ kind: "topic", text: TOPIC });
  assertEquals((await bob.who()).members.map(({ name }) => name), [ADA, BOB]);
}

/** Whether a datagram is of a session that is open. */
function isData(datagram: Uint8Array): boolean {
  return datagram[0] === 0xb0 || datagram[0] === 0xb1;
}

/** Whether bytes have these in them. */
function has(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

for (const secret of [undefined, SECRET]) {
  const kind = secret === undefined ? "an open room" : "a room with a secret";
  Deno.test(`a capture of a whole talk in ${kind} contains no name and no word of it`, async () => {
    await using room = await TestRoom.open({ secret, announceAs: undefined });
    await using relay = new Relay(room.server.endpoint, 1, PERFECT);
    const capture: Uint8Array[] = [];
    relay.tamper = (datagram) => [capture[capture.length] = datagram];
    await talk(relay, secret);
    assert(capture.length > 20, `${capture.length} datagrams`);
    for (const word of WORDS) {
      const bytes = new TextEncoder().encode(word);
      assertEquals(capture.filter((datagram) => has(datagram, bytes)).length, 0, word);
    }
  });
}

Deno.test("somebody on the path who damages, repeats and mixes datagrams changes nothing that is said", async () => {
  await using room = await TestRoom.open();
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  const random = new Random(1);
  const seen: Uint8Array[] = [];
  relay.tamper = (datagram) => {
    seen.push(datagram);
    const other = random.pick(seen);
    // The datagram itself gets through two times of three, so that the talk goes on.
    const own = random.below(3) > 0 ? [datagram] : [];
    return [mutate(random, datagram, other), ...own, other, mutate(random, other, datagram)];
  };
  await talk(relay);
  relay.tamper = (datagram) => [datagram];
  const said = room.events.flatMap((event) =>
    event.kind === "entry" && event.entry.kind === "say" ? [event.entry.text] : []
  );
  assertEquals(said, [ONE]);
});

Deno.test("somebody who has heard all of a talk gets nothing by saying it again, from wherever", async () => {
  await using room = await TestRoom.open();
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  const heard: Uint8Array[] = [];
  relay.tamper = (datagram) => [heard[heard.length] = datagram];
  await talk(relay);
  const before = room.events.length;
  await using other = new Relay(room.server.endpoint, 2, PERFECT);
  const to = other.address;
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  try {
    for (const datagram of heard) await socket.send(datagram, to);
    // The server has dealt with all of it once it answers what comes behind.
    await talk(relay);
  } finally {
    socket.close();
  }
  const later = room.events.slice(before).flatMap((event) =>
    event.kind === "entry" ? [event.entry.kind] : [event.kind]
  );
  assertEquals(later.toSorted(), ["enter", "enter", "leave", "leave", "say", "topic"]);
});

Deno.test("a member who means harm speaks as nobody else, and ends, moves or acknowledges no session but its own", async () => {
  await using room = await TestRoom.open();
  await using path = new Relay(room.server.endpoint, 1, PERFECT);
  await using ada = await enter(path, ADA);
  const session = Promise.withResolvers<number>();
  path.tamper = (datagram) => {
    if (isData(datagram)) session.resolve(decodeHeader(datagram).session);
    return [datagram];
  };
  await ada.say(ONE);
  const hers = await within(session.promise, "a datagram of the other member");
  await using own = new Relay(room.server.endpoint, 2, PERFECT);
  let harm = 0;
  // Whatever is said or acknowledged is said in her session too, and a reset of it goes both ways.
  own.tamper = (datagram) => {
    if (!isData(datagram)) return [datagram];
    harm++;
    const [head, token] = [new DataView(datagram.slice().buffer), datagram.slice(-16)];
    head.setBigUint64(0, (BigInt(datagram[0]!) << 56n) | BigInt(hers));
    return [new Uint8Array(head.buffer), encodeReset(hers, token), datagram];
  };
  await using bob = await enter(own, BOB);
  for (let count = 0; count < 20; count++) await bob.say(`${TWO} ${count}`);
  await ada.say(TOPIC);
  await hear(bob, TOPIC);
  await hear(ada, TOPIC);
  assert(harm > 40, `${harm} datagrams`);
  const said = room.events.flatMap((event) =>
    event.kind === "entry" && event.entry.kind === "say"
      ? [[event.entry.name, event.entry.text]]
      : []
  );
  const twenty = Array.from({ length: 20 }, (_, count) => [BOB, `${TWO} ${count}`]);
  assertEquals(said, [[ADA, ONE], ...twenty, [ADA, TOPIC]]);
  assertEquals(room.events.length, 2 + said.length);
});

Deno.test("a server with the room's name and address, but without its key, is not entered, whatever it answers", async () => {
  const { publicKey: key } = HOST.identity;
  await using rogue = await TestRoom.open({ key: new Uint8Array(32).fill(4) });
  const { port } = rogue.server.endpoint;
  const server = `127.0.0.1:${port}`;
  // One who says that it has the room's key cannot answer the opening.
  await using relay = new Relay(rogue.server.endpoint, 1, PERFECT);
  const hex = (bytes: Uint8Array) =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const [real, false_] = [hex(rogue.server.key), hex(key)];
  relay.tamper = (datagram) => {
    if (isBinary(datagram)) return [datagram];
    const text = new TextDecoder().decode(datagram);
    return [new TextEncoder().encode(text.replace(real, false_))];
  };
  const meet = (greeting: { readonly key: Uint8Array }) => {
    if (hex(greeting.key) !== false_) throw new Error("Another room answers");
    return { key, secret: undefined };
  };
  await assertRejects(() => connect({ server, name: ADA, meet }), Error, "Another room answers");
  const signal = AbortSignal.timeout(3000);
  const lied = connect({ server: `127.0.0.1:${relay.address.port}`, name: ADA, meet, signal });
  await assertRejects(() => lied, DOMException);
  assertEquals(rogue.events, []);
});

Deno.test("one who has no secret gets nothing out of a room that takes one, and one with a wrong one neither", async () => {
  await using room = await TestRoom.open({ secret: SECRET });
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  for (const password of [undefined, "wrong"]) {
    const error = await assertRejects(() => enter(relay, ADA, password), ConnectError);
    assertEquals(error.fault, { kind: "wrong-secret" });
  }
  assertEquals(room.events, []);
  await talk(relay, SECRET);
});

Deno.test("members whose router has forgotten them go on from another address, and nobody is told", async () => {
  await using room = await TestRoom.open();
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  await using ada = await enter(relay, ADA);
  await using bob = await enter(relay, BOB);
  await ada.say(ONE);
  await hear(bob, ONE);
  const addresses = async () => {
    const reply = await room.server.ask({ kind: "who" });
    assert(reply.kind === "who");
    return reply.members.map(({ address }) => address);
  };
  const before = await addresses();
  await relay.forget();
  await ada.say(TWO);
  await bob.say(TOPIC);
  await hear(bob, TWO);
  await hear(ada, TOPIC);
  assertEquals(new Set([...before, ...await addresses()]).size, 4);
  const kinds = room.events.map((event) => event.kind === "entry" ? event.entry.kind : event.kind);
  assertEquals(kinds, ["enter", "enter", "say", "say", "say"]);
});

Deno.test("`connect()` takes an invitation, and enters no other room than the one that it names", async () => {
  await using room = await TestRoom.open({ secret: SECRET });
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", room.server.key.slice()));
  const keyHash = hash.slice(0, KEY_HASH_LENGTH);
  const link = (keyHash: Uint8Array) =>
    formatInvitation({ ...room.server.endpoint, keyHash, secret: SECRET });
  await using ada = await connect({ server: link(keyHash), name: ADA });
  await ada.say(ONE);
  const other = connect({ server: link(keyHash.with(0, keyHash[0]! ^ 1)), name: BOB });
  const error = await assertRejects(() => other, ConnectError);
  assertEquals(error.fault, { kind: "impostor" });
  await assertRejects(() => connect({ server: "chatroom://x", name: BOB }), RangeError);
});

Deno.test("one who tries secrets over real sockets gets three tries, and then has to wait", async () => {
  await using room = await TestRoom.open({ secret: SECRET });
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  const faults = [];
  for (let count = 0; count < 4; count++) {
    const error = await assertRejects(() => enter(relay, ADA, `wrong ${count}`), ConnectError);
    faults.push(error.fault);
  }
  assertEquals(faults, [
    ...Array(3).fill({ kind: "wrong-secret" }),
    { kind: "refused", reason: "too-many-guesses" },
  ]);
  assertEquals(room.events, []);
});

Deno.test("a flood of calls and of openings that nobody can read does not keep members from talking", async () => {
  await using room = await TestRoom.open();
  await using relay = new Relay(room.server.endpoint, 1, PERFECT);
  await using ada = await enter(relay, ADA);
  await using bob = await enter(relay, BOB);
  const random = new Random(1);
  const to = { transport: "udp", ...room.server.endpoint } as const;
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  try {
    const buffer = new Uint8Array(2000);
    for (let count = 0; count < 300; count++) {
      const nonce = encodeHex(random.bytes(8));
      await socket.send(encodeCall({ version: VERSION, nonce }), to);
      const [view] = await within(socket.receive(buffer), "a cookie");
      const answer = decodeAnswer(view.slice());
      assert(answer?.kind === "cookie");
      const message = random.bytes(104);
      await socket.send(encodeOpening({ nonce, cookie: answer.cookie, message }), to);
      if (count % 100 !== 50) continue;
      await ada.say(`${ONE} ${count}`);
      await hear(bob, `${ONE} ${count}`);
    }
  } finally {
    socket.close();
  }
  assertEquals((await ada.who()).count, 2);
  assertEquals(room.events.filter(({ kind }) => kind !== "entry"), []);
});
