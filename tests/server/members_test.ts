// Members are known by their keys, whatever their names and addresses are.

import { assert, assertEquals } from "@std/assert";
import { encodeHex } from "@std/encoding/hex";
import { ClassicPeer } from "../support/classic_peer.ts";
import { address, PERFECT } from "../support/network.ts";
import { Random } from "../support/random.ts";
import { HOST, newIdentity } from "../support/secure.ts";
import { type MemberOptions, SERVER, type SimulatedMember, World } from "../support/world.ts";

const DAY = 24 * 3_600_000;

/** What happened, in short. */
function log(world: World): string[] {
  return world.log.map((entry) => `${entry.kind} ${"name" in entry ? entry.name : ""}`.trim());
}

function enter(world: World, name: string, options: MemberOptions = {}): SimulatedMember {
  const member = world.add(name, options);
  member.enter();
  world.network.pass(1000);
  return member;
}

/** Somebody whose program was killed, and that a program of the same key follows at another address. */
function restart(world: World, killed: SimulatedMember, name: string, options: MemberOptions) {
  world.network.detach(killed.address);
  return enter(world, name, options);
}

Deno.test("a member whose program was killed is back on its seat at once, with what it was told, and nobody notices", () => {
  using world = new World(1, PERFECT);
  const bob = enter(world, "Bob");
  const ada = enter(world, "Ada", { identity: 7 });
  world.service.ask({ kind: "op", name: "Ada" }, world.network.now);
  ada.say("one");
  ada.say("two");
  world.network.pass(1000);
  world.network.detach(ada.address);
  assertEquals(bob.answerTo({ kind: "whisper", to: "Ada", text: "psst" }), { kind: "done" });
  const again = restart(world, ada, "ADA", { identity: 7, history: 2 });
  assertEquals(again.events.filter((kind) => kind === "entered" || kind === "refused"), [
    "entered",
  ]);
  assertEquals(again.whispers.map(({ text }) => text), ["psst"]);
  assertEquals(log(world), ["enter Bob", "enter Ada", "op Ada", "say Ada", "say Ada"]);
  assertEquals(again.entries.map(({ index }) => index), [3, 4]);
  // What it asks for from now on is new, whatever its numbers were before.
  again.say("three");
  assertEquals(again.answerTo({ kind: "mute", name: "Bob", duration: 1000 }), { kind: "done" });
  world.network.pass(1000);
  assertEquals(log(world).slice(5), ["say Ada", "mute Bob"]);
});

Deno.test("a seat that is taken over goes on for the new program alone, and again for the one after it", () => {
  using world = new World(1, PERFECT);
  const first = enter(world, "Ada", { identity: 7 });
  const second = enter(world, "Ada", { identity: 7 });
  assertEquals(first.ending, "lost");
  second.say("hello");
  world.network.pass(100);
  const third = restart(world, second, "Ada", { identity: 7, history: 1 });
  world.network.blackOut(30_000);
  third.say("still here");
  world.network.pass(60_000);
  assertEquals(log(world), ["enter Ada", "say Ada", "say Ada"]);
  assert(third.has("back"));
});

Deno.test("nobody takes a seat over with another key, nor with the same one who does not want to", () => {
  using world = new World(1, PERFECT);
  const ada = enter(world, "Ada", { identity: 7 });
  assertEquals(enter(world, "Ada", { identity: 8 }).reasons, ["taken"]);
  assertEquals(enter(world, "Ada", { identity: 7, takesOver: false }).reasons, ["taken"]);
  // One key may sit under several names.
  const other = enter(world, "Ada2", { identity: 7, takesOver: false });
  assert(other.has("entered"));
  assertEquals(ada.ending, undefined);
});

Deno.test("a name belongs to the key that had it first, until nobody was here by it for long enough", () => {
  using world = new World(1, PERFECT, { namesFor: 30 * DAY, idle: 400 * DAY });
  const ada = enter(world, "Ada", { identity: 7 });
  const bob = enter(world, "Bob", { identity: 8 });
  ada.leave();
  world.network.pass(1000);
  assertEquals(enter(world, "ADA").reasons, ["owned"]);
  assertEquals(bob.refusalOf({ kind: "rename", name: "Adа" }), "owned");
  const peer = new ClassicPeer(SERVER);
  world.network.attach(address(7000, "10.0.9.9"), peer);
  world.network.act(() => peer.send("L Ada"));
  world.network.pass(100);
  assertEquals(peer.texts, ["FAIL the name belongs to somebody else, who is not here"]);
  const again = enter(world, "ada", { identity: 7 });
  assert(again.has("entered"));
  again.leave();
  bob.leave();
  world.network.pass(31 * DAY);
  assert(enter(world, "Ada").has("entered"));
});

Deno.test("an operator is one again whenever its key is here, by whatever name, until it is one no more", () => {
  using world = new World(1, PERFECT);
  const ada = enter(world, "Ada", { identity: 7 });
  world.service.ask({ kind: "op", name: "Ada" }, world.network.now);
  ada.leave();
  world.network.pass(1000);
  const again = enter(world, "Adele", { identity: 7 });
  assertEquals(again.answerTo({ kind: "bans" }), { kind: "bans", bans: [] });
  again.answerTo({ kind: "deop", name: "Adele" });
  again.leave();
  world.network.pass(1000);
  const third = enter(world, "Ada", { identity: 7 });
  assertEquals(third.refusalOf({ kind: "bans" }), "not-operator");
});

Deno.test("a ban and a mute go by the member's key, so that neither another name nor another address ends them", () => {
  using world = new World(1, PERFECT);
  const ask = (request: Parameters<typeof world.service.ask>[0]) =>
    world.network.act((now) => world.service.ask(request, now));
  const eve = enter(world, "Eve", { identity: 7 });
  ask({ kind: "mute", name: "Eve" });
  assertEquals(eve.answerTo({ kind: "say", text: "x" }), { kind: "refused", reason: "muted" });
  eve.leave();
  world.network.pass(1000);
  const again = enter(world, "Eva", { identity: 7 });
  assertEquals(again.answerTo({ kind: "say", text: "x" }), { kind: "refused", reason: "muted" });
  ask({ kind: "ban", target: "Eva" });
  world.network.pass(1000);
  assertEquals(again.ending, "banned");
  assertEquals(enter(world, "Evi", { identity: 7 }).reasons, ["banned"]);
  ask({ kind: "unban", target: "Eva" });
  assert(enter(world, "Evi", { identity: 7 }).has("entered"));
});

Deno.test("`whois` tells a member's key and the room's, and that a classic member has none", () => {
  using world = new World(1, PERFECT);
  const ada = enter(world, "Ada", { identity: 7 });
  const bob = enter(world, "Bob");
  const peer = new ClassicPeer(SERVER);
  world.network.attach(address(7000, "10.0.9.9"), peer);
  world.network.act(() => peer.send("L Cid"));
  world.network.pass(100);
  const key = encodeHex(newIdentity(new Random(7)).publicKey);
  assertEquals(bob.answerTo({ kind: "whois", name: "ada" }), { kind: "whois", key });
  const room = encodeHex(HOST.identity.publicKey);
  assertEquals(ada.answerTo({ kind: "whois" }), { kind: "whois", key: room });
  assertEquals(ada.answerTo({ kind: "whois", name: "Cid" }), { kind: "whois", key: undefined });
  assertEquals(ada.refusalOf({ kind: "whois", name: "Dan" }), "nobody");
});

Deno.test("members are told once that a classic member is here, and newcomers on entering", () => {
  using world = new World(1, PERFECT);
  const ada = enter(world, "Ada");
  const count = (member: SimulatedMember) =>
    member.events.filter((kind) => kind === "overheard").length;
  for (const name of ["Cid", "Dan"]) {
    const peer = new ClassicPeer(SERVER);
    world.network.attach(address(7000, `10.0.9.${name.length + name.charCodeAt(0)}`), peer);
    world.network.act(() => peer.send(`L ${name}`));
    world.network.pass(1000);
  }
  const bob = enter(world, "Bob");
  world.network.blackOut(20_000);
  ada.say("still here");
  world.network.pass(40_000);
  assertEquals([count(ada), count(bob)], [1, 1]);
});
