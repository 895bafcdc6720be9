// Requests with replies through the client's own interface, over real sockets.

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Client,
  type ClientEvent,
  type Dialect,
  openClient,
  RequestError,
} from "../../src/client/mod.ts";
import { within } from "../support/deadline.ts";
import { TestRoom } from "../support/room.ts";

/** A member in the room of a server in its worker. */
class Guest implements AsyncDisposable {
  readonly client: Client;
  readonly events: ClientEvent[] = [];
  readonly #wakes = new Set<() => void>();

  private constructor(room: TestRoom, dialect: Dialect) {
    const { endpoint: server, key } = room.server;
    const how = { dialect, history: 0, patience: 5000 };
    const options = {
      ...how,
      server,
      room: undefined,
      takesOver: false,
      identity: crypto.getRandomValues(new Uint8Array(32)),
    };
    const meet = () => ({ key, secret: undefined });
    this.client = openClient(options, meet, (event) => {
      this.events.push(event);
      for (const wake of this.#wakes) wake();
    });
  }

  static async enter(room: TestRoom, name: string, dialect: Dialect = "reliable"): Promise<Guest> {
    const guest = new Guest(room, dialect);
    guest.client.enter(name);
    await guest.until((event) => event.kind === "entered");
    return guest;
  }

  /** Waits for an event, or takes the first one that was there. */
  async until(matches: (event: ClientEvent) => boolean): Promise<ClientEvent> {
    const search = async () => {
      for (;;) {
        const found = this.events.find(matches);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => this.#wakes.add(resolve));
      }
    };
    return await within(search(), "an event");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.leave();
    await within(this.client.ended, "the end of a session");
  }
}

/** The word for why a request had no effect. */
async function reasonOf(request: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => request, RequestError)).reason;
}

Deno.test("`Client.ask()` is fulfilled when the server has it, and rejected with the reason", async () => {
  await using room = await TestRoom.open();
  await using ann = await Guest.enter(room, "Ann");
  assertEquals(await ann.client.ask({ kind: "say", text: "hi" }), { kind: "done" });
  await room.server.ask({ kind: "mute", name: "Ann", duration: undefined });
  const refused = ann.client.ask({ kind: "say", text: "hi" });
  const error = await assertRejects(() => refused, RequestError, "Cannot say: ");
  assertEquals(error.reason, "muted");
  await ann.client.say("not heard");
  const rejected = await ann.until(({ kind }) => kind === "rejected");
  assert(rejected.kind === "rejected");
  assertEquals([rejected.request, rejected.reason], [{ kind: "say", text: "not heard" }, "muted"]);
  const long = ann.client.ask({ kind: "act", text: "x".repeat(70_000) });
  assertEquals(await reasonOf(long), "text-too-long");
});

Deno.test("`Client` asks who is here, what was said and how far it is, whispers, renames, sets the topic", async () => {
  await using room = await TestRoom.open();
  await using ann = await Guest.enter(room, "Ann");
  await using bob = await Guest.enter(room, "Bob");
  await ann.client.whisper("bob", "psst");
  const heard = await bob.until(({ kind }) => kind === "whisper");
  assert(heard.kind === "whisper");
  assertEquals([heard.whisper.from, heard.whisper.text], ["Ann", "psst"]);
  assertEquals(await reasonOf(ann.client.whisper("eve", "psst")), "nobody");
  await ann.client.rename("Ada");
  assertEquals(await reasonOf(bob.client.rename("ada")), "taken");
  await bob.client.setTopic("Tea");
  const { count, members } = await bob.client.who();
  assertEquals([count, members.map(({ name }) => name)], [2, ["Ada", "Bob"]]);
  const { entries, from, first } = await bob.client.history(2);
  assertEquals(entries.map(({ kind, index }) => [kind, index]), [["rename", 2], ["topic", 3]]);
  assertEquals([from, first], [2, 0]);
  assertEquals((await bob.client.history(9, from)).entries.map(({ kind }) => kind), [
    "enter",
    "enter",
  ]);
  const time = await ann.client.ping();
  assert(time >= 0 && time < 5000, `${time} ms`);
});

Deno.test("`Client.ban()` tells an operator what is banned, and the banned one why it has to go", async () => {
  await using room = await TestRoom.open();
  await using ann = await Guest.enter(room, "Ann");
  await using bob = await Guest.enter(room, "Bob");
  assertEquals(await reasonOf(ann.client.ban("Bob")), "not-operator");
  await room.server.ask({ kind: "op", name: "Ann" });
  const [ban, ...others] = await ann.client.ban("Bob", 60_000);
  // Both are on one machine, so that is not banned.
  assertEquals([ban?.target, ban?.covers, ban?.by], ["Bob", "name", "Ann"]);
  assertEquals(others.map(({ target, covers }) => [target, covers]), [["Bob", "key"]]);
  assertEquals(await ann.client.bans(), [ban!, ...others]);
  const end = await bob.until(({ kind }) => kind === "ended");
  assert(end.kind === "ended");
  assertEquals(end.reason, "banned");
  assertEquals(await reasonOf(bob.client.ping()), "ended");
});

Deno.test("`Client.ask()` is rejected where the session ends before the answer", async () => {
  await using room = await TestRoom.open();
  await using ann = await Guest.enter(room, "Ann");
  await room.server.ask({ kind: "kick", name: "Ann" });
  const answers = Array.from({ length: 5 }, () => reasonOf(ann.client.ping()));
  for (const reason of await within(Promise.all(answers), "the answers")) {
    assert(reason === "ended" || reason === "gone", reason);
  }
});

Deno.test("`Client.ask()` in the classic dialect only says, which nobody confirms", async () => {
  await using room = await TestRoom.open();
  await using ann = await Guest.enter(room, "Ann", "classic");
  assertEquals(await ann.client.ask({ kind: "say", text: "hi" }), { kind: "done" });
  assertEquals(await reasonOf(ann.client.who()), "classic");
});

Deno.test("`Client.say()` of a slowed member takes its time and loses nothing", async () => {
  await using room = await TestRoom.open({ rate: { perSecond: 200, burst: 20 } });
  await using ann = await Guest.enter(room, "Ann");
  const start = performance.now();
  for (let index = 0; index < 120; index++) await ann.client.say(`${index}`);
  await ann.client.ping();
  const time = performance.now() - start;
  assert(time > 450, `${time} ms for 100 texts at 200 a second`);
  const { entries } = await ann.client.history(120);
  const texts = entries.map((entry) => entry.kind === "say" ? entry.text : entry.kind);
  assertEquals(texts, Array.from({ length: 120 }, (_, index) => `${index}`));
  await ann.until(({ kind }) => kind === "slowed");
});
