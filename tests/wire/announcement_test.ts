import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  byteLength,
  cleanRoomName,
  decodeClassicRequest,
  decodeDiscovery,
  type Discovery,
  DISCOVERY_LIMIT,
  encodeAnnouncement,
  encodeGoodbye,
  encodeQuery,
  ROOM_NAME_LIMIT,
} from "../../src/wire/mod.ts";
import { anyText } from "../support/texts.ts";

const encoder = new TextEncoder();
const decode = (text: string) => decodeDiscovery(encoder.encode(text));

const [NONCE, ID] = ["0123456789abcdef", "fedcba9876543210-_AZaz"] as const;
const query = `FIND 2 ${NONCE} `.padEnd(DISCOVERY_LIMIT, ".");

const hash = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
const digits = fc.stringMatching(/^[0-9a-f]{16}$/);
const roomName = fc.oneof(
  anyText(60),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("a", " ", "\u0301", "\u200d", "𠮷", "각", "ᄀ"),
    maxLength: 60,
  }),
).map(cleanRoomName).filter((name) => name !== "");
const discovery: fc.Arbitrary<Discovery> = fc.oneof(
  fc.record({ kind: fc.constant("query" as const), nonce: digits }),
  fc.record({ kind: fc.constant("goodbye" as const), keyHash: hash }),
  fc.record({
    kind: fc.constant("announcement" as const),
    nonce: fc.option(digits, { nil: undefined }),
    keyHash: hash,
    isSecret: fc.boolean(),
    port: fc.integer({ min: 1, max: 65_535 }),
    members: fc.nat({ max: 999_999 }),
    name: roomName,
  }),
);

function encode(value: Discovery): Uint8Array {
  switch (value.kind) {
    case "query":
      return encodeQuery(value.nonce);
    case "goodbye":
      return encodeGoodbye(value.keyHash);
    case "announcement":
      return encodeAnnouncement(value);
  }
}

Deno.test("`decodeDiscovery()` reads what was encoded, from no more bytes than a query has", () => {
  fc.assert(
    fc.property(discovery, (value) => {
      const datagram = encode(value);
      assertEquals(decodeDiscovery(datagram), value);
      assert(datagram.length <= DISCOVERY_LIMIT, `${datagram.length} bytes`);
      if (value.kind === "query") assertEquals(datagram.length, DISCOVERY_LIMIT);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("`decodeDiscovery()` reads the datagrams as they are documented", () => {
  assertEquals(decode(query), { kind: "query", nonce: NONCE });
  assertEquals(decode(`GONE 2 ${ID}`), { kind: "goodbye", keyHash: ID });
  const room = {
    kind: "announcement",
    keyHash: ID,
    isSecret: false,
    port: 8888,
    members: 3,
    name: "Ada's room",
  } as const;
  assertEquals(decode(`ROOM 2 ${NONCE} ${ID} open 8888 3 Ada's room`), { ...room, nonce: NONCE });
  assertEquals(decode(`ROOM 2 - ${ID} open 8888 3 Ada's room`), { ...room, nonce: undefined });
});

Deno.test("`decodeDiscovery()` refuses everything else", () => {
  for (
    const text of [
      "",
      "FIND",
      query.slice(0, -1),
      `${query}.`,
      query.replace("FIND 2", "FIND 1"),
      query.replace("FIND", "find"),
      query.replace(/\.$/, " "),
      query.replace("abcdef", "ABCDEF"),
      `GONE 2 ${ID} `,
      `GONE 2 ${ID}\n`,
      `GONE 2 ${ID.slice(1)}`,
      `GONE 1 ${ID}`,
      `ROOM 2 ${NONCE} ${ID} open 8888 3 `,
      `ROOM 2 ${NONCE} ${ID} open 8888 3 \u202e\u200b`,
      `ROOM 2 ${NONCE} ${ID} open 8888 3`,
      `ROOM 2 ${NONCE} ${ID} open 0 3 room`,
      `ROOM 2 ${NONCE} ${ID} open 65536 3 room`,
      `ROOM 2 ${NONCE} ${ID} open 08888 3 room`,
      `ROOM 2 ${NONCE} ${ID} open 8888 -3 room`,
      `ROOM 2 ${NONCE} ${ID} open 8888 03 room`,
      `ROOM 2 ${NONCE} ${ID} open 8888 1000000 room`,
      `ROOM 2 ${NONCE} - open 8888 3 room`,
      `ROOM 2 ${NONCE} ${ID} 8888 3 room`,
      `\ufeffROOM 2 ${NONCE} ${ID} open 8888 3 room`,
      `ROOM 2 ${NONCE} ${ID} open 8888 3 ${"x".repeat(DISCOVERY_LIMIT)}`,
    ]
  ) assertEquals(decode(text), undefined, JSON.stringify(text));
  const broken = encoder.encode(`ROOM 2 ${NONCE} ${ID} open 8888 3 room`);
  assertEquals(decodeDiscovery(broken.fill(0xff, -1)), undefined);
});

Deno.test("`decodeDiscovery()` takes any bytes, and what it reads can be encoded and read again", () => {
  const altered = fc.tuple(
    discovery,
    fc.nat(),
    fc.integer({ min: 0, max: 255 }),
    fc.nat({ max: 9 }),
  )
    .map(([value, at, byte, cut]) => {
      const datagram = encode(value);
      datagram[at % datagram.length] = byte;
      return datagram.subarray(0, datagram.length - (at % 3 === 0 ? cut : 0));
    });
  const dirtyName = anyText(80).map((name) => encoder.encode(`ROOM 2 - ${ID} open 8888 3 ${name}`));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), altered, dirtyName), (datagram) => {
      const value = decodeDiscovery(datagram);
      if (value !== undefined) assertEquals(decodeDiscovery(encode(value)), value);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("no classic request is a datagram of discovery", () => {
  fc.assert(
    fc.property(discovery, (value) => decodeClassicRequest(encode(value)) === undefined),
  );
});

Deno.test("`encodeAnnouncement()` tells of a crowd as the largest number that it can", () => {
  const datagram = encodeAnnouncement({
    nonce: NONCE,
    keyHash: ID,
    isSecret: false,
    port: 65_535,
    members: 12_345_678,
    name: "𠮷".repeat(99),
  });
  const value = decodeDiscovery(datagram);
  assert(value?.kind === "announcement" && value.members === 999_999);
  assert(datagram.length <= DISCOVERY_LIMIT);
});

Deno.test("`cleanRoomName()` leaves nothing that disturbs a line", () => {
  const rows: [string, string][] = [
    ["Ada's room", "Ada's room"],
    ["  聊天室 \t\n 二  ", "聊天室 二"],
    ["\x1b[31mred\x07", "[31mred"],
    ["a\u202eb\u2066c\u200fd\u200be", "abcde"],
    ["e\u0301te", "éte"],
    ["\u0301\u0302x", "x"],
    ["x" + "\u0316".repeat(10_000), "x" + "\u0316".repeat(4)],
    ["x".repeat(31) + " y", "x".repeat(31)],
    ["𠮷".repeat(99), "𠮷".repeat(32)],
    ["\ud83d", ""],
    [" \u2800\u3164 ", ""],
  ];
  for (const [text, name] of rows) assertEquals(cleanRoomName(text), name, JSON.stringify(text));
});

Deno.test("`cleanRoomName()` cleans once and for all, within its limits", () => {
  const text = fc.oneof(anyText(80), fc.string({ unit: "grapheme", maxLength: 80 }));
  fc.assert(
    fc.property(text, (text) => {
      const name = cleanRoomName(text);
      assertEquals(cleanRoomName(name), name);
      assert([...name].length <= ROOM_NAME_LIMIT && byteLength(name) <= 4 * ROOM_NAME_LIMIT);
      assert(!/[\p{Cc}\p{Cf}\p{Cs}]|^\s|\s\s|\s$/u.test(name), JSON.stringify(name));
    }),
    { numRuns: 5000 },
  );
});
