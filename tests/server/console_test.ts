// What the operator's side gives the room, and what it takes, however much and however slowly.

import { assertEquals, assertRejects } from "@std/assert";
import { inOrder } from "../../src/base/mod.ts";
import { Crowd } from "../support/crowd.ts";
import { within } from "../support/deadline.ts";
import { TestRoom } from "../support/room.ts";

/** Lines without end, until the signal is aborted. */
async function* lines(signal: AbortSignal): AsyncIterableIterator<string> {
  for (let index = 0; !signal.aborted; index++) yield await Promise.resolve(`line ${index}`);
}

Deno.test("server hears its members while the operator's lines never cease", async () => {
  await using room = await TestRoom.open();
  const names = ["Bob", "Cid", "Dan"];
  const peers = await room.members(...names);
  const stop = new AbortController();
  const said = inOrder(
    lines(stop.signal),
    256,
    (line) => room.server.ask({ kind: "say", text: line }),
    () => {},
  );
  await using crowd = new Crowd(room.server.endpoint);
  const [ada] = await crowd.enter("Ada");
  const answer = crowd.until(() => ada!.entries.some((entry) => entry.kind === "say"), "own words");
  ada!.say("Can you hear me?");
  await answer;
  // As many datagrams at once as the kernel keeps.
  const pasted = Array.from({ length: 80 }, (_, index) => `${index}`);
  for (const text of pasted) {
    for (const [index, name] of names.entries()) await peers[index]!.send(`C ${name} ${text}`);
  }
  const heard = new Map(names.map((name) => [name, [] as string[]]));
  let next = 0;
  await room.until(() => {
    for (; next < room.events.length; next++) {
      const event = room.events[next]!;
      if (event.kind !== "entry" || event.entry.kind !== "say") continue;
      heard.get(event.entry.name)?.push(event.entry.text);
    }
    return [...heard.values()].every((texts) => texts.length === pasted.length);
  }, "what was pasted");
  stop.abort();
  await said;
  ada!.leave();
  await crowd.until(() => ada!.ending === "left", "the end of Ada's time in the room");
  for (const texts of heard.values()) assertEquals(texts, pasted);
});

Deno.test("server counts the events that the operator's terminal is too slow for, and waits for none", async () => {
  await using room = await TestRoom.open();
  const taken = Promise.withResolvers<void>();
  room.dealt = taken.promise;
  const announced = Array.from(
    { length: 12_000 },
    (_, index) => room.server.ask({ kind: "say", text: `${index}` }),
  );
  await within(Promise.all(announced), "all announcements");
  const told = room.events.length;
  await room.members("Ada");
  taken.resolve();
  await room.until(() => room.events.length > told, "the number of events that were skipped");
  assertEquals(room.events.at(-1), { kind: "skipped", count: 12_001 - told });
});

Deno.test("`Server.ask()` is rejected where the server has stopped, or stops before it answers", async () => {
  const room = await TestRoom.open();
  const { server } = room;
  const stopping = server.stop();
  const late = server.ask({ kind: "who" }).catch((error: Error) => error.message);
  await stopping;
  const outcome = await within(late, "the answer");
  if (typeof outcome === "string") assertEquals(outcome, "Cannot answer: the server has stopped");
  await assertRejects(() => server.ask({ kind: "who" }), Error, "the server has stopped");
  await assertRejects(() => server.topic(), Error, "the server has stopped");
  await room[Symbol.asyncDispose]();
});
