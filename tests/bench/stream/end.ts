// One end of a stream, a process of its own: "send" or "receive", the bytes and the window; the sender also gets the
// port. The receiver says its port, then how many seconds it took from the first byte to the last.

import { type Machine, SEND_BATCH, type Transmit } from "../../../src/base/mod.ts";
import { Connection, longestTo, type Source } from "../../../src/link/mod.ts";
import { bindDatagram, Driver } from "../../../src/net/mod.ts";
import { Opener, Sealer } from "../../../src/secure/mod.ts";
import { loadNative } from "../../../src/secure/native.ts";
import { DATAGRAM_LIMIT, decodeHeader, STREAMS } from "../../../src/wire/mod.ts";

const HOSTNAME = "127.0.0.1";

/** The keys of both directions: they are no secret. */
const KEYS = [1, 2].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array];

/** Bytes that repeat themselves, as many as are wanted. */
class Payload implements Source {
  readonly first = 0;
  readonly #bytes = crypto.getRandomValues(new Uint8Array(65_536));

  constructor(readonly end: number) {}

  copy(from: number, to: number, target: Uint8Array, at: number): void {
    const start = from % 32_768;
    target.set(this.#bytes.subarray(start, start + to - from), at);
  }

  acknowledged(): void {}
}

/** A connection as a machine of its own, to another one that it knows by its first datagram. */
class End implements Machine {
  readonly #buffers = Array.from({ length: SEND_BATCH }, () => new Uint8Array(DATAGRAM_LIMIT));
  #buffer = 0;

  constructor(readonly connection: Connection, public peer: Deno.NetAddr | undefined) {}

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.peer ??= from;
    this.connection.receive(datagram, decodeHeader(datagram), now);
  }

  timeout(now: number): void {
    this.connection.timeout(now);
  }

  nextTimeout(): number {
    return this.connection.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    const target = this.#buffers[this.#buffer]!;
    const length = this.peer === undefined ? 0 : this.connection.transmit(target, now);
    if (length === 0) return undefined;
    this.#buffer = (this.#buffer + 1) % SEND_BATCH;
    return { to: [this.peer!], datagram: target.subarray(0, length) };
  }
}

const [role, ...numbers] = Deno.args;
const [bytes = 0, window = 0, port] = numbers.map(Number);
const isSender = role === "send";
const primitives = await loadNative();
const [own, other] = isSender ? KEYS : KEYS.toReversed() as typeof KEYS;
const socket = bindDatagram({ hostname: HOSTNAME, port: 0 });
const limits = { window, silence: 20_000 };
const clock = () => performance.now();
const connection = new Connection({
  keys: {
    session: 1,
    sealer: new Sealer(primitives, own),
    opener: new Opener(primitives, other),
    resetToken: new Uint8Array(16),
  },
  ours: limits,
  theirs: limits,
  receives: isSender ? [] : [STREAMS.room],
  keepAlive: 5000,
  longest: longestTo({ hostname: HOSTNAME }),
}, clock());

let [received, start] = [0, 0];
connection.events = {
  data(stream, { length }) {
    if (received === 0) start = clock();
    received += length;
    connection.take(stream, length);
    if (received === bytes) print({ seconds: (clock() - start) / 1000 });
  },
  ended() {},
  responded() {},
};
const peer = port === undefined
  ? undefined
  : { transport: "udp", hostname: HOSTNAME, port } as const;
const driver = new Driver(socket, new End(connection, peer), clock);
if (isSender) driver.input(() => connection.open(STREAMS.room, new Payload(bytes)));
else print({ port: (socket.addr as Deno.NetAddr).port });
await driver.run(new AbortController().signal);

function print(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}
