import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Dialer } from "../../src/link/mod.ts";
import { Cookies } from "../../src/link/cookie.ts";
import {
  type Answer,
  type Call,
  decodeAnswer,
  encodeAnswer,
  encodeCall,
  VERSION,
} from "../../src/wire/mod.ts";
import { LIMITS, LinkMember, LinkServer } from "../support/link.ts";
import { LinkPair, MEMBER } from "../support/link_pair.ts";
import { LinkWorld } from "../support/link_world.ts";
import { address, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";

const NOW = Date.UTC(2026, 0, 1);
const NONCE = "0123456789abcdef";
const COOKIE = "0".repeat(40);

const hello: Call = { kind: "hello", version: VERSION, nonce: NONCE };

function newServer(options: ConstructorParameters<typeof LinkServer>[1] = {}): LinkServer {
  return new LinkServer(new Random(1), options);
}

/** What a server answers a call. */
function call(server: LinkServer, call: Call, from = MEMBER, now = NOW): Answer[] {
  server.receive(encodeCall(call), from, now);
  const answers: Answer[] = [];
  for (let next = server.transmit(now); next; next = server.transmit(now)) {
    const answer = decodeAnswer(next.datagram);
    if (answer === undefined) continue;
    assertEquals(next.to, [from]);
    answers.push(answer);
  }
  return answers;
}

function cookieFor(server: LinkServer, from = MEMBER, nonce = NONCE, now = NOW): string {
  const [answer] = call(server, { ...hello, nonce }, from, now);
  assert(answer?.kind === "cookie");
  return answer.cookie;
}

function open(cookie: string, nonce = NONCE): Call {
  return { kind: "open", version: VERSION, nonce, cookie, limits: LIMITS };
}

/** Datagrams of all kinds that a stranger can send. */
const anyDatagram = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.constantFrom(0xb0, 0xb1, 0xb2), fc.uint8Array({ maxLength: 60 }))
    .map(([first, rest]) => Uint8Array.of(first, ...rest)),
  fc.tuple(fc.constantFrom(encodeCall(hello), encodeCall(open(COOKIE))), fc.nat(150), fc.nat(255))
    .map(([bytes, at, value]) => bytes.map((byte, index) => index === at ? value : byte)),
  fc.nat(99_999).map((version) => encodeCall({ ...hello, version })),
);

Deno.test("`Listener` answers a stranger with no more bytes than came, and keeps nothing", () => {
  const server = newServer();
  fc.assert(
    fc.property(anyDatagram, (datagram) => {
      server.receive(datagram, MEMBER, NOW);
      let bytes = 0;
      for (let next = server.transmit(NOW); next; next = server.transmit(NOW)) {
        bytes += next.datagram.length;
      }
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
  const [welcome] = call(server, open(cookieFor(server, from, NONCE, now)), from, now);
  assert(welcome?.kind === "welcome");
  return welcome.session;
}

Deno.test("`Listener` keeps 1024 of 10,000 sessions of one host in which nobody enters, and tells of the others' end", () => {
  const server = newServerOfNewcomers();
  const other = openFrom(server, address(1, "10.0.0.2"));
  const sessions = new Set<number>();
  for (let index = 0; index < 10_000; index++) sessions.add(openFrom(server, address(index)));
  assertEquals(sessions.size, 10_000);
  assertEquals(server.listener.size, 1024 + 1);
  const ended = [...server.seats].filter(([, { end }]) => end?.reason === "unused");
  assertEquals(ended.length, 10_000 - 1024);
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
  for (let index = 0; index < 6000; index++) {
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
  const cookie = cookieFor(server);
  const other = "f".repeat(16);
  assertEquals(call(server, open(cookie), address(1001)), []);
  assertEquals(call(server, open(cookie), address(1000, "10.0.0.2")), []);
  assertEquals(call(server, open(cookie, other)), []);
  assertEquals(call(server, open(COOKIE)), []);
  assertEquals(call(server, open(cookie), MEMBER, NOW + 11_000), []);
  assertEquals(call(server, open(cookie), MEMBER, NOW - 2000), []);
  assertEquals(call(newServer({ random: (count) => new Uint8Array(count) }), open(cookie)), []);
  assertEquals(server.listener.size, 0);
  assertEquals(call(server, open(cookie)).map(({ kind }) => kind), ["welcome"]);
});

Deno.test("`Listener` gives a repeated call the same session", () => {
  const server = newServer();
  const cookie = cookieFor(server);
  const [first] = call(server, open(cookie));
  const [second] = call(server, open(cookie), MEMBER, NOW + 300);
  assert(first?.kind === "welcome");
  assertEquals(second, first);
  assertEquals(server.seats.size, 1);
  const nonce = "f".repeat(16);
  const [third] = call(server, open(cookieFor(server, MEMBER, nonce), nonce));
  assert(third?.kind === "welcome");
  assertNotEquals(third.session, first.session);
});

Deno.test("`Listener` that is full says so, and has room again after an end", () => {
  const pair = new LinkPair({ server: { maxSessions: 1 } });
  const from = address(2000);
  const cookie = cookieFor(pair.server, from, NONCE, pair.now);
  assertEquals(call(pair.server, open(cookie), from, pair.now), [{ kind: "busy", nonce: NONCE }]);
  pair.member.connection!.abort("left");
  pair.exchange();
  assertEquals(call(pair.server, open(cookie), from, pair.now).length, 1);
  assertEquals(pair.server.seats.size, 2);
});

Deno.test("`Listener` tells a caller of another version which it speaks, whatever else the call holds", () => {
  const server = newServer();
  const expected: Answer[] = [{ kind: "version", nonce: NONCE, version: VERSION }];
  assertEquals(call(server, { ...hello, version: 2 }), expected);
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
  const cookies = new Cookies(new Uint8Array(32));
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
  const dialer = new Dialer(NONCE, LIMITS, NOW);
  assertEquals(calls(dialer), times);
  const other = new Dialer(NONCE, LIMITS, NOW);
  for (const after of times.slice(1)) assertEquals(other.timeout(NOW + after), undefined);
  assertEquals(other.timeout(NOW + 6700), { kind: "unanswered" });
  assertEquals(other.nextTimeout(), Infinity);
});

Deno.test("`Dialer` takes answers to its own call only, each once", () => {
  const dialer = new Dialer(NONCE, LIMITS, NOW);
  const answer = (answer: Answer) => dialer.receive(encodeAnswer(answer), NOW);
  dialer.transmit();
  const nonce = "f".repeat(16);
  assertEquals(answer({ kind: "busy", nonce }), undefined);
  assertEquals(answer({ kind: "cookie", nonce, cookie: COOKIE }), undefined);
  assertEquals(dialer.receive(new TextEncoder().encode("OK"), NOW), undefined);
  assertEquals(dialer.transmit(), undefined);
  assertEquals(answer({ kind: "cookie", nonce: NONCE, cookie: COOKIE }), undefined);
  assertEquals(dialer.transmit(), encodeCall(open(COOKIE)));
  assertEquals(answer({ kind: "cookie", nonce: NONCE, cookie: "1".repeat(40) }), undefined);
  assertEquals(dialer.transmit(), undefined);
});

Deno.test("`Dialer` passes on that a server is full or speaks another version", () => {
  for (
    const answer of [{ kind: "busy", nonce: NONCE }, {
      kind: "version",
      nonce: NONCE,
      version: 2,
    }] as const
  ) {
    const dialer = new Dialer(NONCE, LIMITS, NOW);
    const outcome = dialer.receive(encodeAnswer(answer), NOW);
    assertEquals<unknown>(outcome, answer);
    assertEquals(dialer.nextTimeout(), Infinity);
    assertEquals(dialer.transmit(), undefined);
  }
});

Deno.test("`Dialer` and `Listener` open a session in two round trips", () => {
  const pair = new LinkPair();
  assertEquals(pair.member.sent, 2);
  assertEquals(pair.seat.session.address, MEMBER);
  assertEquals(pair.seat.session.key, pair.key);
});
