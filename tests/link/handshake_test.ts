import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { type Destination, Dialer, type Outcome } from "../../src/link/mod.ts";
import { Cookies } from "../../src/link/cookie.ts";
import {
  type Answer,
  type Call,
  decodeAnswer,
  encodeAnswer,
  encodeCall,
  encodeOpening,
  isWelcome,
  VERSION,
} from "../../src/wire/mod.ts";
import { LIMITS, LinkMember, LinkServer } from "../support/link.ts";
import { LinkPair, MEMBER } from "../support/link_pair.ts";
import { LinkWorld } from "../support/link_world.ts";
import { address, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { callerOf, HOST, PRIMITIVES, ROOM } from "../support/secure.ts";

const NOW = Date.UTC(2026, 0, 1);
const NONCE = "0123456789abcdef";
const COOKIE = "0".repeat(40);

const hello: Call = { version: VERSION, nonce: NONCE };

function newServer(options: ConstructorParameters<typeof LinkServer>[1] = {}): LinkServer {
  return new LinkServer(new Random(1), options);
}

/** All that a server sends now, once it has dealt with what waits. */
function drain(server: LinkServer, now = NOW): Uint8Array[] {
  const datagrams: Uint8Array[] = [];
  for (let next = server.transmit(now); next; next = server.transmit(now)) {
    datagrams.push(next.datagram.slice());
  }
  if (server.nextTimeout() > now) return datagrams;
  server.timeout(now);
  return [...datagrams, ...drain(server, now)];
}

/** What a server answers a call. */
function call(server: LinkServer, call: Call, from = MEMBER, now = NOW): Answer[] {
  server.receive(encodeCall(call), from, now);
  return drain(server, now).map((datagram) => decodeAnswer(datagram)!);
}

/** A dialer that has got a cookie, and its opening. */
function opening(server: LinkServer, from = MEMBER, now = NOW, seed = from.port) {
  const dialer = newDialer(seed, ROOM, now);
  server.receive(dialer.transmit()!, from, now);
  for (const datagram of drain(server, now)) dialer.receive(datagram, now);
  const datagram = dialer.transmit();
  assert(datagram !== undefined);
  return { dialer, datagram };
}

function newDialer(seed: number, room: Destination | undefined, now = NOW): Dialer {
  return new Dialer({ ...callerOf(new Random(seed)), limits: LIMITS, room }, now);
}

/** What a server answers an opening. */
function answers(
  server: LinkServer,
  opening: Uint8Array,
  from = MEMBER,
  now = NOW,
): Uint8Array[] {
  server.receive(opening, from, now);
  return drain(server, now).filter((datagram) =>
    isWelcome(datagram) || decodeAnswer(datagram) !== undefined
  );
}

/** Datagrams of all kinds that a stranger can send. */
const anyDatagram = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.constantFrom(0xb0, 0xb1, 0xb2, 0xb3, 0xb4), fc.uint8Array({ maxLength: 60 }))
    .map(([first, rest]) => Uint8Array.of(first, ...rest)),
  fc.tuple(
    fc.constantFrom(
      encodeCall(hello),
      encodeOpening({ nonce: NONCE, cookie: COOKIE, message: new Uint8Array(104) }),
    ),
    fc.nat(150),
    fc.nat(255),
  )
    .map(([bytes, at, value]) => bytes.map((byte, index) => index === at ? value : byte)),
  fc.nat(99_999).map((version) => encodeCall({ ...hello, version })),
);

Deno.test("`Listener` answers a stranger with no more bytes than came, and keeps nothing", () => {
  const server = newServer();
  fc.assert(
    fc.property(anyDatagram, (datagram) => {
      server.receive(datagram, MEMBER, NOW);
      const bytes = drain(server).reduce((sum, { length }) => sum + length, 0);
      assert(bytes <= datagram.length, `${bytes} bytes for ${datagram.length}`);
      assertEquals(server.listener.size, 0);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("`Listener` keeps nothing of 10,000 calls without a cookie", () => {
  const server = newServer();
  for (let index = 0; index < 10_000; index++) {
    assertEquals(call(server, hello, address(index)).length, 1);
  }
  assertEquals(server.listener.size, 0);
  assertEquals(server.listener.nextTimeout(), Infinity);
});

/** A server whose callers never enter. */
function newServerOfNewcomers(): LinkServer {
  const server = newServer();
  server.isKeeping = false;
  return server;
}

/** Opens a session from an address. Returns its id. */
function openFrom(server: LinkServer, from: Deno.NetAddr, now = NOW): number {
  const { dialer, datagram } = opening(server, from, now);
  const [welcome] = answers(server, datagram, from, now);
  const outcome = welcome && dialer.receive(welcome, now);
  assert(outcome?.kind === "connected", outcome?.kind);
  return outcome.keys.session;
}

/** Sessions that one host opens. */
const COUNT = 2000;

Deno.test("`Listener` keeps 1024 sessions of one host in which nobody enters, and tells of the others' end", () => {
  const server = newServerOfNewcomers();
  const other = openFrom(server, address(1, "10.0.0.2"));
  const sessions = new Set<number>();
  for (let index = 0; index < COUNT; index++) sessions.add(openFrom(server, address(index)));
  assertEquals(sessions.size, COUNT);
  assertEquals(server.listener.size, 1024 + 1);
  const ended = [...server.seats].filter(([, { end }]) => end?.reason === "unused");
  assertEquals(ended.length, COUNT - 1024);
  // Another host loses nothing by that, and gets in.
  assertEquals(server.seats.get(other)?.end, undefined);
  openFrom(server, address(2, "10.0.0.2"));
  server.timeout(NOW + 60_000);
  while (server.transmit(NOW + 60_000) !== undefined);
  assertEquals(server.listener.size, 0);
});

Deno.test("`Listener` keeps 4096 newcomers of all hosts, and no member goes for them", () => {
  const server = newServer({ maxSessions: 4096 + 1 });
  const member = openFrom(server, address(1, "10.9.9.9"));
  server.isKeeping = false;
  for (let index = 0; index < 4500; index++) {
    openFrom(server, address(1000 + index, `10.0.${index % 100}.1`));
  }
  assertEquals(server.listener.size, 4096 + 1);
  assertEquals(server.seats.get(member)?.end, undefined);
});

Deno.test("`Listener` ends a session in which nobody enters within a minute, whatever it says", () => {
  for (const isKeeping of [false, true]) {
    const { network, random, server } = new LinkWorld(1, PERFECT, {}, 0);
    server.isKeeping = isKeeping;
    const member = new LinkMember(random, network.now, { keepAlive: 1000 });
    network.attach(MEMBER, member);
    assert(network.passUntil(() => member.connection !== undefined, 1000));
    const { sent } = member;
    network.pass(58_000);
    assert(member.sent > sent + 50);
    assertEquals(member.end, undefined);
    network.pass(3000);
    assertEquals(member.end?.reason, isKeeping ? undefined : "unused");
  }
});

Deno.test("`Listener` opens nothing for a cookie of another address, another call, or an old one", () => {
  const server = newServer();
  const { datagram } = opening(server);
  const changed = (at: number) => datagram.with(at, datagram[at]! ^ 1);
  assertEquals(answers(server, datagram, address(1001)), []);
  assertEquals(answers(server, datagram, address(1000, "10.0.0.2")), []);
  // The nonce, the cookie's time, its hash.
  for (const at of [1, 9, 20]) assertEquals(answers(server, changed(at)), []);
  assertEquals(answers(server, datagram, MEMBER, NOW + 11_000), []);
  assertEquals(answers(server, datagram, MEMBER, NOW - 2000), []);
  const other = newServer({ random: (count) => new Uint8Array(count).fill(1) });
  assertEquals(answers(other, datagram), []);
  assertEquals(server.listener.size, 0);
  // What is behind the cookie is the member's: it is not the room's member where it is damaged.
  for (const at of [30, 70, datagram.length - 1]) assertEquals(answers(server, changed(at)), []);
  assertEquals(server.listener.size, 0);
  assertEquals(answers(server, datagram).length, 1);
});

Deno.test("`Listener` gives a repeated opening the identical answer", () => {
  const server = newServer();
  const { datagram } = opening(server);
  const [first] = answers(server, datagram);
  assertEquals(answers(server, datagram, MEMBER, NOW + 300), [first]);
  assertEquals(server.seats.size, 1);
  const other = opening(server, MEMBER, NOW, 7);
  assertNotEquals(answers(server, other.datagram), [first]);
  assertEquals(server.seats.size, 2);
});

Deno.test("`Listener` that is full says so, and has room again after an end", () => {
  const pair = new LinkPair({ server: { maxSessions: 1 } });
  const from = address(2000);
  const { datagram } = opening(pair.server, from, pair.now);
  const [busy] = answers(pair.server, datagram, from, pair.now);
  assertEquals(decodeAnswer(busy!)?.kind, "busy");
  pair.member.connection!.abort("left");
  pair.exchange();
  assertEquals(answers(pair.server, datagram, from, pair.now).length, 1);
  assertEquals(pair.server.seats.size, 2);
});

Deno.test("`Listener` lets key agreements take a fifth of the time, behind members' datagrams", () => {
  const server = newServer({ agreementTime: 10 });
  const from = Array.from({ length: 100 }, (_, index) => address(index));
  for (const each of from) server.receive(opening(server, each).datagram, each, NOW);
  let welcomes = drain(server).filter(isWelcome).length;
  assert(welcomes < 50, `${welcomes} at once`);
  const before = welcomes;
  for (let now = NOW; now <= NOW + 1000; now++) {
    welcomes += drain(server, now).filter(isWelcome).length;
  }
  assertEquals(welcomes - before, 20);
});

Deno.test("`Listener` lets hosts take turns where many openings wait, whichever host has more", () => {
  const server = newServer({ agreementTime: 10 });
  const openings = Array.from({ length: 200 }, (_, index) => {
    const from = address(index, index < 199 ? "10.0.0.1" : "10.0.0.2");
    return { from, datagram: opening(server, from).datagram };
  });
  for (const { from, datagram } of openings) server.receive(datagram, from, NOW);
  const hosts: string[] = [];
  while (server.nextTimeout() <= NOW) {
    server.timeout(NOW);
    for (let next = server.transmit(NOW); next; next = server.transmit(NOW)) {
      if (isWelcome(next.datagram)) hosts.push(...next.to.map(({ hostname }) => hostname));
    }
  }
  assert(hosts.length < 50, `${hosts.length} at once`);
  assertEquals(hosts.indexOf("10.0.0.2"), 1);
});

Deno.test("`Listener` tells a caller of another version which it speaks, whatever else the call holds", () => {
  const server = newServer();
  const expected: Answer[] = [{ kind: "version", nonce: NONCE, version: VERSION }];
  assertEquals(call(server, { ...hello, version: 1 }), expected);
  const later = new TextEncoder().encode(`HELLO 7 ${NONCE} streams=9 `.padEnd(130, "!"));
  server.receive(later, MEMBER, NOW);
  assertEquals(decodeAnswer(server.transmit(NOW)!.datagram), expected[0]);
});

Deno.test("`Listener.receive()` says whether a datagram is of this dialect", () => {
  const { listener } = newServer();
  const isOurs = (datagram: Uint8Array) => listener.receive(datagram, MEMBER, NOW);
  assert(isOurs(encodeCall(hello)));
  assert(isOurs(Uint8Array.of(0xb0)));
  assert(!isOurs(new TextEncoder().encode("L Ada")));
  assert(!isOurs(new TextEncoder().encode("HELLO world")));
  assert(!isOurs(new Uint8Array(0)));
});

Deno.test("`Cookies.check()` holds for ten seconds", () => {
  const cookies = new Cookies(PRIMITIVES, new Uint8Array(32));
  const cookie = cookies.make("10.0.0.1 1000", NONCE, NOW);
  const at = (time: number) => cookies.check(cookie, "10.0.0.1 1000", NONCE, NOW + time);
  assertEquals([at(0), at(10_999), at(11_000), at(-1)], [true, true, false, false]);
  assertEquals(cookies.check("", "10.0.0.1 1000", NONCE, NOW), false);
});

/** The datagrams that a dialer sends when nobody answers, by time. */
function calls(dialer: Dialer): number[] {
  const times: number[] = [];
  for (let now = NOW; now < Infinity; now = dialer.nextTimeout()) {
    if (now > NOW) dialer.timeout(now);
    if (dialer.transmit() !== undefined) times.push(now - NOW);
  }
  return times;
}

Deno.test("`Dialer` calls five times within a second, and gives up after some", () => {
  const times = [0, 100, 250, 450, 700, 1050, 1500, 2200, 3200, 4700];
  assertEquals(calls(newDialer(1, ROOM)), times);
  const other = newDialer(1, ROOM);
  for (const after of times.slice(1)) assertEquals(other.timeout(NOW + after), undefined);
  assertEquals(other.timeout(NOW + 6700), { kind: "unanswered" });
  assertEquals(other.nextTimeout(), Infinity);
});

/** A dialer that has called, and what it makes of an answer to that call. */
function called(room: Destination | undefined) {
  const dialer = newDialer(1, room);
  const hello = new TextDecoder().decode(dialer.transmit());
  const nonce = hello.split(" ")[2]!;
  const hear = (answer: Answer): Outcome | undefined => dialer.receive(encodeAnswer(answer), NOW);
  const key = HOST.identity.publicKey;
  const cookie = { kind: "cookie", nonce, cookie: COOKIE, key, isSecret: false } as const;
  return { dialer, nonce, hear, cookie };
}

Deno.test("`Dialer` takes answers to its own call only, each once", () => {
  const { dialer, hear, cookie } = called(ROOM);
  const nonce = "f".repeat(16);
  assertEquals(hear({ kind: "busy", nonce }), undefined);
  assertEquals(hear({ ...cookie, nonce }), undefined);
  assertEquals(dialer.receive(new TextEncoder().encode("OK"), NOW), undefined);
  assertEquals(dialer.transmit(), undefined);
  assertEquals(hear(cookie), undefined);
  assert(dialer.transmit() !== undefined);
  assertEquals(hear({ ...cookie, cookie: "1".repeat(40) }), undefined);
  assertEquals(dialer.transmit(), undefined);
});

Deno.test("`Dialer` passes on that a server is full, wants it to wait or speaks another version", () => {
  for (const kind of ["busy", "wait"] as const) {
    const { dialer, nonce, hear } = called(ROOM);
    assertEquals(hear({ kind, nonce })?.kind, kind);
    assertEquals([dialer.nextTimeout(), dialer.transmit()], [Infinity, undefined]);
  }
  const { nonce, hear } = called(ROOM);
  assertEquals<unknown>(hear({ kind: "version", nonce, version: 3 }), {
    kind: "version",
    nonce,
    version: 3,
  });
});

Deno.test("`Dialer` tells which room answers, and opens nothing with another one than was called", () => {
  const { key } = ROOM;
  const stranger = called(undefined);
  const greeting = { key, isSecret: false };
  assertEquals(stranger.hear(stranger.cookie), { kind: "greeted", greeting });
  const other = called({ key: key.with(0, key[0]! ^ 1), secret: undefined });
  assertEquals(other.hear(other.cookie), undefined);
  assertEquals(other.dialer.timeout(NOW), undefined);
  let outcome: Outcome | undefined;
  while (outcome === undefined) outcome = other.dialer.timeout(other.dialer.nextTimeout());
  assertEquals(outcome, { kind: "impostor", greeting });
  other.dialer.transmit();
  const open = called(ROOM);
  assertEquals(open.hear({ ...open.cookie, isSecret: true }), { kind: "wrong-secret" });
  for (const { dialer } of [stranger, other, open]) {
    assertEquals([dialer.nextTimeout(), dialer.transmit()], [Infinity, undefined]);
  }
});

Deno.test("`Dialer` and `Listener` open a session in two round trips, with each other's key", () => {
  const pair = new LinkPair();
  assertEquals(pair.member.sent, 2);
  assertEquals(pair.seat.session.address, MEMBER);
  assertEquals(pair.seat.session.keys.session, pair.keys.session);
  assertEquals(pair.seat.session.keys.resetToken, pair.keys.resetToken);
  assert(pair.member.outcome?.kind === "connected");
  assertEquals(pair.member.outcome.name, HOST.name);
});
