// Whatever somebody sends to the web server, it answers with a clean refusal or not at all, and the room goes on.

import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { RawConnection } from "../support/http.ts";
import { Random } from "../support/random.ts";
import { memberNames, TestRoom } from "../support/room.ts";
import { SCALE } from "../support/scale.ts";
import { PageCrowd, smallPage, WEB, webPort } from "../support/web.ts";

const SEED = 20_260_713;

/** Requests, and connections that begin as WebSockets; more by hand: TEST_SCALE=100 deno task test … */
const REQUESTS = 150 * SCALE;
const SOCKETS = 100 * SCALE;

const bytesOf = (text: string) => new TextEncoder().encode(text);

const METHODS = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT", "TRACE", "get", "PRI", "\0"];
const PATHS = [
  "/",
  "/page.js",
  "/datagrams",
  "/chatroom",
  "/about.json",
  "/../../etc/passwd",
  "/%00",
  "/%",
  "*",
  "//",
  "/datagrams?x",
  "http://[::/",
  "/<script>",
];
const HEADERS = [
  "Host: 127.0.0.1",
  "Host: a b/[",
  "Host: x\r\nHost: y",
  "Origin: null",
  "Origin: http://127.0.0.1",
  "Upgrade: websocket",
  "Upgrade: h2c",
  "Connection: Upgrade",
  "Connection: close",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Version: x",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  "Sec-WebSocket-Key: short",
  "Sec-WebSocket-Protocol: chatroom",
  "Sec-WebSocket-Protocol: <script>",
  "Sec-WebSocket-Extensions: permessage-deflate",
  "Content-Length: 5",
  "Content-Length: -1",
  "Content-Length: 99999999999999999999",
  "Transfer-Encoding: chunked",
  "Expect: 100-continue",
  'Accept-Encoding: gzip;q=x, "',
  "Range: bytes=0-1",
  'If-None-Match: W/"<script>"',
  "X: <script>",
  `X: ${"a".repeat(20_000)}`,
  "no colon",
];

/** Changes some bytes, or cuts the end off. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = bytes.slice(0, random.next() < 0.3 ? random.below(bytes.length + 1) : undefined);
  for (let count = random.below(4); count > 0 && damaged.length > 0; count--) {
    damaged[random.below(damaged.length)] = random.below(256);
  }
  return damaged;
}

function request(random: Random): Uint8Array {
  const headers = Array.from({ length: random.below(9) }, () => `${random.pick(HEADERS)}\r\n`);
  const line = `${random.pick(METHODS)} ${random.pick(PATHS)} HTTP/1.${random.below(3)}\r\n`;
  const whole = bytesOf(`${line}Connection: close\r\n${headers.join("")}\r\nhello`);
  return random.next() < 0.5 ? whole : damage(whole, random);
}

/** A WebSocket's frame: of any kind, with any length, and a payload that may be something else. */
function frame(random: Random): Uint8Array {
  const lengths = [0, 1, 125, 126, 127, 1200, 1201, 5000];
  const length = random.pick(lengths);
  const opcode = random.pick([0, 1, 2, 2, 2, 3, 8, 9, 10, 15]);
  const isFinal = random.next() < 0.9 ? 0x80 : 0;
  const isMasked = random.next() < 0.9 ? 0x80 : 0;
  const head = [isFinal | opcode | (random.next() < 0.05 ? 0x40 : 0)];
  if (length < 126) head.push(isMasked | length);
  else head.push(isMasked | 126, length >> 8, length & 0xff);
  const text = random.next() < 0.3
    ? bytesOf("HELLO 00002 ".padEnd(length, "0")).slice(0, length)
    : undefined;
  const mask = isMasked ? new Uint8Array(4) : new Uint8Array();
  const whole = concat([Uint8Array.from(head), mask, text ?? random.bytes(length)]);
  return random.next() < 0.8 ? whole : damage(whole, random);
}

/** A whole answer begins so; what Deno refuses by itself, too. */
const CLEAN =
  /^HTTP\/1\.[01] (?:100|101|200|204|304|400|403|404|405|408|413|414|426|429|431|501|503|505) /;

const HANDSHAKE = bytesOf([
  "GET /datagrams HTTP/1.1",
  "Host: 127.0.0.1",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  "Sec-WebSocket-Protocol: chatroom",
  "\r\n",
].join("\r\n"));

Deno.test("`serveWeb()` refuses whatever it is sent, and the room goes on", async () => {
  await using room = await TestRoom.open({ web: WEB }, smallPage);
  const port = webPort(room.server);
  await using page = new PageCrowd(room.server);
  const [ann] = await page.enter("ann");
  const random = new Random(SEED);
  for (let index = 0; index < REQUESTS; index++) {
    using connection = await RawConnection.open(port);
    const sent = request(random);
    await connection.send(sent);
    // The end of what is cut may be waited for: nobody says more.
    const first = random.next() < 0.5 && sent.length > 60 ? await answered(connection) : undefined;
    if (first === undefined) continue;
    const text = new TextDecoder().decode(first);
    assert(CLEAN.test(text), `request ${index}: ${JSON.stringify(text.slice(0, 200))}`);
    assert(!text.includes("<script>") && !text.includes("passwd"), `request ${index}: ${text}`);
  }
  for (let index = 0; index < SOCKETS; index++) {
    using connection = await RawConnection.open(port);
    await connection.send(HANDSHAKE);
    const answer = new TextDecoder().decode(await connection.receive());
    // With more of them than usual, there are too many at once.
    if (SCALE > 1 && answer.startsWith("HTTP/1.1 429 ")) continue;
    assert(answer.startsWith("HTTP/1.1 101 "), answer);
    for (let count = random.below(20); count > 0; count--) await connection.send(frame(random));
  }
  ann!.say("still here");
  const hasSpoken = () => ann!.entries.some((entry) => entry.kind === "say");
  await page.until(hasSpoken, "the room to go on");
  assertEquals(await memberNames(room.server), ["ann"]);
  await page.leave();
});

/** The first part of the answer, if one comes soon. */
async function answered(connection: RawConnection): Promise<Uint8Array | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 100);
  const first = await Promise.race([connection.receive(), late]);
  clearTimeout(timer);
  return first ?? undefined;
}
