import { assert, assertEquals } from "@std/assert";
import { Opener } from "../../src/secure/mod.ts";
import { noble } from "../../src/secure/noble.ts";
import { decodeEntry, LINE_LIMIT } from "../../src/room/mod.ts";
import {
  ByteReader,
  decodeAnswer,
  decodeCall,
  decodeDirect,
  decodeFrames,
  decodeHeader,
  decodeRequest,
  DIRECT_LIMIT,
  encodeAnswer,
  encodeCall,
  HEADER_BYTES,
  REQUEST_LIMIT,
} from "../../src/wire/mod.ts";

const README = await Deno.readTextFile(new URL("../../src/wire/README.md", import.meta.url));
const SESSION = 0x0123456789abcd;
const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

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
    const header = decodeHeader(datagram);
    assertEquals(header.session, SESSION);
    if (header.kind === "reset") return [...header.token];
    const { number, asking } = header;
    const [head, sealed] = [datagram.subarray(0, HEADER_BYTES), datagram.subarray(HEADER_BYTES)];
    const frames = new Opener(noble, KEY).open(number, head, sealed);
    assert(frames !== undefined, line);
    return { number, asking, frames: decodeFrames(new ByteReader(frames)) };
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
      frames: [{ kind: "close", session: SESSION, reason: "left" }],
    },
    {
      number: 10,
      asking: false,
      frames: [{ kind: "challenge", data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
    },
    Array.from({ length: 16 }, (_, index) => 0xf0 + index),
  ]);
});

Deno.test("The format's description has lines that are read", () => {
  const requests = examples("request").map((line) => decodeRequest(line).request.kind);
  assertEquals(
    requests.join(" "),
    "enter enter say act whisper rename topic who history ping ban history search seen servers",
  );
  const directs = examples("direct").map((line) => decodeDirect(line));
  const kinds = directs.map((direct) => direct.kind === "reply" ? direct.reply.kind : direct.kind);
  assertEquals(
    kinds.join(" "),
    "entered denied done refused whisper waits who history bans search seen servers slowed overheard stalled elsewhere",
  );
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
