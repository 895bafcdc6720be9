// deno-lint-ignore-file no-control-regex

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BadLine, JSON_FIELDS, parseJsonLine } from "../../src/cli/script/json_request.ts";
import { jsonLine } from "../../src/cli/json_line.ts";
import { messagesIn } from "../../src/language/mod.ts";

const messages = messagesIn("en");
const parse = (line: string) => parseJsonLine(line, messages);

/** What is wrong with a line. */
function faultOf(line: string): BadLine {
  return assertThrows(() => parse(line), BadLine);
}

Deno.test("`parseJsonLine()` takes a line that begins with no brace as it is", () => {
  for (const text of ["hello", '"quoted"', "[1]", "null", "exit", " spaces ", "a {"]) {
    assertEquals(parse(text), { request: { kind: "say", text } });
  }
  for (const blank of ["", "  ", "\u3000"]) {
    assertEquals(faultOf(blank).message, "There is nothing to say: the text is blank");
  }
});

Deno.test("`parseJsonLine()` reads requests with their own fields, and the id of any kind", () => {
  assertEquals<unknown>(
    [
      parse('{"kind":"say","text":"hi","id":1,"more":2}'),
      parse(' {"id":{"a":[null]},"kind":"whisper","to":"Bob","text":"psst"}'),
      parse('{"kind":"who"}'),
      parse('{"kind":"history","count":3}'),
      parse('{"kind":"kick","name":"Bob","id":null}'),
      parse('{"kind":"unban","target":"10.0.0.7"}'),
      parse('{"kind":"ban","target":"Bob","duration":60000}'),
      parse('{"kind":"leave"}'),
    ],
    [
      { id: 1, request: { kind: "say", text: "hi" } },
      { id: { a: [null] }, request: { kind: "whisper", to: "Bob", text: "psst" } },
      { request: { kind: "who" } },
      { request: { kind: "history", count: 3 } },
      { id: null, request: { kind: "kick", name: "Bob" } },
      { request: { kind: "unban", target: "10.0.0.7" } },
      { request: { kind: "ban", target: "Bob", duration: 60_000 } },
      { request: { kind: "leave" } },
    ],
  );
});

Deno.test("`parseJsonLine()` gives any id back as it was written, in requests and in faults", () => {
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,4})?$/);
  const known = fc.constantFrom("12345678901234567891", "1e400", "-0", "1.0", '[{"a":1e-999}]');
  fc.assert(
    fc.property(fc.oneof(known, digits), (id) => {
      const answer = `{"id":${id}}`;
      assertEquals(jsonLine({ id: parse(`{"kind":"who","id": ${id} }`).id }), answer);
      assertEquals(jsonLine({ id: faultOf(`{"kind":"fly","id":${id}}`).id }), answer);
    }),
  );
  // Fields of requests are numbers as ever.
  assertEquals<unknown>(parse('{"kind":"history","count":3e0,"id":1}').request, {
    kind: "history",
    count: 3,
  });
});

Deno.test("`parseJsonLine()` says in words what is wrong, with the line's id", () => {
  assertMatch(faultOf("{").message, /^Cannot read the line as JSON: /);
  assertMatch(faultOf('{"a":1} trailing').message, /^Cannot read the line as JSON: /);
  assertEquals(
    faultOf('{"kind":"fly","id":7}').message,
    `Cannot do that: the kind is "fly", not one of ${Object.keys(JSON_FIELDS).join(", ")}`,
  );
  assertEquals(faultOf('{"kind":"fly","id":7}').id, 7);
  assertMatch(faultOf('{"text":"hi"}').message, /the kind is undefined/);
  assertMatch(faultOf('{"kind":"constructor"}').message, /the kind is "constructor"/);
  assertEquals(
    faultOf('{"kind":"say","text":5}').message,
    "Cannot say: text is 5, and has to be a text",
  );
  assertEquals(
    faultOf('{"kind":"history","count":1.5}').message,
    "Cannot history: count is 1.5, and has to be a whole number from 0 on",
  );
  const long = faultOf(`{"kind":"say","text":["${"x".repeat(1000)}"]}`).message;
  assertEquals(long.length < 100, true);
});

Deno.test("`parseJsonLine()` reads any line, or refuses it as a bad one", () => {
  const object = fc.dictionary(
    fc.constantFrom("kind", "id", "text", "to", "name", "count", "target", "duration"),
    fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.keys(JSON_FIELDS))),
  ).map((value) => JSON.stringify(value));
  fc.assert(fc.property(fc.oneof(object, fc.string().map((text) => `{${text}`)), (line) => {
    try {
      parse(line);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
    }
  }));
});

Deno.test("`jsonLine()` is one line of JSON without a control or bidirectional character", () => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x9b, 0x202e, 0xa));
  const text = fc.array(unit).map((units) => String.fromCharCode(...units));
  fc.assert(fc.property(text, (text) => {
    const line = jsonLine({ text });
    assertEquals(JSON.parse(line), { text });
    assertEquals(
      /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/.exec(line),
      null,
    );
  }));
});

Deno.test("src/cli/script/README.md has a table of all requests and their fields", async () => {
  const readme = await Deno.readTextFile(
    new URL("../../src/cli/script/README.md", import.meta.url),
  );
  const [, table = ""] = /^\| request \| fields .*?\n(.*?)\n\n/ms.exec(readme) ?? [];
  const rows = table.split("\n").slice(1).map((row) => row.split("|").map((cell) => cell.trim()));
  const inReadme = rows.map(([, kind, fields = ""]) => [kind, fields]);
  const inCode = Object.entries(JSON_FIELDS).map(([kind, fields]) => [
    `\`${kind}\``,
    Object.entries<string>(fields)
      .map(([field, type]) => `\`${field}${type.endsWith("?") ? "?" : ""}\``).join(", "),
  ]);
  assertEquals(inReadme.toSorted(), inCode.toSorted());
});
