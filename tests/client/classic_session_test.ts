import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { assertThrows } from "@std/assert";
import fc from "fast-check";
import { messagesIn } from "../../src/language/mod.ts";
import { address } from "../support/network.ts";
import { SERVER, SessionBench } from "./session_bench.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Datagrams that may be sent before the server has to answer. */
const WINDOW = 64;

/** What a server of short words is told by one who leaves, and one of long words. */
const LEAVE = ["E bob", "Q bob", "q bob"];
const LONG_LEAVE = ["EXIT bob", "QUIT bob"];

const entered = (name: string) =>
  ({ kind: "entered", name, dialect: "classic", since: 0 }) as const;
const line = (index: number) => `line ${index}`;
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index));

// ---- Entering.

Deno.test("`ClassicSession.enter()` asks with `L name` and enters on OK, in its variants", () => {
  for (const answer of ["OK", "ok", "Ok", "OK 欢迎", "OK\n"]) {
    const bench = new SessionBench();
    bench.enter("小明");
    assertEquals(bench.takeTexts(), ["L 小明"]);
    bench.hear(answer);
    assertEquals(bench.takeEvents(), [entered("小明")], answer);
    bench.pass(10_000);
    assertEquals(bench.takeTexts(), []);
  }
});

Deno.test("`ClassicSession.enter()` takes anything else for a refusal, with the wording", () => {
  for (const [answer, reason] of [["FAIL", undefined], ["该用户存在", "该用户存在"]] as const) {
    const bench = new SessionBench();
    bench.enter("bob");
    bench.hear(answer);
    assertEquals(bench.takeEvents(), [{ kind: "refused", name: "bob", reason }]);
    assertEquals(bench.session.nextTimeout(), Infinity);
  }
});

Deno.test("`ClassicSession.enter()` tries short words, then long ones, then gives up within seconds and says so", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.pass(60_000);
  const sent = bench.takeSent();
  const asked = ["L bob", "L bob", "LOGIN bob", "LOGIN bob", "LOGIN bob"];
  assertEquals(sent.map(({ text }) => text), [...asked, ...LEAVE, ...LONG_LEAVE]);
  assertEquals(sent.map(({ at }) => at), [0, 500, 1500, 3000, 3700, 5000, 5000, 5000, 5000, 5000]);
  assertEquals(bench.takeEvents(), [{ kind: "unanswered" }]);
});

Deno.test("`ClassicSession` goes on in the long words where the server answers those", () => {
  for (const answer of ["OK", "IN"]) {
    const bench = new SessionBench();
    bench.enter("bob");
    bench.pass(1600);
    bench.hear(answer);
    assertEquals(bench.takeEvents(), [entered("bob")]);
    bench.takeSent();
    bench.say("hi");
    bench.leave();
    assertEquals(bench.takeTexts(), ["CHAT bob hi", ...LONG_LEAVE]);
  }
});

Deno.test("`ClassicSession.enter()` asks for another name in the words that were answered", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.pass(1600);
  bench.hear("FAIL");
  bench.takeSent();
  bench.enter("cid");
  assertEquals(bench.takeTexts(), ["LOGIN cid"]);
});

Deno.test("`ClassicSession.enter()` gives up no sooner than the last attempt's wait is over", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.pass(4999);
  assertEquals(bench.takeEvents(), []);
  bench.hear("OK");
  assertEquals(bench.takeEvents(), [entered("bob")]);
});

Deno.test("`ClassicSession.enter()` can be tried again after a refusal and after no answer", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.hear("FAIL");
  bench.enter("cid");
  bench.pass(60_000);
  bench.enter("dora");
  bench.hear("OK");
  assertEquals(bench.takeEvents().map(({ kind }) => kind), ["refused", "unanswered", "entered"]);
});

Deno.test("`ClassicSession.enter()` while entering or inside is the caller's mistake", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  assertThrows(() => bench.enter("cid"), Error, "Cannot enter");
  bench.hear("OK");
  assertThrows(() => bench.enter("cid"), Error, "Cannot enter");
});

Deno.test("`ClassicSession` does not take the earlier name's late refusals for the next name's", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.pass(1500); // Three attempts: three answers will come.
  bench.hear("FAIL");
  assertEquals(bench.takeEvents().map(({ kind }) => kind), ["refused"]);
  bench.enter("cid");
  bench.hear("FAIL");
  bench.hear("FAIL");
  assertEquals(bench.takeEvents(), []);
  bench.hear("OK");
  assertEquals(bench.takeEvents(), [entered("cid")]);
});

Deno.test("`ClassicSession` sees a refusal even if the earlier name's late ones were lost", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.pass(3000);
  bench.hear("FAIL");
  bench.takeEvents();
  bench.takeSent();
  bench.enter("cid");
  for (let attempt = 0; attempt < 4 && bench.events.length === 0; attempt++) {
    bench.hear("FAIL");
    if (bench.events.length === 0) bench.pass(bench.session.nextTimeout() - nowOf(bench));
  }
  assertEquals(bench.takeEvents(), [{ kind: "refused", name: "cid", reason: undefined }]);
});

function nowOf(bench: SessionBench): number {
  return Date.UTC(2026, 0, 1) + bench.time;
}

Deno.test("`ClassicSession.receive()` takes the server's port on another host that answers first, and no other", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.hear("OK", address(8889));
  assertEquals(bench.takeEvents(), []);
  bench.hear("OK", address(8888, "10.0.0.2"));
  assertEquals(bench.takeEvents(), [entered("bob")]);
  bench.hear("ann: one", address(8888, "10.0.0.2"));
  bench.hear("ann: two");
  bench.hear("ann: three", address(8888, "10.0.0.3"));
  const texts = bench.takeEvents().flatMap((event) => event.kind === "text" ? [event.text] : []);
  assertEquals(texts, ["ann: one", "ann: two"]);
});

Deno.test("`ClassicSession.receive()` ignores datagrams from other addresses", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  const strangers = [address(8889), address(8888, "10.0.0.2")];
  bench.hear("OK", strangers[0]);
  bench.hear("FAIL", strangers[0]);
  assertEquals(bench.takeEvents(), []);
  bench.hear("OK");
  bench.takeEvents();
  for (const stranger of strangers) {
    bench.hear("ann: hi", stranger);
    bench.hear(messagesIn("en").farewell.closed, stranger);
  }
  assertEquals(bench.takeEvents(), []);
});

// ---- Leaving.

Deno.test("`ClassicSession.leave()` sends E, Q and q once only, and nothing after them", () => {
  const bench = SessionBench.inside();
  bench.leave();
  assertEquals(bench.takeTexts(), LEAVE);
  assertEquals(bench.takeEvents(), [{ kind: "ended", reason: "left", unsaid: 0 }]);
  bench.leave();
  bench.say("too late");
  for (const datagram of ["EXIT", "OK", "ann: hi", messagesIn("en").farewell.closed]) {
    bench.hear(datagram);
  }
  bench.pass(1_000_000);
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], []]);
});

Deno.test("`ClassicSession.leave()` says nothing to a server that was started again, where it noticed", () => {
  for (
    const [pause, isHeard, words] of [[5000, false, 0], [500, false, 3], [5000, true, 3]] as const
  ) {
    const bench = SessionBench.inside();
    bench.say("hello");
    bench.hear("bob: hello");
    bench.pass(10);
    bench.say("anybody?");
    bench.takeSent();
    bench.pass(1);
    if (isHeard) bench.hear("ann: yes");
    bench.pass(pause);
    bench.leave();
    assertEquals(bench.takeTexts(), LEAVE.slice(0, words));
    assertEquals(bench.takeEvents().at(-1), { kind: "ended", reason: "left", unsaid: 0 });
  }
});

Deno.test("`ClassicSession.leave()` follows everything that was said before", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.say("one", "two");
  bench.leave();
  assertEquals(bench.takeTexts(), ["L bob"]);
  bench.hear("OK");
  assertEquals(bench.takeTexts(), ["C bob one", "C bob two", ...LEAVE]);
  assertEquals(bench.events.at(-1), { kind: "ended", reason: "left", unsaid: 0 });
  assertEquals(bench.said, 2);
});

Deno.test("`ClassicSession.leave()` before entering sends nothing", () => {
  const bench = new SessionBench();
  bench.leave();
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], [{
    kind: "ended",
    reason: "left",
    unsaid: 0,
  }]]);
});

Deno.test("`ClassicSession.leave()` while entering waits a moment for the answer, then takes it back", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.takeSent();
  bench.leave();
  assertEquals(bench.takeEvents(), []);
  bench.pass(500);
  assertEquals([bench.takeTexts(), bench.takeEvents()], [LEAVE, [{
    kind: "ended",
    reason: "left",
    unsaid: 0,
  }]]);
});

Deno.test("`ClassicSession.leave()` while entering leaves properly if the answer is OK", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.takeSent();
  bench.leave();
  bench.pass(400);
  bench.hear("OK");
  assertEquals(bench.takeTexts(), LEAVE);
  assertEquals(bench.takeEvents().at(-1), { kind: "ended", reason: "left", unsaid: 0 });
});

Deno.test("`ClassicSession.leave()` while entering has `ended` for its last event if it is refused", () => {
  const bench = new SessionBench();
  bench.enter("bob");
  bench.takeSent();
  bench.leave();
  bench.hear("FAIL");
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], [{
    kind: "ended",
    reason: "left",
    unsaid: 0,
  }]]);
});

Deno.test("`ClassicSession` is ended by the server's farewell in any language, without E", () => {
  for (const language of ["en", "zh"] as const) {
    for (const reason of ["kicked", "idle", "lost", "slow", "closed"] as const) {
      const bench = SessionBench.inside();
      bench.hear(messagesIn(language).farewell[reason]);
      assertEquals(bench.takeEvents(), [{ kind: "ended", reason, unsaid: 0 }]);
      bench.leave();
      bench.pass(1_000_000);
      assertEquals([bench.takeTexts(), bench.takeEvents()], [[], []]);
    }
  }
});

Deno.test("`ClassicSession` takes a farewell's words for a message where a member says them", () => {
  const bench = SessionBench.inside();
  const text = `ann: ${messagesIn("en").farewell.closed}`;
  bench.hear(text);
  assertEquals(bench.takeEvents(), [{ kind: "text", text, isEcho: false }]);
});

// ---- Saying.

Deno.test("`ClassicSession.say()` sends in order, and says so text by text", () => {
  const bench = SessionBench.inside();
  bench.say("hi", "", " two  spaces ");
  assertEquals(bench.takeTexts(), ["C bob hi", "C bob ", "C bob  two  spaces "]);
  assertEquals(bench.said, 3);
});

Deno.test("`ClassicSession.say()` splits a text so that ours and the relayed datagram fit 1024 bytes", () => {
  const name = "小".repeat(32);
  fc.assert(
    fc.property(
      fc.constantFrom("bob", "小明", name),
      fc.string({ unit: "grapheme", minLength: 300, maxLength: 4000 }),
      (name, text) => {
        const bench = SessionBench.inside(name);
        bench.say(text);
        const pieces = bench.takeTexts().map((sent) => {
          assertLessOrEqual(bytes(sent), 1024);
          assert(sent.startsWith(`C ${name} `));
          const piece = sent.slice(`C ${name} `.length);
          assertLessOrEqual(bytes(`${name} ： ${piece}`), 1024);
          return piece;
        });
        assertEquals(pieces.join(""), text);
        assertEquals(bench.said, 1);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("`ClassicSession.say()` sends a window of 64, then waits for a probe's answer", () => {
  for (const answer of ["OK", "ok"]) {
    const bench = SessionBench.inside();
    bench.say(...lines(150));
    const first = lines(150).map((text) => `C bob ${text}`);
    assertEquals(bench.takeTexts(), [...first.splice(0, WINDOW), "PING - bob"]);
    assertEquals(bench.said, WINDOW);
    bench.hear("ann: hi");
    assertEquals(bench.takeTexts(), []);
    bench.hear(answer);
    assertEquals(bench.takeTexts(), [...first.splice(0, WINDOW), "PING - bob"]);
    bench.hear(answer);
    assertEquals(bench.takeTexts(), first);
    assertEquals(bench.said, 150);
    assertEquals(bench.takeEvents(), [{ kind: "text", text: "ann: hi", isEcho: false }]);
  }
});

Deno.test("`ClassicSession.say()` keeps the window within one long text, too", () => {
  const bench = SessionBench.inside();
  const text = "汉".repeat(50_000);
  bench.say(text, "after");
  bench.leave();
  const sent: string[] = [];
  for (let round = 0; round < 10; round++) {
    const texts = bench.takeTexts();
    const chats = texts.filter((text) => text.startsWith("C "));
    assertLessOrEqual(chats.length, WINDOW);
    sent.push(...texts.filter((text) => text !== "PING - bob"));
    bench.hear("OK");
  }
  const pieces = sent.map((text) => text.replace(/^C bob /, ""));
  assertEquals(pieces.slice(-4), ["after", ...LEAVE]);
  assertEquals(pieces.slice(0, -4).join(""), text);
  assertEquals(bench.said, 2);
});

Deno.test("`ClassicSession` repeats an unanswered probe, asks to be let in again, then goes on and says that the server is gone", () => {
  const bench = SessionBench.probed();
  bench.say(...lines(WINDOW + 1));
  bench.takeSent();
  bench.pass(4499);
  assertEquals(bench.takeSent(), [
    { at: 300, text: "PING - bob" },
    { at: 900, text: "L bob" },
    { at: 2100, text: "L bob" },
  ]);
  assertEquals(bench.takeEvents(), []);
  bench.pass(1);
  assertEquals(bench.takeEvents(), [{ kind: "presence", present: false }]);
  assertEquals(bench.takeTexts(), [`C bob ${line(WINDOW)}`]);
});

Deno.test("`ClassicSession.say()` opens one window for a probe whose attempts are all answered late", () => {
  const bench = SessionBench.probed();
  bench.say(...lines(4 * WINDOW));
  bench.takeTexts();
  bench.pass(2000); // Three attempts: three answers will come.
  bench.takeTexts();
  for (let answer = 0; answer < 3; answer++) bench.hear("OK");
  assertEquals(bench.takeTexts().length, WINDOW + 1);
  bench.hear("OK");
  assertEquals(bench.takeTexts().length, WINDOW + 1);
});

Deno.test("`ClassicSession.say()` loses one attempt, not each, where a late answer never comes", () => {
  const bench = SessionBench.probed();
  bench.say(...lines(4 * WINDOW));
  bench.pass(300);
  bench.takeTexts();
  bench.hear("OK"); // To the second attempt: the first was lost.
  assertEquals(bench.takeTexts().length, WINDOW + 1);
  bench.hear("OK");
  assertEquals(bench.takeTexts(), []);
  bench.pass(300);
  assertEquals(bench.takeTexts(), ["PING - bob"]);
  bench.hear("OK");
  assertEquals(bench.takeTexts().length, WINDOW + 1);
  bench.hear("OK");
  assertEquals(bench.takeTexts().length, WINDOW);
});

Deno.test("`ClassicSession.leave()` with unsent texts and a dead server ends after all", () => {
  const bench = SessionBench.probed();
  bench.say(...lines(2 * WINDOW + 1));
  bench.leave();
  bench.pass(20_000);
  const texts = bench.takeTexts().filter((text) => !/^(?:L|PING -) bob$/.test(text));
  assertEquals(texts, [...lines(2 * WINDOW + 1).map((text) => `C bob ${text}`), ...LEAVE]);
  assertEquals(bench.takeEvents().at(-1), { kind: "ended", reason: "left", unsaid: 0 });
});

// ---- Presence.

Deno.test("`ClassicSession` probes after a minute in which it only read", () => {
  const bench = SessionBench.probed();
  for (let second = 1; second < 60; second++) {
    bench.pass(1000);
    bench.hear(`ann: ${second}`);
  }
  assertEquals(bench.takeTexts(), []);
  bench.pass(1000);
  assertEquals(bench.takeSent(), [{ at: 60_000, text: "PING - bob" }]);
  bench.hear("OK");
  bench.takeEvents();
  bench.pass(59_999);
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], []]);
  bench.pass(1);
  assertEquals(bench.takeTexts(), ["PING - bob"]);
});

Deno.test("`ClassicSession` probes a server that it only wrote to", () => {
  const bench = SessionBench.probed();
  for (let second = 1; second < 60; second++) {
    bench.pass(1000);
    bench.say(`${second}`);
  }
  bench.takeSent();
  bench.pass(1000);
  assertEquals(bench.takeTexts(), ["PING - bob"]);
});

Deno.test("`ClassicSession` tells when the server goes silent and when it is back, once each", () => {
  const bench = SessionBench.probed();
  bench.pass(64_499);
  assertEquals(bench.takeEvents(), []);
  bench.pass(1);
  assertEquals(bench.takeEvents(), [{ kind: "presence", present: false }]);
  bench.takeSent();
  bench.pass(60_000);
  assertEquals(bench.takeEvents(), []);
  const probes = bench.takeSent();
  assertGreaterOrEqual(probes.length, 10, "it keeps asking");
  assertEquals(new Set(probes.map(({ text }) => text)), new Set(["PING - bob", "L bob"]));
  bench.hear("OK");
  assertEquals(bench.takeEvents(), [{ kind: "presence", present: true }]);
  bench.pass(50_000);
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], []]);
});

Deno.test("`ClassicSession` takes any datagram of the server for a sign of life", () => {
  const bench = SessionBench.probed();
  bench.pass(68_000);
  bench.takeEvents();
  bench.hear("ann: hi");
  assertEquals(bench.takeEvents(), [
    { kind: "presence", present: true },
    { kind: "text", text: "ann: hi", isEcho: false },
  ]);
  bench.takeSent();
  bench.pass(50_000);
  assertEquals([bench.takeTexts(), bench.takeEvents()], [[], []]);
});

Deno.test("`ClassicSession.say()` to a server that is gone is sent all the same", () => {
  const bench = SessionBench.probed();
  bench.pass(64_500);
  bench.takeSent();
  bench.say("anybody?");
  assertEquals(bench.takeTexts(), ["C bob anybody?"]);
});

Deno.test("`ClassicSession` never repeats the login to a server that answers no probe, nor waits for it", () => {
  const bench = SessionBench.inside();
  bench.pass(3_600_000);
  assertEquals(new Set(bench.takeTexts()), new Set(["PING - bob"]));
  bench.say(...lines(3 * WINDOW));
  assertEquals(bench.takeTexts(), lines(WINDOW).map((text) => `C bob ${text}`));
  bench.hear("ann: hi");
  bench.pass(1000);
  assertEquals(bench.takeTexts().filter((text) => text.startsWith("C ")).length, 2 * WINDOW);
  assertEquals(bench.said, 3 * WINDOW);
  assertEquals(bench.takeEvents(), [{ kind: "text", text: "ann: hi", isEcho: false }]);
});

Deno.test("`ClassicSession` asks a server no more that has not answered the first probe", () => {
  const bench = SessionBench.inside();
  bench.pass(3_600_000);
  const asked = Array(4).fill("PING - bob");
  assertEquals(bench.takeTexts(), asked);
  bench.say(...lines(3 * WINDOW));
  bench.pass(100_000);
  assertEquals(bench.takeTexts(), lines(3 * WINDOW).map((text) => `C bob ${text}`));
});

Deno.test("`ClassicSession.say()` does not wait for a server that has not answered a probe yet", () => {
  const bench = SessionBench.inside();
  bench.say(...lines(3 * WINDOW));
  bench.leave();
  bench.pass(10_000);
  const sent = bench.takeSent().filter(({ text }) => text.startsWith("C "));
  assertEquals(sent.map(({ text }) => text), lines(3 * WINDOW).map((text) => `C bob ${text}`));
  assertEquals(new Set(sent.map(({ at }) => at)), new Set([0, 50, 100]));
  assertEquals(bench.events.at(-1), { kind: "ended", reason: "left", unsaid: 0 });
});

Deno.test("`ClassicSession` tells that nobody is at the server's address any more, and does not leave there", () => {
  const bench = SessionBench.inside();
  bench.isClosed = false;
  bench.hear("ann: hi");
  bench.pass(5000);
  bench.takeEvents();
  bench.isClosed = true;
  bench.pass(2000);
  assertEquals(bench.takeEvents(), [{ kind: "presence", present: false }]);
  // Another server may be there by now, which does not know the member.
  bench.isClosed = false;
  bench.leave();
  assertEquals(bench.takeTexts(), []);
  assertEquals(bench.takeEvents(), [{ kind: "ended", reason: "lost", unsaid: 0 }]);
});

Deno.test("`ClassicSession.leave()` is told to be lost where nobody is at the server's address", () => {
  const bench = SessionBench.inside();
  bench.isClosed = true;
  bench.leave();
  assertEquals(bench.takeTexts(), []);
  assertEquals(bench.takeEvents(), [{ kind: "ended", reason: "lost", unsaid: 0 }]);
});

Deno.test("`ClassicSession` believes no more that nobody is at an address from which it hears", () => {
  const bench = SessionBench.inside();
  bench.isClosed = true;
  bench.pass(2000);
  bench.hear("ann: hi");
  const presence = bench.takeEvents().filter(({ kind }) => kind === "presence");
  assertEquals(presence, [{ kind: "presence", present: false }, {
    kind: "presence",
    present: true,
  }]);
  bench.pass(10_000);
  assertEquals(bench.takeEvents(), []);
  bench.leave();
  assertEquals(bench.takeTexts(), LEAVE);
});

Deno.test("`ClassicSession` tells the end of each of several servers at one address", () => {
  const bench = SessionBench.inside();
  for (let server = 0; server < 3; server++) {
    bench.isClosed = true;
    bench.pass(2000);
    bench.isClosed = false;
    bench.hear("ann: hi");
    assertEquals(bench.takeEvents().map(({ kind }) => kind), ["presence", "presence", "text"]);
  }
});

// ---- Receiving.

Deno.test("`ClassicSession` hands on what arrives as text, without a leading line break", () => {
  const bench = SessionBench.inside();
  for (const text of ["ann: hi", "\nann: hi", "", "EXIT", "OK ann", "\0"]) bench.hear(text);
  bench.hear(Uint8Array.of(0xff, 0x61));
  assertEquals(
    bench.takeEvents(),
    ["ann: hi", "ann: hi", "", "EXIT", "OK ann", "\0", "\ufffda"]
      .map((text) => ({ kind: "text" as const, text, isEcho: false })),
  );
});

/** Whether the session takes a line of the server for its echo. */
function isEcho(bench: SessionBench, text: string): boolean {
  bench.hear(text);
  const event = bench.takeEvents().at(-1);
  assert(event?.kind === "text");
  return event.isEcho;
}

Deno.test("`ClassicSession` knows its own words, however the server spaces them", () => {
  for (
    const echo of [
      "bob: hello  you",
      "bob:hello  you",
      "bob : hello  you",
      "bob ： hello  you",
      "bob：hello  you",
      "\nbob : hello  you",
      "bob :   hello  you",
      "bob : hello  you\n",
      "bob : hello you",
    ]
  ) {
    const bench = SessionBench.inside();
    bench.say("hello  you");
    assertEquals(isEcho(bench, echo), true, JSON.stringify(echo));
    assertEquals(isEcho(bench, echo), false, "said once, echoed once");
  }
});

Deno.test("`ClassicSession` knows each piece of a long text of its own", () => {
  const bench = SessionBench.inside("小明");
  bench.say("汉".repeat(2000));
  const pieces = bench.takeTexts().map((sent) => sent.slice("C 小明 ".length));
  assertGreaterOrEqual(pieces.length, 6);
  for (const piece of pieces) assertEquals(isEcho(bench, `小明 ： ${piece}`), true);
});

Deno.test("`ClassicSession` takes nobody else's words for its own", () => {
  const bench = SessionBench.inside();
  bench.say("hi", "by: hi", "hi");
  assertEquals(isEcho(bench, "ann: hi"), false);
  assertEquals(isEcho(bench, "bobby: hi"), false);
  assertEquals(isEcho(bench, "hi"), false);
  assertEquals(isEcho(bench, "bobhi"), false);
  assertEquals(isEcho(bench, "bob: ho"), false);
  assertEquals(isEcho(bench, "bob entered the room"), false);
  assertEquals(isEcho(bench, "bob: hi"), true);
});

Deno.test("`ClassicSession` forgets what it said after some seconds", () => {
  const bench = SessionBench.inside();
  bench.say("hi");
  bench.pass(30_000);
  assertEquals(isEcho(bench, "bob: hi"), false);
});

Deno.test("`ClassicSession` survives datagrams of any bytes at any time", () => {
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.constantFrom("OK", "FAIL", "EXIT", "bob: hi", "").map((text) =>
      new TextEncoder().encode(text)
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(datagram, fc.nat({ max: 3000 })), { maxLength: 40 }), (story) => {
      const bench = new SessionBench();
      bench.enter("bob");
      for (const [datagram, pause] of story) {
        bench.hear(datagram, SERVER);
        bench.say("hi");
        bench.pass(pause);
      }
      bench.leave();
      bench.pass(60_000);
      const wasIn = bench.events.some(({ kind }) => kind === "entered");
      const unsaid = wasIn ? 0 : story.length;
      assertEquals(bench.events.at(-1), { kind: "ended", reason: "left", unsaid });
      assertEquals(bench.events.filter(({ kind }) => kind === "ended").length, 1);
      const goodbyes = bench.takeTexts().filter((text) => text === "E bob").length;
      // Where no answer came, the server may have let the member in.
      const isRefused = bench.events.some(({ kind }) => kind === "refused");
      assertEquals(goodbyes, isRefused && !wasIn ? 0 : 1);
    }),
    { numRuns: 300 },
  );
});
