// The library for bots, against a server in its worker on loopback.

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import {
  connect,
  ConnectError,
  type ConnectOptions,
  EndedError,
  RequestError,
  type Seat,
  type SeatEvent,
  StoreError,
} from "../../src/client/mod.ts";
import { formatEndpoint } from "../../src/net/mod.ts";
import { awaited, within } from "../support/deadline.ts";
import { Folder } from "../support/folder.ts";
import { Peer } from "../support/peer.ts";
import { TestRoom } from "../support/room.ts";

/** A seat in a test's room. */
function sit(room: TestRoom, name: string, options: Partial<ConnectOptions> = {}): Promise<Seat> {
  const seat = connect({ server: formatEndpoint(room.server.endpoint), name, ...options });
  return within(seat, `${name}'s seat, or why there is none`);
}

/** Reads until an event is the one that is looked for. */
async function until<E extends SeatEvent>(
  seat: Seat,
  is: (event: SeatEvent) => event is E,
): Promise<E> {
  const search = async () => {
    for await (const event of seat) if (is(event)) return event;
    throw new Error("It ended before");
  };
  return await within(search(), "an event");
}

type Said = Extract<SeatEvent, { kind: "say" }>;
const isSaid = (event: SeatEvent): event is Said => event.kind === "say";

Deno.test("`connect()` gives a seat that reads what is said, by others and by itself", async () => {
  await using room = await TestRoom.open();
  await using ada = await sit(room, "Ada");
  await using bob = await sit(room, "Bob");
  await bob.say("hello");
  for (const seat of [ada, bob]) {
    const { name, text } = await until(seat, isSaid);
    assertEquals([name, text], ["Bob", "hello"]);
  }
  assertEquals([ada.name, ada.dialect], ["Ada", "reliable"]);
});

Deno.test("`Seat.who()`, `history()`, `act()` and `ask()` answer with what the room says", async () => {
  await using room = await TestRoom.open();
  await using ada = await sit(room, "Ada");
  await ada.say("one");
  await ada.act("waves");
  await ada.ask({ kind: "rename", name: "Ida" });
  assertEquals(ada.name, "Ida");
  const { count, members } = await ada.who();
  assertEquals([count, members.map(({ name }) => name)], [1, ["Ida"]]);
  const { entries } = await ada.history(3);
  assertEquals(entries.map(({ kind }) => kind), ["say", "act", "rename"]);
  assert(await ada.ping() > 0);
});

Deno.test("`Seat.search()`, `history()` around an entry and `seen()` answer with what the room has", async () => {
  await using room = await TestRoom.open();
  await using ada = await sit(room, "Ada");
  for (let index = 0; index < 50; index++) {
    await ada.say(`${index % 2 === 0 ? "Tea" : "茶"} ${index}`);
  }
  const { entries, next } = await ada.search("tea");
  assertEquals(entries.map((entry) => entry.kind === "say" && entry.text).slice(0, 2), [
    "Tea 48",
    "Tea 46",
  ]);
  assertEquals([entries.length, next], [20, entries.at(-1)?.index]);
  const rest = await ada.search("tea", next);
  assertEquals([rest.entries.length, rest.next], [5, undefined]);
  const [hit] = rest.entries;
  const { entries: around } = await ada.history(3, undefined, hit?.index);
  assertEquals(around[1], hit);
  const { members } = await ada.seen();
  assertEquals(members.map(({ name, isAway }) => [name, isAway]), [["Ada", false]]);
});

Deno.test("`Seat.msg()` tells one member alone, or says that nobody has the name", async () => {
  await using room = await TestRoom.open();
  await using ada = await sit(room, "Ada");
  await using bob = await sit(room, "Bob");
  await ada.msg("Bob", "psst");
  const whisper = await until(bob, (event) => event.kind === "whisper");
  assert(whisper.kind === "whisper");
  assertEquals([whisper.from, whisper.to, whisper.text], ["Ada", "Bob", "psst"]);
  const error = await assertRejects(() => ada.msg("Eve", "psst"), RequestError);
  assertEquals([error.reason, error.message], [
    "nobody",
    "Cannot whisper: no member has that name",
  ]);
});

Deno.test("`connect()` says in words why a room cannot be entered", async () => {
  await using room = await TestRoom.open();
  await using _ada = await sit(room, "Ada");
  const server = formatEndpoint(room.server.endpoint);
  const taken = await assertRejects(() => sit(room, "ada"), ConnectError);
  assertEquals(taken.message, `Cannot enter ${server} as ada: the name is taken`);
  const wrong = await assertRejects(() => sit(room, "a b"), ConnectError);
  assertEquals(wrong.fault, { kind: "refused", reason: "white-space" });
  const lost = await assertRejects(
    () => connect({ server: "no-such-host.invalid", name: "Ada" }),
    ConnectError,
  );
  assertEquals(lost.fault, { kind: "no-such-host" });
  await assertRejects(() => connect({ server: "1.2.3:x", name: "Ada" }), RangeError, "1.2.3:x");
});

Deno.test("`connect()` keeps its key in a file, and takes the password from one", async () => {
  await using folder = await Folder.make();
  const [keyFile, passwordFile] = [`${folder.path}/key`, `${folder.path}/password`];
  await Deno.writeTextFile(passwordFile, "三个 words\nmore\n");
  await using room = await TestRoom.open({ secret: "三个 words" });
  const keys: unknown[] = [];
  for (let visit = 0; visit < 2; visit++) {
    await using ada = await sit(room, "Ada", { keyFile, passwordFile });
    keys.push(await ada.ask({ kind: "whois", name: "Ada" }));
  }
  assertEquals(keys[0], keys[1]);
  await using other = await sit(room, "Bob", { passwordFile });
  assertNotEquals(await other.ask({ kind: "whois", name: "Bob" }), keys[0]);
  await assertRejects(
    () => sit(room, "Cid", { passwordFile: `${folder.path}/none` }),
    StoreError,
    "Cannot read ",
  );
  await assertRejects(
    () => sit(room, "Cid", { keyFile: passwordFile, passwordFile }),
    StoreError,
    "a key has 32 bytes",
  );
});

Deno.test("`connect()` gives up where its signal is aborted", async () => {
  await using silent = new Peer();
  const stop = new AbortController();
  const server = `127.0.0.1:${silent.port}`;
  const entering = connect({ server, name: "Ada", signal: stop.signal });
  await silent.match(/^HELLO/);
  stop.abort(new Error("enough"));
  await assertRejects(() => within(entering, "the end"), Error, "enough");
});

Deno.test("`Seat` ends its iteration when it is closed or the room is, and throws where it was removed", async () => {
  await using room = await TestRoom.open();
  const seats = [await sit(room, "Ada"), await sit(room, "Bob"), await sit(room, "Eve")];
  const [ada, bob, eve] = seats;
  assert(ada && bob && eve);
  const readAll = async (seat: Seat) => {
    for await (const _ of seat);
    return await seat.ended;
  };
  const ends = seats.map((seat) => readAll(seat).catch((error) => error));
  await ada.close();
  await ada.close();
  await room.server.ask({ kind: "kick", name: "Bob" });
  assertEquals(await within(ends[0]!, "Ada's end"), "left");
  const removed = await within(ends[1]!, "Bob's end");
  assertInstanceOf(removed, EndedError);
  assertEquals(removed.reason, "kicked");
  await room.server.stop();
  assertEquals(await within(ends[2]!, "Eve's end"), "closed");
  await assertRejects(() => eve.say("too late"), RequestError, "you left the room");
  for (const seat of seats) await seat.close();
});

Deno.test("`Seat` holds back the server while nothing is read, and then misses nothing", async () => {
  await using room = await TestRoom.open({ log: { entries: 100_000, bytes: 1 << 24 } });
  await using reader = await sit(room, "Reader");
  await using speaker = await sit(room, "Speaker");
  const drained = (async () => {
    for await (const _ of speaker);
  })();
  // Ten times as much as is sent ahead.
  const texts = Array.from({ length: 640 }, (_, index) => `${index} ${"x".repeat(1000)}`);
  await Promise.all(texts.map((text) => speaker.say(text)));
  const { members } = await speaker.who();
  assertEquals(members.length, 2);
  const heard: string[] = [];
  while (heard.length < texts.length) heard.push((await until(reader, isSaid)).text);
  assertEquals(heard, texts);
  await speaker.close();
  await drained;
});

Deno.test("`Seat` that reads nothing is dropped as slow once the log no longer reaches back so far", async () => {
  await using room = await TestRoom.open({ log: { entries: 50, bytes: 1 << 19 } });
  await using reader = await sit(room, "Reader");
  await using speaker = await sit(room, "Speaker");
  const left = awaited<string>("the entry");
  const reading = (async () => {
    for await (const event of speaker) {
      if (event.kind === "leave") left.resolve(`${event.name} ${event.reason}`);
    }
  })();
  for (let index = 0; index < 640; index++) await speaker.say(`${index} ${"x".repeat(1000)}`);
  assertEquals(await within(reader.ended, "the end"), "slow");
  assertEquals(await left.promise, "Reader slow");
  await speaker.close();
  await reading;
});

Deno.test("A bot that echoes answers 1000 messages, each once and in order", async () => {
  await using room = await TestRoom.open();
  await using bot = await sit(room, "Echo");
  await using ada = await sit(room, "Ada");
  const echoing = (async () => {
    for await (const event of bot) {
      if (event.kind === "say" && event.name !== bot.name) await bot.say(event.text);
    }
  })();
  const texts = Array.from({ length: 1000 }, (_, index) => `message ${index}`);
  const spoken = Promise.all(texts.map((text) => ada.say(text)));
  const echoed: string[] = [];
  while (echoed.length < texts.length) {
    const { name, text } = await until(ada, isSaid);
    if (name === "Echo") echoed.push(text);
  }
  assertEquals(echoed, texts);
  await spoken;
  await bot.close();
  await echoing;
});

Deno.test("`connect()` speaks the classic dialect, where saying is sending", async () => {
  await using room = await TestRoom.open({ language: "en" });
  const [peer] = await room.members("Old");
  assert(peer);
  await using seat = await sit(room, "New", { dialect: "classic" });
  assertEquals([await peer.text(), seat.dialect], ["New entered the room", "classic"]);
  await seat.say("hello");
  assertEquals(await peer.text(), "New: hello");
  await peer.send("C Old hi");
  const heard = await until(seat, (event) => event.kind === "text");
  assertEquals<SeatEvent>(heard, { kind: "text", text: "Old: hi", isEcho: false });
  const error = await assertRejects(() => seat.who(), RequestError);
  assertEquals(error.reason, "classic");
});

Deno.test("`Seat` keeps a thousand classic texts for one who reads none, and counts the rest", async () => {
  await using room = await TestRoom.open();
  await using seat = await sit(room, "Reader", { dialect: "classic" });
  // One at a time, so that they get through: a classic server does not wait for its members.
  for (let index = 0; index < 1500; index++) {
    await room.server.ask({ kind: "say", text: `${index}` });
  }
  await seat.say("I am still here");
  let texts = 0;
  const missed = await until(seat, (event) => {
    if (event.kind === "text") texts++;
    return event.kind === "missed";
  });
  assertEquals(texts, 1000);
  assert(missed.kind === "missed" && missed.count <= 500);
});
