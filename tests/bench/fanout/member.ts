import { crc32 } from "node:zlib";
import {
  Connection,
  type Destination,
  Dialer,
  LineBuffer,
  longestTo,
  type Outcome,
} from "../../../src/link/mod.ts";
import { bindDatagram, type DatagramPort, WebClientPort } from "../../../src/net/mod.ts";
import { loadNative } from "../../../src/secure/native.ts";
import {
  DATAGRAM_LIMIT,
  decodeDirect,
  decodeHeader,
  encodeRequest,
  type Entered,
  isBinary,
  isWelcome,
  type Limits,
  LineReader,
  STREAMS,
} from "../../../src/wire/mod.ts";

/** Nobody comes back. */
const RUN = { run: "0", takesOver: false, resume: undefined };

const PRIMITIVES = await loadNative();

const LIMITS: Limits = { window: 65_536, silence: 60_000 };

const NEWLINE = 0x0a;

/** Buffers that are used in turn: more than are ever being sent. */
const BUFFERS = 128;

/** How a member reaches the server. */
export type LoadSocket = DatagramPort & { close(): void };

/** A UDP socket of its own. */
export function udpSocket(): LoadSocket {
  return bindDatagram({ hostname: "127.0.0.1", port: 0 });
}

/** A WebSocket of its own, as a page has it. */
export function pageSocket(port: number): LoadSocket {
  return new WebClientPort(`http://127.0.0.1:${port}`);
}

/** What all members count together. */
export interface Counters {
  /** Entries that members other than the speaker got. */
  entries: number;
  datagrams: number;
  bytes: number;
  /** Called when there are this many entries. */
  goal: number;
  reached(): void;
}

/**
 * A reliable member with as little around the link as can be: entries are counted, not read. Its loop has no
 * part in the program, whose own loop is made for one socket, not for a thousand in one process.
 */
export class LoadMember {
  readonly entered: Promise<void>;
  readonly #enter = Promise.withResolvers<void>();
  readonly #socket: LoadSocket;
  readonly #server: Deno.NetAddr;
  readonly #counters: Counters;
  readonly #isSpeaker: boolean;
  readonly #requests = new LineBuffer();
  readonly #replies = new LineReader(65_536);
  readonly #buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(DATAGRAM_LIMIT));
  #buffer = 0;
  #dialer: Dialer | undefined;
  #connection: Connection | undefined;
  #isOver = false;
  /** Index of the entry that comes next, from {@link Entered.from} on. */
  #next = 0;
  #said = 0;
  #hasEntered = false;
  /** Checksum of the log's bytes since it was last reset. */
  checksum = 0;

  constructor(
    readonly name: string,
    port: number,
    counters: Counters,
    isSpeaker: boolean,
    socket: LoadSocket,
  ) {
    this.#socket = socket;
    this.#server = { transport: "udp", hostname: "127.0.0.1", port };
    this.#counters = counters;
    this.#isSpeaker = isSpeaker;
    this.entered = this.#enter.promise;
    this.#requests.release(Infinity);
    this.#dialer = this.#dial(undefined);
  }

  /** Index of the entry that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Receives until the end. */
  async run(): Promise<void> {
    this.#flush(Date.now());
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const [datagram] = await this.#socket.receive(buffer);
        const now = Date.now();
        this.#receive(datagram, now);
        this.#flush(now);
      }
    } catch (error) {
      if (!this.#isOver) throw error;
    }
  }

  /** Says a text several times. */
  say(text: string, count: number): void {
    for (let index = 0; index < count; index++) {
      this.#requests.append(
        encodeRequest({ number: ++this.#said, request: { kind: "say", text } }),
      );
    }
    this.#flush(Date.now());
  }

  /** Looks after the timers. */
  tick(now: number): void {
    const machine = this.#dialer ?? this.#connection;
    if (machine === undefined || machine.nextTimeout() > now) return;
    if (machine.timeout(now) !== undefined) throw new Error("Cannot enter: no answer");
    this.#flush(now);
  }

  /** Leaves without a word. */
  end(): void {
    this.#isOver = true;
    this.#socket.close();
  }

  #receive(datagram: Uint8Array, now: number): void {
    if (this.#connection === undefined) {
      const outcome = this.#dialer?.receive(datagram, now);
      if (outcome !== undefined) this.#connect(outcome, now);
    } else if (isBinary(datagram) && !isWelcome(datagram)) {
      this.#counters.datagrams++;
      this.#counters.bytes += datagram.length;
      this.#connection.receive(datagram, decodeHeader(datagram), now);
    }
  }

  #dial(room: Destination | undefined): Dialer {
    const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
    const secretKey = random(32);
    const identity = { secretKey, publicKey: PRIMITIVES.publicKeyOf(secretKey) };
    return new Dialer(
      { primitives: PRIMITIVES, identity, random, limits: LIMITS, room },
      Date.now(),
    );
  }

  #connect(outcome: Outcome, now: number): void {
    if (outcome.kind === "greeted") {
      this.#dialer = this.#dial({ key: outcome.greeting.key, secret: undefined });
      return;
    }
    if (outcome.kind !== "connected") throw new Error(`Cannot enter: ${outcome.kind}`);
    this.#dialer = undefined;
    const { keys, theirs } = outcome;
    const receives = [STREAMS.room, STREAMS.direct];
    const connection = new Connection(
      { keys, ours: LIMITS, theirs, receives, keepAlive: 5000, longest: longestTo(this.#server) },
      now,
    );
    connection.events = {
      responded() {},
      data: (stream, bytes) => {
        connection.take(stream, bytes.length);
        if (stream === STREAMS.direct) this.#hear(bytes);
        else this.#count(bytes);
      },
      ended: ({ by, reason }) => {
        if (!this.#isOver) throw new Error(`Cannot go on: ended by ${by} ${reason}`);
      },
    };
    connection.open(STREAMS.request, this.#requests.sourceFrom(0));
    this.#connection = connection;
    const request = { kind: "enter", name: this.name, history: 0, ...RUN } as const;
    this.#requests.append(encodeRequest({ number: 0, request }));
  }

  #hear(bytes: Uint8Array): void {
    if (this.#hasEntered) return;
    for (const line of this.#replies.read(bytes)) {
      const direct = decodeDirect(line);
      if (direct.kind === "denied") throw new Error(`Cannot enter: ${direct.reason}`);
      if (direct.kind === "entered") this.#begin(direct.entered);
    }
  }

  #begin({ from }: Entered): void {
    this.#hasEntered = true;
    this.#next += from;
    this.#enter.resolve();
  }

  #count(bytes: Uint8Array): void {
    this.checksum = crc32(bytes, this.checksum);
    let entries = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) entries++;
    this.#next += entries;
    if (this.#isSpeaker) return;
    this.#counters.entries += entries;
    if (this.#counters.entries >= this.#counters.goal) this.#counters.reached();
  }

  #flush(now: number): void {
    const call = this.#dialer?.transmit();
    if (call !== undefined) this.#send(call);
    if (this.#connection === undefined) return;
    for (;;) {
      const buffer = this.#buffers[this.#buffer]!;
      const length = this.#connection.transmit(buffer, now);
      if (length === 0) return;
      this.#buffer = (this.#buffer + 1) % BUFFERS;
      this.#send(buffer.subarray(0, length));
    }
  }

  #send(datagram: Uint8Array): void {
    // What cannot be sent is lost, as datagrams are.
    this.#socket.send(datagram, this.#server).catch(() => {});
  }
}
