import { assert, assertEquals } from "@std/assert";
import {
  type ByteWriter,
  decodeHeader,
  encodeReset,
  STREAMS,
  writeAck,
  writeClose,
  writePing,
} from "../../src/wire/mod.ts";
import { forge, writeStream } from "../support/forge.ts";
import { LIMITS } from "../support/link.ts";
import { LinkPair, MEMBER } from "../support/link_pair.ts";
import { address } from "../support/network.ts";

/** Bytes of a stream in one datagram. */
const PART = 1000;

/** Sends a forged datagram in the member's name. */
function send(pair: LinkPair, number: number, write: (writer: ByteWriter) => void): void {
  pair.toServer([forge(pair.keys, number, write)]);
}

/** Lets the server do what it has to at this time. Returns how many bytes it sent. */
function serve(pair: LinkPair): number {
  if (pair.server.nextTimeout() <= pair.now) pair.server.timeout(pair.now);
  return pair.fromServer().reduce((sum, { length }) => sum + length, 0);
}

/** Fails unless both ends go on and are right. */
function assertGoesOn(pair: LinkPair): void {
  pair.say(pair.random.bytes(3000));
  pair.member.requests.append(pair.random.bytes(3000));
  for (let round = 0; round < 20; round++) {
    pair.exchange(1);
    pair.now += 50;
    pair.member.timeout(pair.now);
    pair.server.timeout(pair.now);
  }
  pair.exchange(1);
  assertEquals([pair.member.end, pair.seat.end], [undefined, undefined]);
  pair.member.room.assertIs(pair.server.room);
  pair.seat.requests.assertIs(pair.member.requests);
}

Deno.test("`Connection` takes a million bytes of one who acknowledges nothing, and sends little meanwhile", () => {
  const pair = new LinkPair();
  pair.say(pair.random.bytes(1_000_000));
  let sent = serve(pair);
  const { requests } = pair.member;
  requests.append(pair.random.bytes(1_000_000));
  let number = 10;
  for (let offset = 0; offset < requests.end; offset += PART) {
    const bytes = new Uint8Array(PART);
    requests.copy(offset, offset + PART, bytes, 0);
    send(pair, number++, (writer) => writeStream(writer, STREAMS.request, offset, bytes));
    pair.now += 5;
    sent += serve(pair);
  }
  // One window, a few probes, and acknowledgements of some bytes each.
  assert(sent < 70_000, `${sent} bytes`);
  // Nothing may be told beyond the congestion window, not even a new limit: so the peer is not taken on.
  assertEquals(pair.seat.requests.end, LIMITS.window - LIMITS.window % PART);
  pair.seat.requests.assertBegins(requests);
});

Deno.test("`Connection` gives up one who speaks but acknowledges nothing for four times the limit", () => {
  const pair = new LinkPair();
  pair.say(pair.random.bytes(100_000));
  const start = pair.now;
  let sent = serve(pair);
  for (let number = 10; pair.seat.end === undefined && number < 1000; number++) {
    send(pair, number, writePing);
    pair.now += 1000;
    sent += serve(pair);
  }
  assertEquals(pair.seat.end, { by: "silence", reason: "" });
  const time = pair.now - start;
  assert(time >= 4 * LIMITS.silence && time < 5 * LIMITS.silence, `${time} ms`);
  assert(sent < 100_000, `${sent} bytes`);
  assertEquals(pair.server.listener.size, 0);
});

Deno.test("`Connection` drops an acknowledgement of what was never sent, as often as it comes", () => {
  const pair = new LinkPair();
  for (let number = 10; number < 10_010; number++) {
    send(pair, number, (writer) => writeAck(writer, [[0, 1], [500, 2 ** 40 + number]], 0));
    assertEquals(serve(pair), 0);
  }
  assertEquals(pair.seat.session.connection.rejected, 10_000);
  assertGoesOn(pair);
});

Deno.test("`Connection` drops bytes beyond the window, and the whole datagram they came in", () => {
  const pair = new LinkPair();
  const bytes = pair.random.bytes(10);
  for (const offset of [LIMITS.window - 9, LIMITS.window, 2 ** 40, Number.MAX_SAFE_INTEGER - 10]) {
    send(pair, 10 + offset % 7, (writer) => {
      writeStream(writer, STREAMS.request, 0, bytes);
      writeStream(writer, STREAMS.request, offset, bytes);
    });
  }
  assertEquals(pair.seat.session.connection.rejected, 4);
  assertEquals(pair.seat.requests.end, 0);
  assertGoesOn(pair);
});

Deno.test("`Connection` drops bytes of a stream that is not the other end's", () => {
  const pair = new LinkPair();
  for (const stream of [STREAMS.room, STREAMS.direct]) {
    send(pair, 10 + stream, (writer) => writeStream(writer, stream, 0, new Uint8Array(10)));
  }
  assertEquals(pair.seat.session.connection.rejected, 2);
  assertGoesOn(pair);
});

Deno.test("`Connection` stands every second byte of a window, and puts the bytes in order when the rest comes", () => {
  const pair = new LinkPair();
  const { requests } = pair.member;
  requests.append(pair.random.bytes(1000));
  const byte = (offset: number) => {
    const bytes = new Uint8Array(1);
    requests.copy(offset, offset + 1, bytes, 0);
    return bytes;
  };
  const write = (writer: ByteWriter, offset: number) =>
    writeStream(writer, STREAMS.request, offset, byte(offset));
  let number = 100;
  for (let offset = 1; offset < 1000; offset += 2) {
    send(pair, number++, (writer) => write(writer, offset));
  }
  assertEquals(pair.seat.requests.end, 0);
  assert(pair.seat.session.connection.rejected > 0);
  for (let offset = 0; offset < 1000; offset++) {
    send(pair, number++, (writer) => write(writer, offset));
  }
  pair.seat.requests.assertIs(requests);
});

Deno.test("`Connection` takes every byte once where parts overlap and contradict each other", () => {
  const pair = new LinkPair({ seed: 7 });
  const fills = [0x61, 0x62];
  let number = 10;
  for (let count = 0; count < 3000; count++) {
    const offset = count < 2990 ? 1 + pair.random.below(1999) : 200 * (count - 2990);
    const length = count < 2990 ? 1 + pair.random.below(Math.min(300, 2000 - offset)) : 200;
    const bytes = new Uint8Array(length).fill(pair.random.pick(fills));
    send(pair, number++, (writer) => writeStream(writer, STREAMS.request, offset, bytes));
  }
  const { requests } = pair.seat;
  assertEquals(requests.end, 2000);
  const bytes = new Uint8Array(2000);
  requests.copy(0, 2000, bytes, 0);
  assert(bytes.every((byte) => fills.includes(byte)));
});

Deno.test("`Listener` passes nothing on that was sealed with another session's keys, wherever it comes from", () => {
  const [pair, other] = [new LinkPair(), new LinkPair({ seed: 2 })];
  const { heard } = pair.seat.session.connection;
  pair.now += 1000;
  const keys = { ...other.keys, session: pair.keys.session };
  const close = forge(keys, 10, (writer) => writeClose(writer, keys.session, "gone"));
  const ask = forge(keys, 11, (writer) => {
    writeStream(writer, STREAMS.request, 0, new Uint8Array(10));
  });
  for (const from of [MEMBER, address(1001), address(1000, "10.0.0.2")]) {
    pair.toServer([close, ask], from);
    assertEquals(pair.fromServer(), []);
  }
  assertEquals(pair.seat.session.connection.heard, heard);
  assertEquals(pair.seat.requests.end, 0);
  assertGoesOn(pair);
});

Deno.test("`Listener` answers another session's id with its reset, and the member does not mind one", () => {
  const pair = new LinkPair();
  const keys = { ...pair.keys, session: pair.keys.session + 1 };
  const close = forge(keys, 10, (writer) => writeClose(writer, keys.session, "gone"));
  pair.toServer([close]);
  const answers = pair.fromServer();
  const [reset] = answers.map(decodeHeader);
  assert(reset?.kind === "reset" && answers.length === 1);
  assertEquals(reset.session, keys.session);
  assert(answers[0]!.length < close.length);
  pair.toMember(answers);
  pair.toMember([close]);
  // Nor one of its own session without the token, or with another session's.
  for (const token of [new Uint8Array(16), reset.token]) {
    pair.toMember([encodeReset(pair.keys.session, token)]);
  }
  assertGoesOn(pair);
  pair.toMember([encodeReset(pair.keys.session, pair.keys.resetToken)]);
  assertEquals(pair.member.end, { by: "reset", reason: "" });
});

Deno.test("`Listener` does not take a reset from a member, nor a close for another session", () => {
  const pair = new LinkPair();
  pair.toServer([encodeReset(pair.keys.session, pair.keys.resetToken)]);
  send(pair, 10, (writer) => writeClose(writer, pair.keys.session + 1, "gone"));
  assertEquals(pair.fromServer(), []);
  assertGoesOn(pair);
});

Deno.test("`Connection` does not mind that all datagrams are replayed, at once and long after", () => {
  const pair = new LinkPair();
  const toServer: Uint8Array[] = [];
  const toMember: Uint8Array[] = [];
  for (let round = 0; round < 200; round++) {
    pair.say(pair.random.bytes(pair.random.below(3000) + 1));
    pair.member.requests.append(pair.random.bytes(pair.random.below(3000) + 1));
    const [down, up] = [pair.fromServer(), pair.fromMember()];
    toMember.push(...down);
    toServer.push(...up);
    pair.toMember([...down, ...down.toReversed()]);
    pair.toServer([...up, ...up.toReversed()]);
    pair.now += 10;
    pair.exchange();
  }
  const { heard } = pair.seat.session.connection;
  pair.now += 1000;
  pair.toServer(toServer, MEMBER);
  pair.toMember(toMember);
  assertEquals(pair.seat.session.connection.heard, heard);
  assertGoesOn(pair);
});
