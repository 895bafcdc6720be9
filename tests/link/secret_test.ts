// A room that takes a secret.

import { assert, assertEquals } from "@std/assert";
import { LinkMember, LinkServer, SERVER } from "../support/link.ts";
import { address, PERFECT, SimulatedNetwork } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { isWelcome } from "../../src/wire/mod.ts";
import { HOST, newIdentity, ROOM } from "../support/secure.ts";

const SECRET = "三个 correct words";

/** A room with a secret, on a network. */
function openRoom(isKnown = (_key: Uint8Array) => false) {
  const network = new SimulatedNetwork(1, { ...PERFECT, delay: [5, 5] });
  const random = new Random(1);
  const server = new LinkServer(random, { host: { ...HOST, secret: SECRET }, isKnown });
  network.attach(SERVER, server);
  let ports = 1000;
  /** Somebody who tries to get in. Returns what came of it. */
  const attempt = (
    secret: string | undefined,
    hostname = "10.0.0.1",
    identity = newIdentity(random),
  ) => {
    const room = { key: ROOM.key, secret };
    const member = new LinkMember(random, network.now, { room, identity });
    network.attach(address(ports++, hostname), member);
    assert(network.passUntil(() => member.outcome !== undefined, 10_000));
    // Whoever is in has something to say, which shows that the secret was right.
    network.act(() => member.requests.append(random.bytes(1)));
    network.pass(100);
    return member;
  };
  return { network, server, random, attempt };
}

Deno.test("A room with a secret lets in who has it, however it is composed, and nobody else", () => {
  const { server, attempt } = openRoom();
  const inside = attempt(SECRET);
  assertEquals(inside.outcome?.kind, "connected");
  assertEquals(attempt("caf\u0065\u0301").outcome?.kind, "wrong-secret");
  assertEquals(attempt("").outcome?.kind, "wrong-secret");
  assertEquals(attempt(undefined).outcome?.kind, "wrong-secret");
  assertEquals(inside.end, undefined);
  // What a wrong secret opened says nothing to anybody.
  const heard = [...server.seats.values()].map(({ requests }) => requests.end);
  assertEquals(heard.toSorted((one, other) => other - one), [1, 0, 0]);
});

Deno.test("A welcome that somebody on the path makes up does not keep out who has the secret", () => {
  for (const [secret, kind] of [[SECRET, "connected"], ["wrong", "wrong-secret"]] as const) {
    const { network, random } = openRoom();
    const room = { key: ROOM.key, secret };
    const member = new LinkMember(random, network.now, { room });
    const receive = member.receive.bind(member);
    let forged = 0;
    member.receive = (datagram, from, now) => {
      if (isWelcome(datagram) && forged++ === 0) {
        receive(datagram.with(-1, datagram.at(-1)! ^ 1), from, now);
        assertEquals(member.outcome, undefined);
      }
      receive(datagram, from, now);
    };
    network.attach(address(1000), member);
    assert(network.passUntil(() => member.outcome !== undefined, 10_000));
    assertEquals([member.outcome?.kind, forged], [kind, 1]);
  }
});

Deno.test("A secret may be guessed wrongly three times a minute from one host, and once a second in all", () => {
  const { network, attempt } = openRoom();
  const kinds = (count: number, hostname: string, secret = "wrong") =>
    Array.from({ length: count }, () => attempt(secret, hostname).outcome?.kind);
  assertEquals(kinds(5, "10.0.0.2"), [
    ...Array(3).fill("wrong-secret"),
    ...Array(2).fill("wait"),
  ]);
  // Nor does the right one get in from there now, but from elsewhere it does.
  assertEquals(kinds(1, "10.0.0.2", SECRET), ["wait"]);
  assertEquals(kinds(5, "10.0.0.3", SECRET), Array(5).fill("connected"));
  network.pass(60_000);
  assertEquals(kinds(1, "10.0.0.2", SECRET), ["connected"]);
  const hosts = Array.from({ length: 40 }, (_, index) => `10.0.1.${index}`);
  const start = network.now;
  const outcomes = hosts.map((hostname) => attempt("wrong", hostname).outcome?.kind);
  const wrong = outcomes.filter((kind) => kind === "wrong-secret").length;
  const seconds = (network.now - start) / 1000;
  assert(wrong >= 10 && wrong <= 11 + seconds && wrong < 35, `${wrong} guesses in ${seconds} s`);
});

Deno.test("A key that was in the room before may try again, whatever others guessed from there", () => {
  const identity = newIdentity(new Random(5));
  const isKnown = (key: Uint8Array) => key.every((byte, at) => byte === identity.publicKey[at]);
  const { attempt } = openRoom(isKnown);
  for (let count = 0; count < 5; count++) attempt("wrong");
  assertEquals(attempt(SECRET).outcome?.kind, "wait");
  assertEquals(attempt(SECRET, "10.0.0.1", identity).outcome?.kind, "connected");
});
