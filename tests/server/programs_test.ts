// What programs of others do, which wait for other answers and leave in other words than the course's.

import { assertEquals } from "@std/assert";
import { messagesIn } from "../../src/language/mod.ts";
import { ClassicPeer } from "../support/classic_peer.ts";
import { address, PERFECT } from "../support/network.ts";
import type { Peer } from "../support/peer.ts";
import { memberNames, TestRoom } from "../support/room.ts";
import { SERVER, World } from "../support/world.ts";

const TAKEN = `FAIL ${messagesIn("zh").refusal.taken}`;

/** Asks under one name after the other, as its person types them, until the program's own answer comes. */
async function enter(peer: Peer, answer: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    await peer.send(`L ${name}`);
    if (await peer.text() === answer) return name;
  }
  throw new Error(`No ${answer} came`);
}

Deno.test("server lets in programs that wait for OK, ok, Ok or IN, and shows others no attempt", async () => {
  const names = ["ann", "bea", "cleo", "dora"];
  for (const [index, answer] of ["OK", "ok", "Ok", "IN"].entries()) {
    await using room = await TestRoom.open();
    const [ada] = await room.members("Ada");
    const peer = room.peer();
    const name = await enter(peer, answer, names);
    assertEquals(name, names[index]);
    await peer.send(`C ${name} hello`);
    assertEquals(await ada!.text(), "ann 进入了聊天室");
    if (name !== "ann") assertEquals(await ada!.text(), `ann 改名为 ${name}`);
    assertEquals(await ada!.text(), `${name} ： hello`);
    // The other names are free again.
    assertEquals(await memberNames(room.server), ["Ada", name]);
    await peer.send(`E ${name}`);
    if (answer === "IN") assertEquals(await peer.text(), "OUT");
    assertEquals(await ada!.text(), `${name} 退出了聊天室`);
    await peer.assertQuiet("late");
  }
});

Deno.test("server begins again with OK behind IN, repeats an answer, and refuses a taken name meanwhile", async () => {
  await using room = await TestRoom.open();
  const [ada] = await room.members("Ada");
  const peer = room.peer();
  const other = room.peer();
  const answers = ["OK", "ok", "Ok", "IN", "OK", "ok"];
  for (const [index, answer] of answers.entries()) {
    await peer.ask(`L n${index}`, answer);
    await peer.ask(`L n${index}`, answer);
    await peer.ask("L Ada", TAKEN);
    await other.ask(`L n${index}`, TAKEN);
  }
  await peer.ask("L n0", "Ok");
  await other.ask("L n1", "OK");
  for (const name of ["n0", "n1"]) assertEquals(await ada!.text(), `${name} 进入了聊天室`);
  // It has spoken: it knows that it is in.
  await peer.send("C n0 hello");
  assertEquals(await ada!.text(), "n0 ： hello");
  await peer.ask("L n7", "n1 进入了聊天室", "Ok");
});

Deno.test("server answers whoever needed IN with OUT, whatever word it leaves with", async () => {
  await using room = await TestRoom.open();
  for (
    const [word, answers] of [["EXIT", ["OUT"]], ["Q", ["OUT", "EXIT", "Exit", "quit"]]] as const
  ) {
    const peer = room.peer();
    const name = await enter(peer, "IN", ["ann", "bea", "cleo", "dora"]);
    await peer.ask(`${word} ${name}`, ...answers);
    await peer.assertQuiet(`after-${word}`);
  }
});

Deno.test("server tells a stranger who speaks how to come back, once in ten seconds and in no more bytes than came", () => {
  for (const language of ["en", "zh"] as const) {
    const { full, brief } = messagesIn(language).stranger;
    using world = new World(1, PERFECT, { messages: messagesIn(language) });
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const long = `C ann ${"x".repeat(bytes(full) - "C ann ".length)}`;
    const short = `C ann ${"x".repeat(bytes(brief) - "C ann ".length)}`;
    const rows: [string, string[]][] = [
      [long, [full]],
      [long.slice(1), []],
      [long.slice(0, -1), [brief]],
      [short, [brief]],
      [short.slice(0, -1), []],
    ];
    for (const [index, [said, told]] of rows.entries()) {
      const peer = new ClassicPeer(SERVER);
      world.network.attach(address(5000 + index, "10.0.2.1"), peer);
      for (const [wait, times] of [[0, 1], [9900, 1], [200, 2]] as const) {
        world.network.pass(wait);
        world.network.act(() => peer.send(said));
        world.network.pass(5);
        assertEquals(peer.texts, Array(times).fill(told).flat(), `${said} after ${wait} ms`);
      }
    }
  }
});

Deno.test("server tells a member that was removed how to come back, and lets it", async () => {
  await using room = await TestRoom.open({ language: "en" });
  const [ann] = await room.members("ann");
  await room.server.ask({ kind: "kick", name: "ann" });
  assertEquals(await ann!.text(), "You were removed from the room by the operator");
  await ann!.ask(
    "C ann can anybody hear me in this room just now?",
    "You are not in the room: leave, and enter again",
  );
  await ann!.send("C ann and now, can anybody hear me in this room?");
  await ann!.assertQuiet("ann");
});

Deno.test("server tells others of the last name that was asked for when no further attempt comes", () => {
  using world = new World(1, PERFECT);
  const peer = new ClassicPeer(SERVER);
  world.network.attach(address(5000, "10.0.2.1"), peer);
  const kinds = () =>
    world.log.map((entry) => `${entry.kind} ${"to" in entry ? entry.to : ""}`.trim());
  for (const name of ["ann", "bea", "cleo"]) {
    world.network.act(() => peer.send(`L ${name}`));
    world.network.pass(8000);
    assertEquals(kinds(), ["enter"]);
  }
  world.network.pass(3000);
  assertEquals(kinds(), ["enter", "rename cleo"]);
  assertEquals(peer.texts, ["OK", "ok", "Ok"]);
});
