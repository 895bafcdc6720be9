import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  ACCEPTANCES,
  byteLength,
  CLASSIC_LIMIT,
  type ClassicRequest,
  decodeClassicRequest,
  decodeLoginAnswer,
  decodeText,
  encodeChat,
  encodeLeave,
  encodeLogin,
  encodePing,
  encodeRefusal,
  encodeText,
  EXITS,
  isBareAnswer,
  LONG_WORDS,
  OK,
  OUT,
  SHORT_WORDS,
  splitChat,
} from "../../src/wire/mod.ts";
import { LANGUAGES, messagesIn } from "../../src/language/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (datagram: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(datagram);
const request = (datagram: string) => decodeClassicRequest(bytes(datagram));

const login = (name: string): ClassicRequest => ({ kind: "login", name });
const chat = (name: string, text: string): ClassicRequest => ({ kind: "chat", name, text });
const leave = (name: string, awaitsExit = false): ClassicRequest => ({
  kind: "leave",
  name,
  awaitsExit,
});

/** A name as people have it: no white space, up to 128 bytes. */
const someName = fc.string({ unit: "grapheme", minLength: 1, maxLength: 32 })
  .map((name) => name.replaceAll(/\s/gu, ""))
  .filter((name) => name !== "" && byteLength(name) <= 128 && name.isWellFormed());

Deno.test("`decodeClassicRequest()` reads every request, short and long", () => {
  const rows: [string, ClassicRequest][] = [
    ["L bob", login("bob")],
    ["LOGIN bob", login("bob")],
    ["L 小明", login("小明")],
    ["C bob hello", chat("bob", "hello")],
    ["CHAT bob hello", chat("bob", "hello")],
    ["C 小明 你好", chat("小明", "你好")],
    ["E bob", leave("bob")],
    ["EXIT bob", leave("bob")],
    ["QUIT bob", leave("bob")],
    ["Q bob", leave("bob", true)],
    ["q bob", leave("bob", true)],
    ["PING - 小明", { kind: "ping", name: "小明" }],
  ];
  for (const [datagram, expected] of rows) assertEquals(request(datagram), expected, datagram);
});

Deno.test("`decodeClassicRequest()` takes as text all that follows the one space behind the name", () => {
  assertEquals(request("C bob  two  spaces "), chat("bob", " two  spaces "));
  assertEquals(request("C bob "), chat("bob", ""));
  assertEquals(request("CHAT bob "), chat("bob", ""));
  assertEquals(request("C bob   "), chat("bob", "  "));
  assertEquals(request("C bob a\nb\tc\0"), chat("bob", "a\nb\tc\0"));
  assertEquals(request("C bob \ufeffhi"), chat("bob", "\ufeffhi"));
});

Deno.test("`decodeClassicRequest()` takes a login's name as all that follows", () => {
  assertEquals(request("L bob smith"), login("bob smith"));
  assertEquals(request("L  bob"), login(" bob"));
  assertEquals(request("L "), login(""));
  assertEquals(request("L bob\n"), login("bob\n"));
});

Deno.test("`decodeClassicRequest()` takes as no request what it does not understand", () => {
  for (
    const datagram of [
      "",
      " ",
      "L",
      "C",
      "E",
      "Q",
      "LOGIN",
      "C bob",
      "C  bob hi",
      "C ",
      "E ",
      "Q ",
      "E  bob",
      "l bob",
      "c bob hi",
      "login bob",
      " L bob",
      "\nL bob",
      "L\tbob",
      "LL bob",
      "LOGINX bob",
      "HELLO 1",
      "PING bob",
      "PING - ",
      "OK",
      "FAIL",
      "X bob",
      "constructor bob",
      "toString bob",
      "\ufeffL bob",
    ]
  ) assertEquals(request(datagram), undefined, JSON.stringify(datagram));
});

Deno.test("`decodeClassicRequest()` takes bytes that are not UTF-8 for no name, but keeps a text", () => {
  const broken = [0xff, 0xe6, 0xb1];
  assertEquals(decodeClassicRequest(Uint8Array.of(...bytes("L "), ...broken)), undefined);
  assertEquals(decodeClassicRequest(Uint8Array.of(...bytes("E "), ...broken)), undefined);
  assertEquals(
    decodeClassicRequest(Uint8Array.of(...bytes("C "), ...broken, ...bytes(" hi"))),
    undefined,
  );
  assertEquals(decodeClassicRequest(Uint8Array.of(...broken, ...bytes(" bob"))), undefined);
  const cutWithin = bytes("C bob 汉").subarray(0, -1);
  assertEquals(decodeClassicRequest(cutWithin), chat("bob", "\ufffd"));
});

Deno.test("`decodeClassicRequest()` reads datagrams of 64 kB", () => {
  const long = "汉".repeat(21_000);
  assertEquals(request(`C bob ${long}`), chat("bob", long));
  assertEquals(request(`L ${long}`), login(long));
  assertEquals(request(long), undefined);
  assertEquals(decodeClassicRequest(new Uint8Array(65_507)), undefined);
});

Deno.test("`decodeClassicRequest()` never throws, and finds only what is there", () => {
  const word = fc.constantFrom(
    "L ",
    "C ",
    "E ",
    "Q ",
    "LOGIN ",
    "CHAT ",
    "EXIT ",
    "QUIT ",
    "PING ",
    "C b ",
  );
  const junk = fc.uint8Array({ maxLength: 60 });
  const near = fc.tuple(word, junk).map(([start, rest]) => Uint8Array.of(...bytes(start), ...rest));
  fc.assert(
    fc.property(fc.oneof(junk, near), (datagram) => {
      const found = decodeClassicRequest(datagram);
      if (found === undefined) return;
      assert(datagram.includes(0x20));
      if (found.kind !== "login") assert(found.name !== "" && !found.name.includes(" "));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("`encodeLogin()`, `encodeChat()` and `encodeLeave()` write what a server reads", () => {
  assertEquals(text(encodeLogin("bob", SHORT_WORDS)), "L bob");
  assertEquals(text(encodeChat("bob", " hi  there ", SHORT_WORDS)), "C bob  hi  there ");
  assertEquals(encodeLeave("bob", SHORT_WORDS).map(text), ["E bob", "Q bob", "q bob"]);
  assertEquals(text(encodeLogin("bob", LONG_WORDS)), "LOGIN bob");
  assertEquals(text(encodeChat("bob", "hi", LONG_WORDS)), "CHAT bob hi");
  assertEquals(encodeLeave("bob", LONG_WORDS).map(text), ["EXIT bob", "QUIT bob"]);
  const said = fc.string({ unit: "grapheme" });
  const words = fc.constantFrom(SHORT_WORDS, LONG_WORDS);
  fc.assert(
    fc.property(someName, said, words, (name, said, words) => {
      assertEquals(decodeClassicRequest(encodeLogin(name, words)), login(name));
      assertEquals(decodeClassicRequest(encodePing(name)), { kind: "ping", name });
      const spoken = encodeChat(name, said, words);
      assertEquals(decodeClassicRequest(spoken), chat(name, said.toWellFormed()));
      for (const [index, datagram] of encodeLeave(name, words).entries()) {
        const awaits = index > 0 && words === SHORT_WORDS;
        assertEquals(decodeClassicRequest(datagram), leave(name, awaits));
      }
    }),
  );
});

Deno.test("`ACCEPTANCES`, `EXITS`, `OK` and `OUT` are exactly those bytes", () => {
  assertEquals(ACCEPTANCES.map(text), ["OK", "ok", "Ok", "IN"]);
  assertEquals(EXITS.map(text), ["EXIT", "Exit", "quit"]);
  assertEquals(text(OUT), "OUT");
  assertEquals([...OK], [0x4f, 0x4b]);
});

Deno.test("`splitChat()` leaves room for `C name ` and for ` ： ` behind the name", () => {
  fc.assert(
    fc.property(someName, fc.string({ unit: "grapheme", maxLength: 3000 }), (name, said) => {
      const pieces = splitChat(name, said);
      assertEquals(pieces.join(""), said);
      for (const piece of pieces) {
        assert(encodeChat(name, piece, LONG_WORDS).length <= CLASSIC_LIMIT);
        assert(bytes(`${name} ： ${piece}`).length <= CLASSIC_LIMIT);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("`encodeText()` puts the prefix before each piece, all within 1024 bytes", () => {
  const said = "汉".repeat(2000);
  const datagrams = encodeText("小明 ： ", said);
  const pieces = datagrams.map((datagram) => {
    assert(datagram.length <= 1024);
    assert(text(datagram).startsWith("小明 ： "));
    return text(datagram).slice("小明 ： ".length);
  });
  assertEquals(pieces.join(""), said);
  assert(pieces.length > 1);
  assertEquals(encodeText("bob: ", "").map(text), ["bob: "]);
  assertEquals(encodeText("", "bob left").map(text), ["bob left"]);
});

Deno.test("`decodeLoginAnswer()` takes OK in any case, alone or with words, for a success", () => {
  for (const answer of ["OK", "ok", "Ok", "oK", "OK 欢迎", "ok welcome", "OK\n", "OK\nhi", "IN"]) {
    assertEquals(decodeLoginAnswer(bytes(answer)), { kind: "accepted" }, answer);
  }
});

Deno.test("`decodeLoginAnswer()` takes all else for a refusal, with the wording if it is not FAIL", () => {
  const rows: [string, string | undefined][] = [
    ["FAIL", undefined],
    ["fail", undefined],
    ["FAIL\n", undefined],
    ["", undefined],
    ["该用户存在", "该用户存在"],
    ["FAIL: taken", "taken"],
    ["FAIL 该用户存在", "该用户存在"],
    ["FAILURE", "FAILURE"],
    ["OKAY", "OKAY"],
    ["IN USE", "IN USE"],
    ["Not OK", "Not OK"],
    ["\n用户名已存在\n", "用户名已存在"],
  ];
  for (const [answer, reason] of rows) {
    assertEquals(decodeLoginAnswer(bytes(answer)), { kind: "refused", reason }, answer);
  }
  assertEquals(decodeLoginAnswer(Uint8Array.of(0xff)), { kind: "refused", reason: "\ufffd" });
});

Deno.test("`encodeRefusal()` begins with FAIL, is no longer than 128 bytes, and is read with its reason", () => {
  for (const language of LANGUAGES) {
    for (const why of Object.values(messagesIn(language).refusal)) {
      const datagram = encodeRefusal(why);
      assertEquals(text(datagram), `FAIL ${why}`);
      assertEquals(decodeLoginAnswer(datagram), { kind: "refused", reason: why });
      assert(datagram.length <= 128, why);
    }
  }
  const cut = encodeRefusal("汉".repeat(100));
  assertEquals(text(cut), `FAIL ${"汉".repeat(41)}`);
});

Deno.test("`isBareAnswer()` knows OK, IN and FAIL in any case and nothing else", () => {
  for (const answer of ["OK", "ok", "Ok", "IN", "FAIL", "fail", "Fail"]) {
    assertEquals(isBareAnswer(bytes(answer)), true, answer);
  }
  for (const other of ["", "OK ", "OK hi", "FAILED", "bob: OK", "O", "EXIT", "okok"]) {
    assertEquals(isBareAnswer(bytes(other)), false, other);
  }
});

Deno.test("`decodeText()` takes off one leading line break and survives bytes that are no text", () => {
  assertEquals(decodeText(bytes("\nbob : hi\n")), "bob : hi\n");
  assertEquals(decodeText(bytes("\r\nbob : hi")), "bob : hi");
  assertEquals(decodeText(bytes("\n\nhi")), "\nhi");
  assertEquals(decodeText(bytes("hi\nthere")), "hi\nthere");
  assertEquals(decodeText(bytes("")), "");
  fc.assert(fc.property(fc.uint8Array(), (datagram) => decodeText(datagram).isWellFormed()));
});
