// Only a server that is one of several loads this file: what it imports is large.

import { jetstream, JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamClient, JetStreamManager, JsMsg } from "@nats-io/jetstream";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { StoreError } from "../private_files.ts";
import type { Row } from "../row.ts";
import { Follower, pauseFor } from "./follow.ts";
import type { Lease, RecordStream, StreamEvent, StreamMessage } from "./record_stream.ts";

/** Milliseconds until a proposal without an answer counts as unavailable. */
const PROPOSE_TIME = 2000;

/** Milliseconds in which the cluster has to answer at the start: it may be electing a leader. */
const OPEN_TIME = 20_000;
const OPEN_PAUSE = 500;

/** Nanoseconds after which the lease of a server that is gone is forgotten. */
const LEASE_AGE = 600_000_000_000;

/** What the servers of NATS say where something is not there, or is not what was expected. */
const STREAM_NOT_FOUND = 10059;
const NAME_IN_USE = 10058;
const WRONG_LAST_SEQUENCE = 10071;

/** Where a room's stream is. */
export interface StreamPlace {
  /** Addresses of servers of NATS, `nats://HOST[:PORT]`: of one cluster. */
  readonly servers: readonly string[];
  /** The contents of a `.creds` file; undefined where the cluster asks for none. */
  readonly credentials: Uint8Array | undefined;
  /** On how many servers of the cluster the stream is kept, if it is made now: 1 to 5. */
  readonly replicas: number;
  /** Tells the room's stream from those of other rooms: letters and digits. */
  readonly name: string;
}

/** A room's stream in a cluster of NATS, by its JetStream. */
export class JetStream implements RecordStream, AsyncDisposable {
  /** What the stream's first message says, which has no records. */
  readonly first: Uint8Array;
  /** Sequence of the newest message when it was opened. */
  readonly last: number;
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  readonly #name: string;
  readonly #stop = new AbortController();
  #following: Promise<unknown> = Promise.resolve();
  #records: Follower | undefined;
  #emit: (event: StreamEvent) => void = () => {};

  private constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    { name, first, last }: {
      readonly name: string;
      readonly first: Uint8Array;
      readonly last: number;
    },
  ) {
    this.#connection = connection;
    this.#manager = manager;
    this.#client = jetstream(connection, { timeout: PROPOSE_TIME });
    this.#name = name;
    this.first = first;
    this.last = last;
  }

  /**
   * Opens a room's stream, and makes it on first use: then, `first` is what its first message says, unless another server
   * is quicker.
   *
   * @throws {StoreError} where there is no cluster, or it has no leader in time, or lets nobody in
   */
  static async open(place: StreamPlace, first: Uint8Array): Promise<JetStream> {
    const connection = await connectTo(place);
    try {
      const manager = await inTime(() => jetstreamManager(connection, { timeout: PROPOSE_TIME }));
      const opened = await inTime(() => openStream(manager, connection, place, first));
      return new JetStream(connection, manager, { name: place.name, ...opened });
    } catch (error) {
      await connection.close();
      throw new StoreError(`Cannot use the cluster: ${reasonOf(error)}`);
    }
  }

  /**
   * Sequence of the message that ends with a record, by its number: all before it are known.
   *
   * @throws {StoreError} where the stream has no such record
   */
  async sequenceOf(number: number): Promise<number> {
    if (number === 0) return 1;
    let [low, high] = [2, this.last];
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const rows = await this.#rowsAt(middle);
      const [from, to] = [rows[0]?.number ?? 0, rows.at(-1)?.number ?? 0];
      if (to === number) return middle;
      if (from <= number && number < to) break;
      if (to < number) low = middle + 1;
      else high = middle - 1;
    }
    throw new StoreError(`Cannot use the room's file: its record ${number} is not in the cluster`);
  }

  /** Gives all that comes after a message, from now on. */
  follow(after: number, emit: (event: StreamEvent) => void): void {
    this.#emit = emit;
    const { signal } = this.#stop;
    const records = new Follower(this.#client, { stream: recordStream(this.#name), after });
    // Of each server, only the last one is there.
    const leases = new Follower(this.#client, { stream: leaseStream(this.#name), after: 0 });
    this.#records = records;
    this.#following = Promise.all([
      records.run((message) => emit(eventOf(message)), signal),
      leases.run((message) => this.#hearLease(message), signal),
      this.#watch(),
    ]);
  }

  #hearLease(message: JsMsg): void {
    const lease = read<Lease>(message);
    if (lease?.server === undefined) return;
    this.#emit({ kind: "lease", lease: lease as Lease, time: message.time.getTime() });
  }

  /** After each time without a connection, the stream's end is told. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === "close") return;
      if (type === "reconnect") await this.#tellEnd();
    }
  }

  async #tellEnd(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const { state } = await this.#manager.streams.info(recordStream(this.#name));
        return this.#emit({ kind: "end", last: state.last_seq });
      } catch {
        // No leader yet.
        await pauseFor(OPEN_PAUSE, this.#stop.signal);
      }
    }
  }

  propose(message: StreamMessage): void {
    this.#publish(message).then(
      (sequence) => this.#records?.expect(sequence),
      (error) => this.#hearFault(message, error),
    );
  }

  /** Returns the sequence that the message got, or has. */
  async #publish({ sequence, id, previous, rows }: StreamMessage): Promise<number> {
    const subject = recordSubject(this.#name);
    const { seq } = await this.#client.publish(subject, JSON.stringify({ previous, rows }), {
      msgID: id,
      expect: { lastSequence: sequence - 1 },
      timeout: PROPOSE_TIME,
      retries: 0,
    });
    return seq;
  }

  #hearFault({ id, sequence }: StreamMessage, error: unknown): void {
    if (!(error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE)) {
      return this.#emit({ kind: "unavailable", id, why: reasonOf(error) });
    }
    // Another message has the place: it comes, or has come. "wrong last sequence: 12"
    const last = Number(/\d+$/.exec(error.message)?.[0] ?? NaN);
    if (last >= sequence) this.#records?.expect(last);
    else if (last < sequence - 1) this.#emit({ kind: "end", last });
  }

  renew(lease: Lease): void {
    if (this.#connection.isClosed()) return;
    this.#connection.publish(leaseSubject(this.#name, lease.server), JSON.stringify(lease));
  }

  /** Says the last words, and ends the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Without a server there is nobody to say them to.
    const stop = new AbortController();
    await Promise.race([
      this.#connection.flush().catch(() => {}),
      pauseFor(OPEN_PAUSE, stop.signal),
    ]);
    stop.abort();
    this.#stop.abort();
    await this.#connection.close();
    await this.#following;
  }

  async #rowsAt(sequence: number): Promise<readonly Row[]> {
    try {
      const message = await this.#manager.streams.getMessage(recordStream(this.#name), {
        seq: sequence,
      });
      return message === null ? [] : read<StreamMessage>(message)?.rows ?? [];
    } catch (error) {
      throw new StoreError(`Cannot use the cluster: ${reasonOf(error)}`);
    }
  }
}

function recordStream(name: string): string {
  return `chatroom-${name}`;
}

function leaseStream(name: string): string {
  return `chatroom-${name}-servers`;
}

function recordSubject(name: string): string {
  return `chatroom.${name}.records`;
}

function leaseSubject(name: string, server: string): string {
  return `chatroom.${name}.servers.${server}`;
}

async function connectTo({ servers, credentials }: StreamPlace): Promise<NatsConnection> {
  try {
    return await connect({
      servers: [...servers],
      ...credentials && { authenticator: credsAuthenticator(credentials) },
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 250,
      timeout: 5000,
      // A server that is gone without a word is noticed after three of these.
      pingInterval: 2000,
      maxPingOut: 3,
    });
  } catch (error) {
    throw new StoreError(`Cannot reach the cluster at ${servers.join(",")}: ${reasonOf(error)}`);
  }
}

/** Finds the room's streams, or makes them. */
async function openStream(
  manager: JetStreamManager,
  connection: NatsConnection,
  { name, replicas }: StreamPlace,
  first: Uint8Array,
): Promise<{ readonly first: Uint8Array; readonly last: number }> {
  const stream = recordStream(name);
  await makeStream(manager, {
    name: stream,
    subjects: [recordSubject(name)],
    num_replicas: replicas,
    allow_direct: false,
  });
  await makeStream(manager, {
    name: leaseStream(name),
    subjects: [leaseSubject(name, "*")],
    num_replicas: replicas,
    max_msgs_per_subject: 1,
    max_age: LEASE_AGE,
  });
  const { state } = await manager.streams.info(stream);
  if (state.last_seq === 0) await sayFirst(connection, name, first);
  const message = await manager.streams.getMessage(stream, { seq: 1 });
  if (message === null) throw new Error("the stream has no first message");
  return { first: message.data, last: Math.max(1, state.last_seq) };
}

async function sayFirst(
  connection: NatsConnection,
  name: string,
  first: Uint8Array,
): Promise<void> {
  try {
    await jetstream(connection, { timeout: PROPOSE_TIME })
      .publish(recordSubject(name), first, { expect: { lastSequence: 0 }, retries: 0 });
  } catch (error) {
    // Another server was quicker.
    if (!(error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE)) throw error;
  }
}

async function makeStream(
  manager: JetStreamManager,
  config: Parameters<JetStreamManager["streams"]["add"]>[0],
): Promise<void> {
  try {
    await manager.streams.info(config.name);
    return;
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND)) throw error;
  }
  try {
    await manager.streams.add(config);
  } catch (error) {
    // Another server was quicker, with other wishes.
    if (!(error instanceof JetStreamApiError && error.code === NAME_IN_USE)) throw error;
  }
}

/** Tries until it works or there is no more time: a cluster that elects a leader says many things. */
async function inTime<T>(attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + OPEN_TIME;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pauseFor(OPEN_PAUSE);
    }
  }
}

function eventOf(message: JsMsg): StreamEvent {
  const [sequence, id] = [message.seq, message.headers?.get("Nats-Msg-Id") ?? ""];
  if (sequence === 1) return { kind: "message", message: { sequence, id, rows: [] } };
  const { previous, rows = [] } = read<StreamMessage>(message) ?? {};
  return { kind: "message", message: { sequence, id, previous, rows } };
}

/**
 * What is in a message, taken as it is: nobody writes the stream but servers of the room. Undefined for what cannot be read
 * at all: to every server, that is a message without records.
 */
function read<T>(message: { string(): string }): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(message.string());
    return typeof value === "object" && value !== null ? value as Partial<T> : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === "" ? "no answer" : text.toLowerCase();
}
