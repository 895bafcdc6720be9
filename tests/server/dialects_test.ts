// What an unmodified program of somebody else's needs of the server, on raw sockets.

import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { type Messages, messagesIn } from "../../src/language/mod.ts";
import { memberNames, TestRoom } from "../support/room.ts";

/** What a room in Chinese answers to a login that it refuses. */
const refused = (reason: keyof Messages["refusal"]) => `FAIL ${messagesIn("zh").refusal[reason]}`;

/** Programs that say Q wait for one of these, each for its own. */
const EXITS = ["EXIT", "Exit", "quit"];

Deno.test("server accepts L, C, E, Q and q", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await bob!.ask("C Bob hello");
  assertEquals(await ada!.text(), "Bob ： hello");
  await bob!.ask("E Bob");
  assertEquals(await ada!.text(), "Bob 退出了聊天室");
  for (const word of ["Q", "q"]) {
    await bob!.ask("L Bob", "OK");
    assertEquals(await ada!.text(), "Bob 进入了聊天室");
    await bob!.ask(`${word} Bob`, ...EXITS);
    assertEquals(await ada!.text(), "Bob 退出了聊天室");
  }
});

Deno.test("server accepts LOGIN, CHAT, EXIT and QUIT, and answers the last two with nothing", async () => {
  await using room = await TestRoom.open();
  const [ada] = await room.members("Ada");
  for (const word of ["EXIT", "QUIT"]) {
    const bob = room.peer();
    await bob.ask("LOGIN Bob", "OK");
    assertEquals(await ada!.text(), "Bob 进入了聊天室");
    await bob.send("CHAT Bob long words");
    assertEquals(await ada!.text(), "Bob ： long words");
    await bob.send(`${word} Bob`);
    assertEquals(await ada!.text(), "Bob 退出了聊天室");
    await bob.assertQuiet("Cy");
    assertEquals(await ada!.text(), "Cy 进入了聊天室");
    await bob.ask("Q Cy", ...EXITS);
    assertEquals(await ada!.text(), "Cy 退出了聊天室");
  }
});

Deno.test("server refuses a taken name with FAIL and the reason, whatever its case or width", async () => {
  await using room = await TestRoom.open();
  await room.members("Ada");
  const other = room.peer();
  for (const name of ["Ada", "ADA", "ada", "Ａｄａ"]) {
    await other.ask(`L ${name}`, refused("taken"));
  }
  await other.ask("L Adam", "OK");
});

Deno.test("server refuses names that are none with FAIL and the reason", async () => {
  await using room = await TestRoom.open();
  const peer = room.peer();
  const rows: [keyof Messages["refusal"], string[]][] = [
    ["empty", [""]],
    ["white-space", [" ", "a b", "a\tb"]],
    ["invisible", ["a\u0007b", "a\u202eb", "a\u200bb"]],
    ["too-long", ["x".repeat(33)]],
    ["reserved", ["管理员", "大管理员", "admin", "Admin1", "ＡＤＭＩＮ"]],
  ];
  for (const [reason, names] of rows) {
    for (const name of names) await peer.ask(`L ${name}`, refused(reason));
  }
  await peer.ask(`L ${"好".repeat(32)}`, "OK");
});

Deno.test("server says EXIT, Exit and quit to whoever says Q, known or not, and nothing to E", async () => {
  await using room = await TestRoom.open();
  const [ada] = await room.members("Ada");
  const stranger = room.peer();
  await stranger.ask("Q nobody", ...EXITS);
  await stranger.ask("Q Ada", ...EXITS);
  await stranger.send("E nobody");
  await stranger.assertQuiet("Bob");
  assertEquals(await ada!.text(), "Bob 进入了聊天室");
  await stranger.ask("Q Bob", ...EXITS);
});

Deno.test("server leaves junk before a login unanswered", async () => {
  await using room = await TestRoom.open();
  const peer = room.peer();
  for (
    const junk of [
      "",
      " ",
      "hello",
      "L",
      "l Bob",
      "LOGON Bob",
      "HELLO 1 chatroom",
      "\n",
      "X Bob hi",
    ]
  ) {
    await peer.send(junk);
  }
  await peer.assertQuiet("Bob");
});

Deno.test("server sends OK before any notice", async () => {
  await using room = await TestRoom.open();
  const [ada] = await room.members("Ada");
  const bob = room.peer();
  // Both wait in the server's socket: the answer must come before what Ada says next.
  await bob.send("L Bob");
  await ada!.send("C Ada hi");
  assertEquals(await bob.text(), "OK");
  assertEquals(await bob.text(), "Ada ： hi");
});

Deno.test("server cuts a long text between characters, into datagrams of at most 1024 bytes", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  const text = "汉字👨‍👩‍👧é".repeat(400);
  await ada!.send(`C Ada ${text}`);
  await ada!.send("C Ada end");
  let whole = "";
  for (;;) {
    const bytes = await bob!.bytes();
    assertLessOrEqual(bytes.length, 1024);
    const piece = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    assert(piece.startsWith("Ada ： "), piece);
    if (piece === "Ada ： end") break;
    assert(!/^[\u200d\u0301]/u.test(piece.slice(6)), "a cluster was cut");
    whole += piece.slice("Ada ： ".length);
  }
  assertEquals(whole, text);
});

Deno.test("server keeps the text as it is: double spaces, none at all, the empty text", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  for (const text of ["  two  spaces  ", "", " ", "C Ada hi", "a\tb"]) {
    await ada!.send(`C Ada ${text}`);
    assertEquals(await bob!.text(), `Ada ： ${text}`);
  }
});

Deno.test("server knows a member by the address: nobody speaks or leaves as somebody else", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await bob!.send("C Ada I am not Ada");
  await bob!.send("E Ada");
  await bob!.ask("Q Ada", ...EXITS);
  const stranger = room.peer();
  await stranger.send("C Ada nor am I");
  await stranger.send("E Ada");
  await stranger.assertQuiet("Ada", refused("taken"));
  await bob!.send("C Bob it is me");
  assertEquals(await ada!.text(), "Bob ： it is me");
  assertEquals(await memberNames(room.server), ["Ada", "Bob"]);
});

Deno.test("server takes two members from one machine, by their ports", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await ada!.send("C Ada 1");
  await bob!.send("C Bob 2");
  assertEquals(await ada!.text(), "Bob ： 2");
  assertEquals(await bob!.text(), "Ada ： 1");
});

Deno.test("server survives each datagram that killed others, and goes on answering", async () => {
  await using room = await TestRoom.open();
  const [ada] = await room.members("Ada");
  const invalid = new Uint8Array([0xff, 0xfe, 0x20, 0x80, 0xc3]);
  const prefixed = (text: string) =>
    new Uint8Array([...new TextEncoder().encode(text), ...invalid]);
  const deadly: (string | Uint8Array)[] = [
    "L",
    "C",
    "C Bob",
    "C Ada",
    "E",
    "Q",
    "E stranger",
    "EXIT",
    "QUIT",
    "LOGIN",
    "CHAT Ada",
    "",
    new Uint8Array(),
    invalid,
    prefixed("L "),
    prefixed("E "),
    prefixed("Q "),
    prefixed(""),
    new Uint8Array(65_507),
    new Uint8Array(65_507).fill(0x20),
    `L ${"x".repeat(65_000)}`,
  ];
  for (const [index, datagram] of deadly.entries()) {
    const peer = room.peer();
    await peer.send(datagram);
    const isLongLogin = typeof datagram === "string" && datagram.length > 60_000;
    if (isLongLogin) assertEquals(await peer.text(), refused("too-long"));
    await peer.assertQuiet(`peer${index}`);
    assertEquals(await ada!.text(), `peer${index} 进入了聊天室`);
    await peer.ask(`Q peer${index}`, ...EXITS);
    assertEquals(await ada!.text(), `peer${index} 退出了聊天室`);
  }
});

Deno.test("server relays no escape sequence to classic members, and no line that could be another's", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await ada!.send("C Ada \x1b]0;title\x07\x9b2Jone\u202e\nAda ： two\r\nthree");
  assertEquals(await bob!.text(), "Ada ： ␛]0;title␇\ufffd2Jone\n  Ada ： two\n  three");
  await room.server.ask({ kind: "topic", text: "\x1b[31mtea" });
  assertEquals(await bob!.text(), "管理员 设的新话题 ： ␛[31mtea");
});

Deno.test("server relays a text whose bytes are not UTF-8 as valid UTF-8", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  const cut = new TextEncoder().encode("C Ada 汉字").subarray(0, -1);
  await ada!.send(cut);
  assertEquals(await bob!.text(), "Ada ： 汉\ufffd");
});

Deno.test("server answers a repeated login again and tells nobody twice", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await bob!.ask("L Bob", "OK");
  await bob!.ask("L bob", "OK");
  await bob!.send("C Bob still here");
  assertEquals(await ada!.text(), "Bob ： still here");
});

Deno.test("server answers a member's PING, and nobody else's", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await bob!.ask("PING - Bob", "OK");
  await bob!.send("PING - Ada");
  await bob!.send("PING");
  await bob!.send("PING ");
  await bob!.send("PING -");
  await bob!.send("PING Bob");
  const stranger = room.peer();
  await stranger.send("PING - Ada");
  await stranger.send("PING - stranger");
  await stranger.assertQuiet("Ada", refused("taken"));
  await bob!.send("C Bob hi");
  assertEquals(await ada!.text(), "Bob ： hi");
  await bob!.ask("PING - bob", "OK");
});

Deno.test("server lets a seat that has spoken change its name: the old one leaves, the new one enters", async () => {
  await using room = await TestRoom.open();
  const [ada, bob] = await room.members("Ada", "Bob");
  await bob!.send("C Bob hi");
  assertEquals(await ada!.text(), "Bob ： hi");
  await bob!.ask("L Ada", refused("taken"));
  await bob!.ask("L Bo", "OK");
  assertEquals(await ada!.text(), "Bob 退出了聊天室（改了姓名）");
  assertEquals(await ada!.text(), "Bo 进入了聊天室");
});

Deno.test("server lets go of a silent member, and says why", async () => {
  await using room = await TestRoom.open({ idle: 300, language: "en" });
  const silent = room.peer();
  await silent.ask("L Silent", "OK");
  assertEquals(await silent.text(), "You left the room: you were silent for too long");
  await silent.ask("L Silent", "OK");
});

Deno.test("server refuses whom a full room has no place for", async () => {
  await using room = await TestRoom.open({ maxMembers: 2 });
  const [ada] = await room.members("Ada", "Bob");
  const cy = room.peer();
  await cy.ask("L Cy", refused("full"));
  await ada!.ask("Q Ada", ...EXITS);
  await cy.ask("L Cy", "OK");
  // Its answer comes after the events that were before it.
  await memberNames(room.server);
  const event = room.events.find(({ kind }) => kind === "refused");
  assert(event?.kind === "refused" && event.reason === "full");
});

Deno.test("server passes the operator's words on, removes a member, and tells all when it stops", async () => {
  const room = await TestRoom.open({ language: "en" });
  const [ada, bob] = await room.members("Ada", "Bob");
  room.server.ask({ kind: "say", text: "dinner  is ready" });
  assertEquals(await ada!.text(), "Message from the operator: dinner  is ready");
  assertEquals(await bob!.text(), "Message from the operator: dinner  is ready");
  assertEquals(await room.server.ask({ kind: "kick", name: "BOB" }), { kind: "done" });
  assertEquals(await room.server.ask({ kind: "kick", name: "Bob" }), {
    kind: "refused",
    reason: "nobody",
  });
  assertEquals(await bob!.text(), "You were removed from the room by the operator");
  assertEquals(await ada!.text(), "Bob was removed by the operator");
  await room.server.stop();
  assertEquals(await ada!.text(), "The room is closed");
  await ada![Symbol.asyncDispose]();
  await bob![Symbol.asyncDispose]();
});
