import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type FieldType,
  type Request,
  REQUEST_FIELDS,
  REQUEST_KINDS,
  type RequestKind,
} from "../../src/base/mod.ts";
import {
  type BanStatus,
  decodeDirect,
  decodeRequest,
  type Direct,
  encodeDirect,
  encodeRequest,
  type MemberStatus,
  ProtocolError,
  type Reply,
  type RequestLine,
  type SeenStatus,
  type ServerStatus,
} from "../../src/wire/mod.ts";

const count = fc.maxSafeNat();
const text = fc.string({ unit: "binary" });

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const word = <W extends string>(...words: W[]) => fc.constantFrom(...words);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** Requests are numbered from 1 on. */
const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const requestLine: fc.Arbitrary<RequestLine> = fc.oneof(
  record({
    number: fc.constant(0),
    request: record({
      kind: word("enter"),
      name: text,
      history: count,
      run: text,
      takesOver: fc.boolean(),
      resume: maybe(record({ room: text, from: count, heard: count })),
    }),
  }),
  record({ number, request: fc.constantFrom(...REQUEST_KINDS).chain(someRequest) }),
);

const GENERATORS: Readonly<Record<FieldType, fc.Arbitrary<unknown>>> = {
  "text": text,
  "text?": maybe(text),
  "count": count,
  "count?": maybe(count),
};

/** Any request of a kind; what may be left out sometimes is. */
function someRequest(kind: RequestKind): fc.Arbitrary<Request> {
  const model = Object.entries<FieldType>(REQUEST_FIELDS[kind]).map(([field, type]) => [
    field,
    GENERATORS[type],
  ]);
  const fields = fc.record(Object.fromEntries(model), { noNullPrototype: true });
  return fields.map((values) => {
    const present = Object.entries(values).filter(([, value]) => value !== undefined);
    return { kind, ...Object.fromEntries(present) } as Request;
  });
}

const time = fc.integer();
const amount = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });

const entered = record({
  name: text,
  room: text,
  resumed: fc.boolean(),
  applied: count,
  from: count,
  time,
  since: count,
  missed: count,
  topic: text,
  id: text,
});

const member: fc.Arbitrary<MemberStatus> = record({
  name: text,
  dialect: word("classic", "reliable"),
  since: time,
  server: maybe(text),
  // What is written in JSON has no negative zero.
  idle: count,
  isOperator: fc.boolean(),
  isMuted: fc.boolean(),
  mutedUntil: maybe(time),
  roundTrip: maybe(count),
  address: maybe(text),
  loss: maybe(amount.map((value) => value + 0)),
  lag: maybe(count),
});

const ban: fc.Arbitrary<BanStatus> = record({
  target: text,
  covers: word("name", "address"),
  until: maybe(time),
  by: maybe(text),
});

const seen: fc.Arbitrary<SeenStatus> = record({
  name: text,
  dialect: word("classic", "reliable"),
  isAway: fc.boolean(),
  behind: maybe(count),
  lag: maybe(count),
});

const server: fc.Arbitrary<ServerStatus> = record({
  name: text,
  addresses: fc.array(text),
  members: count,
  lag: count,
  isGone: fc.boolean(),
});

const reply: fc.Arbitrary<Reply> = fc.oneof(
  record({ kind: word("done") }),
  record({ kind: word("refused"), reason: text }),
  record({ kind: word("who"), count, members: fc.array(member) }),
  record({ kind: word("bans"), bans: fc.array(ban) }),
  record({
    kind: word("history"),
    from: count,
    time,
    first: count,
    lines: fc.array(fc.tuple(count, text, text).map((entry) => JSON.stringify(entry))),
  }),
  record({
    kind: word("search"),
    hits: fc.array(record({
      index: count,
      line: fc.tuple(count, text, text).map((entry) => JSON.stringify(entry)),
    })),
    next: maybe(count),
  }),
  record({ kind: word("seen"), count, members: fc.array(seen) }),
  record({ kind: word("servers"), servers: fc.array(server) }),
);

const direct: fc.Arbitrary<Direct> = fc.oneof(
  record({ kind: word("entered"), entered }),
  record({ kind: word("denied"), reason: text }),
  record({ kind: word("stalled"), isStalled: fc.boolean() }),
  record({ kind: word("elsewhere"), addresses: fc.array(text) }),
  record({ kind: word("slowed"), perSecond: count }),
  record({
    kind: word("whisper"),
    whisper: record({ from: text, sender: text, to: text, text, at: time }),
  }),
  record({ kind: word("reply"), number, reply }),
);

/** The text of a line, which must be one line. */
function lineOf(bytes: Uint8Array): string {
  const line = new TextDecoder().decode(bytes);
  assertEquals(line.indexOf("\n"), line.length - 1);
  return line.slice(0, -1);
}

Deno.test("`decodeRequest()` reads what `encodeRequest()` wrote, in one line", () => {
  fc.assert(fc.property(requestLine, (line) => {
    assertEquals(decodeRequest(lineOf(encodeRequest(line))), line);
  }));
});

Deno.test("`decodeDirect()` reads what `encodeDirect()` wrote, in one line", () => {
  fc.assert(fc.property(direct, (direct) => {
    assertEquals(decodeDirect(lineOf(encodeDirect(direct))), direct);
  }));
});

Deno.test("`decodeRequest()` and `decodeDirect()` throw nothing but a ProtocolError, for any line", () => {
  const someWord = fc.constantFrom(
    ...["say", "enter", "entered", "denied", "who", "bans", "history", "whisper", "slowed"],
    ...["refused", "ban", "mute", "ping", "search", "seen"],
  );
  const anyLine = fc.oneof(
    text,
    fc.json(),
    fc.array(fc.oneof(count, fc.jsonValue(), someWord))
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anyLine, (line) => {
      for (const decode of [decodeRequest, decodeDirect]) {
        try {
          assert(decode(line) !== undefined);
        } catch (error) {
          assert(error instanceof ProtocolError, `${error}`);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("`decodeRequest()` refuses what is no request", () => {
  for (
    const line of [
      "",
      "[]",
      "{}",
      "null",
      '[1,"say"]',
      '[-1,"say","a"]',
      '[1.5,"say","a"]',
      '[1,"shout","a"]',
      '[1,"act",7]',
      '["1","who"]',
      '[1,"whisper","Bob"]',
      '[1,"whisper",{"to":"Bob"}]',
      '[1,"history",{"before":3}]',
      '[1,"history",{"count":-3}]',
      '[1,"ban",{"duration":3}]',
      '[1,"mute","Bob"]',
      '[1,"mute",{"name":"Bob","duration":"long"}]',
      '[1,"constructor"]',
      '[0,"enter",{"name":1,"history":0}]',
      '[0,"enter",{"name":"Ada"}]',
      '[0,"enter",null]',
    ]
  ) assertThrows(() => decodeRequest(line), ProtocolError, "Cannot read a request");
});

Deno.test("`decodeRequest()` takes a resumption that lacks something for none", () => {
  const line = '[0,"enter",{"name":"Ada","history":20,"run":"1","room":"r","from":7}]';
  const who = { name: "Ada", history: 20, run: "1", takesOver: false, resume: undefined };
  const request = { kind: "enter", ...who } as const;
  assertEquals(decodeRequest(line), { number: 0, request });
});

Deno.test("`decodeDirect()` reads a reply of an unknown kind as done, another unknown word as unknown", () => {
  assertEquals<unknown>(decodeDirect('[7,"weather",{"rain":true}]'), {
    kind: "reply",
    number: 7,
    reply: { kind: "done" },
  });
  assertEquals(decodeDirect('[0,"weather",{"rain":true}]'), { kind: "unknown" });
});

Deno.test("`decodeDirect()` leaves out of a list what it cannot read", () => {
  const line = '[3,"who",{"count":3,"members":[7,{"name":"Bob"},' +
    '{"name":"Ada","since":5,"idle":1,"roundTrip":"fast"}]}]';
  const read = decodeDirect(line);
  const members = read.kind === "reply" && read.reply.kind === "who" ? read.reply.members : [];
  assertEquals(members.map(({ name, roundTrip, dialect }) => [name, roundTrip, dialect]), [
    ["Ada", undefined, "reliable"],
  ]);
});
