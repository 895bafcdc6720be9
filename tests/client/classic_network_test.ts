// The client's session and the server's service, over a simulated network.

import { membersOf } from "../support/room.ts";
import { makeVisible } from "../../src/base/mod.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { ClassicSession } from "../../src/client/classic/session.ts";
import type { ClientEvent } from "../../src/client/mod.ts";
import { messagesIn } from "../../src/language/mod.ts";
import { RoomService } from "../../src/server/room_service.ts";
import {
  address,
  type Conditions,
  forEachSeed,
  PERFECT,
  ROUGH,
  SimulatedNetwork,
} from "../support/network.ts";
import { Random } from "../support/random.ts";
import { HOST } from "../support/secure.ts";

const SERVER = address(8888, "10.0.0.9");
const IDLE = 30 * 60_000;
const LOG_BYTES = 2 ** 19;
/** Longer than any session needs to log in or to give up. */
const LOGIN_TIME = 6000;

/** A member's seat on the simulated network. */
class Seat {
  readonly session: ClassicSession;
  readonly events: ClientEvent[] = [];
  said = 0;

  constructor(readonly world: World, readonly address: Deno.NetAddr) {
    this.session = new ClassicSession(
      SERVER,
      () => undefined,
      (event) => this.events.push(event),
      () => this.said++,
    );
    world.network.attach(address, this.session);
  }

  enter(name: string): void {
    this.world.network.act((now) => this.session.enter(name, now));
  }

  say(text: string): void {
    this.world.network.act((now) => this.session.say(text, now));
  }

  leave(): void {
    this.world.network.act((now) => this.session.leave(now));
  }

  get lastType(): string | undefined {
    return this.events.at(-1)?.kind;
  }

  get isInside(): boolean {
    const has = (type: string) => this.events.some((event) => event.kind === type);
    return has("entered") && !has("ended");
  }

  /** What `name` was heard to say, with nothing between the datagrams. */
  heardFrom(name: string): string[] {
    const prefix = messagesIn("zh").saidBy(name);
    return this.events.flatMap((event) =>
      event.kind === "text" && event.text.startsWith(prefix)
        ? [event.text.slice(prefix.length)]
        : []
    );
  }
}

/** A room with a log that is short. */
function openRoom(idle: number, maxMembers: number): RoomService {
  const random = new Random(1);
  return new RoomService(
    {
      messages: messagesIn("zh"),
      idle,
      grace: 60_000,
      silence: 15_000,
      maxMembers,
      namesFor: 0,
      classic: true,
      log: { entries: 100, bytes: LOG_BYTES },
      random: (count) => random.bytes(count),
      wallTime: (time) => time,
      host: HOST,
      agreementTime: 0.1,
    },
    () => {},
    0,
  );
}

/** A server and its members. */
class World {
  readonly network: SimulatedNetwork;
  readonly service: RoomService;
  #ports = 1000;

  constructor(seed: number, conditions: Conditions, idle = IDLE, maxMembers = 100) {
    this.network = new SimulatedNetwork(seed, conditions);
    this.service = openRoom(idle, maxMembers);
    this.network.attach(SERVER, this.service);
  }

  seat(): Seat {
    return new Seat(this, address(this.#ports++));
  }

  /** A seat whose member is inside, over a network that loses nothing. */
  seated(name: string): Seat {
    const seat = this.seat();
    seat.enter(name);
    assert(this.network.passUntil(() => seat.isInside, LOGIN_TIME), `${name} is not inside`);
    return seat;
  }

  names(): string[] {
    return membersOf(this.service, this.network.now).map(({ name }) => name);
  }
}

Deno.test("`ClassicSession` and `RoomService`: what is said arrives once and in order", () => {
  for (const delay of [1, 40, 200]) {
    const world = new World(delay, { ...PERFECT, delay: [delay, delay] });
    const [ann, bob] = [world.seated("ann"), world.seated("bob")];
    const texts = Array.from(
      { length: 1000 },
      (_, index) => `${index} ${"汉".repeat(index % 300)}`,
    );
    for (const [index, text] of texts.entries()) {
      ann.say(text);
      if (index % 100 === 0) world.network.pass(world.network.pick(500));
    }
    assert(world.network.passUntil(() => ann.said === texts.length, 60_000));
    world.network.pass(delay * 2);
    assertEquals(bob.heardFrom("ann"), texts);
    assertEquals(ann.heardFrom("ann"), []);
  }
});

Deno.test("`ClassicSession` and `RoomService`: a long text arrives whole, in its pieces", () => {
  const world = new World(1, PERFECT);
  const [ann, bob] = [world.seated("安".repeat(32)), world.seated("bob")];
  const text = "聊天室".repeat(30_000);
  ann.say(text);
  ann.leave();
  assert(world.network.passUntil(() => ann.lastType === "ended", 60_000));
  world.network.pass(10);
  assertEquals(bob.heardFrom("安".repeat(32)).join(""), text);
  assertEquals(world.names(), ["bob"]);
});

Deno.test("`RoomService.announce()` tells all of a text that is longer than the log", () => {
  const world = new World(1, PERFECT);
  const ann = world.seated("ann");
  // As JSON, each of the control characters is six bytes of the log.
  const text = "\x07汉".repeat(LOG_BYTES / 8);
  world.network.act((now) => world.service.ask({ kind: "say", text }, now));
  world.network.pass(10);
  const { announcement } = messagesIn("zh");
  const texts = ann.events.flatMap((event) => event.kind === "text" ? [event.text] : []);
  for (const piece of texts) assert(piece.startsWith(announcement));
  assertEquals(
    texts.map((piece) => piece.slice(announcement.length)).join(""),
    makeVisible(text, ""),
  );
});

Deno.test("`ClassicSession` and `RoomService`: two who want one name, and a full room", () => {
  const world = new World(1, PERFECT, IDLE, 2);
  world.seated("ann");
  const [late, third] = [world.seat(), world.seat()];
  late.enter("ANN");
  world.network.pass(LOGIN_TIME);
  assertEquals(late.events, [{
    kind: "refused",
    name: "ANN",
    reason: messagesIn("zh").refusal.taken,
  }]);
  late.enter("bob");
  third.enter("cid");
  world.network.pass(LOGIN_TIME);
  assertEquals([late.isInside, third.lastType], [true, "refused"]);
  assertEquals(world.names(), ["ann", "bob"]);
});

Deno.test("`ClassicSession` and `RoomService`: the server's farewells end the session", () => {
  const world = new World(1, PERFECT, 10_000);
  const [ann, bob] = [world.seated("ann"), world.seated("bob")];
  world.network.act((now) => world.service.ask({ kind: "kick", name: "ANN" }, now));
  world.network.pass(10);
  assertEquals(ann.events.at(-1), { kind: "ended", reason: "kicked", unsaid: 0 });
  // Reading only, it lets the server know that it lives once a minute: too seldom for this server.
  world.network.pass(10_010);
  assertEquals(bob.events.at(-1), { kind: "ended", reason: "idle", unsaid: 0 });
  assertEquals(world.names(), []);
  const cid = world.seated("cid");
  world.network.act((now) => world.service.close(now, () => {}));
  world.network.pass(10);
  assertEquals(cid.events.at(-1), { kind: "ended", reason: "closed", unsaid: 0 });
});

Deno.test("`ClassicSession` and `RoomService`: who only reads stays, over a lossy network, for a day", () => {
  const world = new World(7, PERFECT);
  const ann = world.seated("ann");
  world.network.conditions = ROUGH;
  world.network.pass(24 * 3_600_000);
  assertEquals([world.names(), ann.isInside], [["ann"], true]);
});

Deno.test("`ClassicSession` and `RoomService`: a network that fails for a while is told, and its end", () => {
  const world = new World(1, PERFECT);
  const ann = world.seated("ann");
  world.network.pass(20_000);
  world.network.conditions = { ...PERFECT, loss: 1 };
  world.network.pass(120_000);
  assertEquals(ann.events.splice(0).filter(({ kind }) => kind === "presence"), [
    { kind: "presence", present: false },
  ]);
  world.network.conditions = PERFECT;
  world.network.pass(10_000);
  assertEquals(ann.events.splice(0), [{ kind: "presence", present: true }]);
  assertEquals(world.names(), ["ann"]);
});

Deno.test("`ClassicSession` and `RoomService`: a server that was restarted takes its members back", () => {
  const world = new World(1, PERFECT);
  const ann = world.seated("ann");
  world.network.pass(20_000);
  const again = openRoom(IDLE, 10);
  world.network.attach(SERVER, again);
  world.network.pass(65_000);
  assertEquals(ann.events.filter(({ kind }) => kind === "presence"), []);
  assertEquals(membersOf(again, world.network.now).map(({ name }) => name), ["ann"]);
  assertEquals(ann.isInside, true);
});

Deno.test("`ClassicSession` and `RoomService` over a rough network: in or not, in time, and nobody lingers", () => {
  forEachSeed(60, (seed) => {
    const world = new World(seed, ROUGH);
    const { network } = world;
    const names = ["ann", "bob", "cid", "小明", "ann"];
    const seats = names.map((name) => {
      const seat = world.seat();
      seat.enter(name);
      network.pass(network.pick(1000));
      return seat;
    });
    network.pass(LOGIN_TIME);
    for (const seat of seats) {
      const outcome = seat.events.find(({ kind }) => kind !== "text")?.kind ?? "nothing";
      assert(["entered", "refused", "unanswered"].includes(outcome), outcome);
    }
    talk(world, seats.filter((seat) => seat.isInside));
    // Two are killed, the others leave: E can get lost, and a late L can let somebody in again.
    for (const { address } of seats.slice(0, 2)) network.detach(address);
    for (const seat of seats.slice(2)) seat.leave();
    network.pass(LOGIN_TIME);
    for (const seat of seats.slice(2)) assertEquals(seat.lastType, "ended");
    network.pass(IDLE);
    assertEquals(world.names(), []);
  });
});

/** Members say something at random times. What is heard was said, though not all that was said is heard. */
function talk({ network }: World, seats: readonly Seat[]): void {
  const said = new Set<string>();
  for (let count = 0; count < 100 && seats.length > 0; count++) {
    const text = `line ${count} ${"x".repeat(network.pick(200))}`;
    said.add(text);
    seats[network.pick(seats.length)]?.say(text);
    network.pass(network.pick(300));
  }
  network.pass(30_000);
  for (const seat of seats) {
    for (const name of ["ann", "bob", "cid", "小明"]) {
      for (const text of seat.heardFrom(name)) assert(said.has(text), text);
    }
  }
}

Deno.test("`ClassicSession` over a network that loses everything gives up within seconds", () => {
  const world = new World(1, { ...PERFECT, loss: 1 });
  const ann = world.seat();
  ann.enter("ann");
  const start = world.network.now;
  assert(world.network.passUntil(() => ann.lastType === "unanswered", 60_000));
  assertLess(world.network.now - start, LOGIN_TIME);
});
