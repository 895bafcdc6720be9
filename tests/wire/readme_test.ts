import { assert, assertEquals } from "@std/assert";
import { decodeEntry, LINE_LIMIT } from "../../src/room/mod.ts";
import {
  decodeAnswer,
  decodeCall,
  decodeDirect,
  decodeFrames,
  decodeHeader,
  decodeRequest,
  DIRECT_LIMIT,
  encodeAnswer,
  encodeCall,
  openPayload,
  REQUEST_LIMIT,
} from "../../src/wire/mod.ts";

const README = await Deno.readTextFile(new URL("../../src/wire/README.md", import.meta.url));
const KEY = { session: 0x0123456789abcd, tag: 0x89abcdef };

const encoder = new TextEncoder();

/** The lines of the blocks that are marked with this word. */
function examples(word: string): string[] {
  const blocks = [...README.matchAll(new RegExp(`^\`\`\`${word}\n(.*?)^\`\`\``, "gms"))];
  const lines = blocks.flatMap(([, block = ""]) => block.trimEnd().split("\n"));
  assert(lines.length > 0, `no examples of ${word}`);
  return lines;
}

Deno.test("The format's description has calls and answers that are read, and written the same", () => {
  for (const line of examples("call")) {
    const call = decodeCall(encoder.encode(line));
    assert(call !== undefined, line);
    assertEquals(new TextDecoder().decode(encodeCall(call)), line);
  }
  for (const line of examples("answer")) {
    const answer = decodeAnswer(encoder.encode(line));
    assert(answer !== undefined, line);
    assertEquals(new TextDecoder().decode(encodeAnswer(answer)), line);
  }
});

Deno.test("The format's description has datagrams that are read as it says", () => {
  const read = examples("hex").map((line) => {
    const datagram = Uint8Array.from(line.split(" "), (digits) => parseInt(digits, 16));
    const { kind, session, number, asking } = decodeHeader(datagram);
    assertEquals(session, KEY.session);
    return kind === "reset"
      ? kind
      : { number, asking, frames: decodeFrames(openPayload(datagram, KEY)) };
  });
  const bytes = encoder.encode(`${examples("request")[0]}\n`);
  assertEquals<unknown>(read, [
    { number: 0, asking: false, frames: [{ kind: "stream", stream: 2, offset: 0, bytes }] },
    { number: 7, asking: true, frames: [{ kind: "ping" }] },
    { number: 5, asking: false, frames: [{ kind: "ack", delay: 12, ranges: [[5, 9], [0, 2]] }] },
    { number: 8, asking: false, frames: [{ kind: "window", stream: 0, limit: 81_920 }] },
    {
      number: 9,
      asking: true,
      frames: [{ kind: "close", session: KEY.session, reason: "left" }],
    },
    "reset",
  ]);
});

Deno.test("The format's description has lines that are read", () => {
  const requests = examples("request").map((line) => decodeRequest(line).request.kind);
  assertEquals(
    requests.join(" "),
    "enter enter say act whisper rename topic who history ping ban",
  );
  const directs = examples("direct").map((line) => decodeDirect(line));
  const kinds = directs.map((direct) => direct.kind === "reply" ? direct.reply.kind : direct.kind);
  assertEquals(kinds.join(" "), "entered denied done refused whisper who history bans slowed");
  const entries = examples("entry").map((line) => decodeEntry(line, 0, 0)?.kind);
  assertEquals(
    entries.join(" "),
    "say enter leave announce act rename topic op mute close",
  );
});

Deno.test("The format's description has the limits of lines that hold", () => {
  for (const limit of [LINE_LIMIT, DIRECT_LIMIT, REQUEST_LIMIT]) {
    assert(README.includes(limit.toLocaleString("en")), `${limit} is not there`);
  }
});
