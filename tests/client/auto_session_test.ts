// How a client finds out which dialect a server speaks, over simulated networks.

import { assert, assertEquals } from "@std/assert";
import type { Machine, Transmit } from "../../src/base/mod.ts";
import { AutoSession } from "../../src/client/auto_session.ts";
import { ClassicSession } from "../../src/client/classic/session.ts";
import type { ClientEvent } from "../../src/client/mod.ts";
import { ReliableSession } from "../../src/client/reliable/session.ts";
import { address, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { callerOf, ROOM } from "../support/secure.ts";
import { membersOf } from "../support/room.ts";
import { SERVER, World } from "../support/world.ts";

/** A member who finds the dialect out, and the events that it hears. */
function newMember(world: World, port = 2000) {
  const events: ClientEvent[] = [];
  const random = new Random(port);
  const options = {
    server: SERVER,
    history: 100,
    patience: Infinity,
    room: ROOM,
    takesOver: true,
    caller: callerOf(random),
  };
  const session = new AutoSession(
    (emit) => new ReliableSession(options, emit, () => {}),
    (emit) => new ClassicSession(SERVER, () => undefined, emit, () => {}),
    (event) => event.kind === "greeted" || events.push(event),
  );
  world.network.attach(address(port), session);
  const kinds = () => events.map(({ kind }) => kind);
  return { session, events, kinds };
}

function names(world: World): string[] {
  return membersOf(world.service, world.network.now).map(({ name }) => name);
}

Deno.test("`AutoSession` enters by a path on which an answer takes seconds, once and in the reliable dialect", () => {
  for (const delay of [5, 700, 760, 800, 1500, 2500, 3000]) {
    const world = new World(1, { ...PERFECT, delay: [delay, delay] });
    using _ = world;
    const ada = newMember(world);
    world.network.act((now) => ada.session.enter("Ada", now));
    world.network.pass(60_000);
    const [first] = ada.events;
    assert(
      first?.kind === "entered" && first.dialect === "reliable",
      `${delay} ms: ${ada.kinds()}`,
    );
    assertEquals(names(world), ["Ada"], `${delay} ms`);
    assert(!ada.kinds().includes("refused"), `${delay} ms`);
    world.network.act((now) => ada.session.leave(now));
    world.network.pass(60_000);
    assertEquals(names(world), [], `${delay} ms`);
  }
});

Deno.test("`AutoSession` leaves nobody behind where no answer comes back, or somebody gives up", () => {
  for (const givesUp of [false, true]) {
    const world = new World(1, PERFECT);
    using _ = world;
    world.network.onSend = (datagram, from) => from.port === SERVER.port ? undefined : datagram;
    const ada = newMember(world);
    world.network.act((now) => ada.session.enter("Ada", now));
    world.network.pass(2000);
    assertEquals(names(world), ["Ada"]);
    if (givesUp) world.network.act((now) => ada.session.leave(now));
    world.network.pass(10_000);
    assertEquals(ada.kinds(), [givesUp ? "ended" : "unanswered"]);
    assertEquals(names(world), []);
  }
});

/** A server that knows the given words alone, and answers from no other time than at once. */
class ForeignServer implements Machine {
  readonly heard: string[] = [];
  readonly #login: string;
  readonly #answers: Transmit[] = [];

  constructor(login: string) {
    this.#login = login;
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr): void {
    const text = new TextDecoder().decode(datagram);
    if (!text.startsWith("HELLO")) this.heard.push(text);
    if (!text.startsWith(`${this.#login} `)) return;
    this.#answers.push({ to: [from], datagram: new TextEncoder().encode("OK") });
  }

  timeout(): void {}

  nextTimeout(): number {
    return Infinity;
  }

  transmit(): Transmit | undefined {
    return this.#answers.shift();
  }
}

Deno.test("`AutoSession` speaks the classic dialect with a server of others, in the words that it knows", () => {
  for (const [login, said] of [["L", "C Ada hi"], ["LOGIN", "CHAT Ada hi"]] as const) {
    const world = new World(1, PERFECT);
    using _ = world;
    const server = new ForeignServer(login);
    world.network.attach(SERVER, server);
    const ada = newMember(world);
    world.network.act((now) => ada.session.enter("Ada", now));
    world.network.pass(7000);
    const [first] = ada.events;
    assert(first?.kind === "entered" && first.dialect === "classic");
    server.heard.length = 0;
    world.network.act((now) => ada.session.say("hi", now));
    world.network.pass(100);
    assertEquals(server.heard, [said]);
  }
});
