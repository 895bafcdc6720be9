import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  decodeDirect,
  decodeRequest,
  type Direct,
  encodeDirect,
  encodeRequest,
  ProtocolError,
  type Request,
} from "../../src/wire/mod.ts";

const count = fc.maxSafeNat();
const text = fc.string({ unit: "binary" });

const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({
    kind: fc.constant("enter" as const),
    name: text,
    history: count,
    resume: fc.option(fc.record({ room: text, token: text, from: count, heard: count }), {
      nil: undefined,
    }),
  }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("say" as const), number: count, text }, { noNullPrototype: true }),
);

const entered = fc.record({
  name: text,
  room: text,
  token: text,
  resumed: fc.boolean(),
  applied: count,
  from: count,
  time: fc.integer(),
  since: count,
  missed: count,
}, { noNullPrototype: true });

const direct: fc.Arbitrary<Direct> = fc.oneof(
  fc.record({ kind: fc.constant("entered" as const), entered }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("denied" as const), reason: text }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("done" as const), number: count }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("refused" as const), number: count, reason: text }, {
    noNullPrototype: true,
  }),
);

/** The text of a line, which must be one line. */
function lineOf(bytes: Uint8Array): string {
  const line = new TextDecoder().decode(bytes);
  assertEquals(line.indexOf("\n"), line.length - 1);
  return line.slice(0, -1);
}

Deno.test("`decodeRequest()` reads what `encodeRequest()` wrote, in one line", () => {
  fc.assert(fc.property(request, (request) => {
    assertEquals(decodeRequest(lineOf(encodeRequest(request))), request);
  }));
});

Deno.test("`decodeDirect()` reads what `encodeDirect()` wrote, in one line", () => {
  fc.assert(fc.property(direct, (direct) => {
    assertEquals(decodeDirect(lineOf(encodeDirect(direct))), direct);
  }));
});

Deno.test("`decodeRequest()` and `decodeDirect()` throw nothing but a ProtocolError, for any line", () => {
  const anyLine = fc.oneof(
    text,
    fc.json(),
    fc.array(fc.oneof(count, fc.jsonValue(), fc.constantFrom("say", "enter", "entered", "denied")))
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anyLine, (line) => {
      for (const decode of [decodeRequest, decodeDirect]) {
        try {
          assert(decode(line).kind.length > 0);
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
      '[0,"enter",{"name":1,"history":0}]',
      '[0,"enter",{"name":"Ada"}]',
      '[0,"enter",null]',
    ]
  ) assertThrows(() => decodeRequest(line), ProtocolError, "Cannot read a request");
});

Deno.test("`decodeRequest()` takes a resumption that lacks something for none", () => {
  const line = '[0,"enter",{"name":"Ada","history":20,"room":"r","token":"t","from":7}]';
  const expected: Request = { kind: "enter", name: "Ada", history: 20, resume: undefined };
  assertEquals(decodeRequest(line), expected);
});
