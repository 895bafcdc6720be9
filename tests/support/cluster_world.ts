/** Several servers of one room on a simulated network, with a simulated stream between them, and members. */

import { assert, assertEquals } from "@std/assert";
import type { Machine, Transmit } from "../../src/base/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import type { OpenStore } from "../../src/server/recall_log.ts";
import { RoomService, type RoomServiceOptions } from "../../src/server/room_service.ts";
import { formatEndpoint } from "../../src/net/mod.ts";
import { address, type Conditions, SimulatedNetwork } from "./network.ts";
import { Random } from "./random.ts";
import { SimulatedStream, type StreamConditions, type StreamPort } from "./stream.ts";
import { assertSameLines, lineOf, type MemberOptions, OPTIONS, SimulatedMember } from "./world.ts";

/** Simulated milliseconds in which everybody gets in, whatever the network does. */
const ENTER_TIME = 10 * 60_000;

/** One server's process. */
export class SimulatedServer implements Machine {
  readonly service: RoomService;
  /** What it has shown. */
  readonly log: Entry[] = [];
  readonly stalls: (string | undefined)[] = [];
  readonly id: string;

  constructor(
    readonly place: Deno.NetAddr,
    readonly port: StreamPort,
    readonly run: number,
    options: RoomServiceOptions,
    now: number,
  ) {
    this.id = options.cluster!.server;
    this.service = new RoomService(options, (event) => {
      if (event.kind === "entry") this.log.push(event.entry);
      if (event.kind === "stalled") this.stalls.push(event.why);
    }, now);
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.service.receive(datagram, from, now);
  }

  timeout(now: number): void {
    for (const event of this.port.due(now)) this.service.hear(event, now);
    if (this.service.nextTimeout() <= now) this.service.timeout(now);
  }

  nextTimeout(): number {
    return Math.min(this.port.nextTimeout(), this.service.nextTimeout());
  }

  transmit(now: number): Transmit | undefined {
    return this.service.transmit(now);
  }
}

export interface ClusterWorldOptions extends Partial<RoomServiceOptions> {
  readonly servers: number;
  readonly stream?: StreamConditions;
  /** What keeps the room at each server, by its number. */
  readonly stores?: readonly OpenStore[];
}

const QUICK: StreamConditions = { delay: [0.5, 3], loss: 0, doubt: 0, duplication: 0 };

export class ClusterWorld implements Disposable {
  readonly network: SimulatedNetwork;
  readonly stream: SimulatedStream;
  /** The servers, by their numbers; undefined for one that is dead. */
  readonly servers: (SimulatedServer | undefined)[] = [];
  readonly members: SimulatedMember[] = [];
  readonly #seed: number;
  readonly #random: Random;
  readonly #options: ClusterWorldOptions;
  #runs = 0;

  constructor(seed: number, conditions: Conditions, options: ClusterWorldOptions) {
    this.#seed = seed;
    this.#random = new Random(seed + 77);
    this.#options = options;
    this.network = new SimulatedNetwork(seed, conditions);
    const { stream = QUICK, servers } = options;
    this.stream = new SimulatedStream(this.#random, () => this.network.now, stream);
    // The first message says which room it is, and has no records.
    this.stream.messages.push({ sequence: 1, id: "room", rows: [] });
    for (let index = 0; index < servers; index++) this.start(index);
  }

  /** Starts a server, in place of the one that may be there, which gets no chance to say a word. */
  start(index: number): SimulatedServer {
    this.kill(index);
    const place = address(8888, `10.0.9.${index + 1}`);
    const random = new Random(this.#seed * 1000 + ++this.#runs);
    const store = this.#options.stores?.[index];
    const port = this.stream.open(this.#after(store), () => this.network.wake(place));
    const cluster = {
      stream: port,
      server: `s${this.#runs}`,
      name: `server ${index}`,
      addresses: [formatEndpoint(place)],
      after: this.#after(store),
      catchUp: this.stream.messages.length,
    };
    // Clocks differ.
    const error = random.below(3000) - 1500;
    const server = new SimulatedServer(place, port, this.#runs, {
      ...OPTIONS,
      classic: false,
      roomId: "cluster",
      ...this.#options,
      store,
      cluster,
      random: (count) => random.bytes(count),
      wallTime: (time) => time + error,
    }, this.network.now);
    this.servers[index] = server;
    this.network.attach(place, server);
    return server;
  }

  /** Sequence of the last message whose records a store has. */
  #after(store: OpenStore | undefined): number {
    const last = store?.last ?? 0;
    return this.stream.messages.findLast(({ rows }) =>
      (rows.at(-1)?.number ?? 0) === last && (rows.length > 0 || last === 0)
    )
      ?.sequence ?? 1;
  }

  /** Ends a server, which gets no chance to say a word. */
  kill(index: number): void {
    const server = this.servers[index];
    if (server === undefined) return;
    this.network.detach(server.place);
    this.stream.close(server.port);
    this.servers[index] = undefined;
  }

  /** A member that calls one of the servers first, and has not entered yet. */
  add(name: string, server: number, options: MemberOptions = {}): SimulatedMember {
    const index = this.members.length;
    const at = address(1000 + index, `10.0.1.${index % 250}`);
    const place = this.servers[server]?.place ?? address(8888, `10.0.9.${server + 1}`);
    const member = new SimulatedMember(this, name, at, this.#seed * 1000 + index, {
      server: place,
      ...options,
    });
    this.members.push(member);
    return member;
  }

  /** Lets so many members enter, by the servers in turn, and waits until all are in. */
  enterAll(count: number): void {
    const { length } = this.servers;
    const members = Array.from(
      { length: count },
      (_, index) => this.add(`u${index}`, index % length),
    );
    for (const member of members) member.enter();
    const isIn = () => members.every((member) => member.has("entered"));
    assert(this.network.passUntil(isIn, ENTER_TIME), "all members enter");
  }

  /** The entries of the stream, in their order, as members see them. */
  get entries(): string[] {
    return this.stream.messages.flatMap(({ rows }) => rows)
      .filter(({ entry }) => entry !== undefined)
      .map(({ entry, at, kind, fields }) =>
        lineOf({ index: entry!, at, kind, ...fields } as Entry)
      );
  }

  /** What was said, by whom, in the stream's order. */
  get sayings(): { readonly name: string; readonly text: string }[] {
    return this.stream.messages.flatMap(({ rows }) => rows)
      .filter(({ kind }) => kind === "say")
      .map(({ fields }) => ({ name: `${fields["name"]}`, text: `${fields["text"]}` }));
  }

  /** Whether all that was said is in the stream, and everybody has all of it. */
  get isSettled(): boolean {
    const said = this.members.reduce((sum, member) => sum + member.said.length, 0);
    if (this.sayings.length < said) return false;
    const last = this.entries.length - 1;
    return this.members.every(({ entries }) => entries.at(-1)?.index === last);
  }

  /** Asserts that every member and every server has the stream's entries, from the first to the last. */
  assertOneOrder(): void {
    const expected = this.entries;
    for (const { name, entries } of this.members) {
      assertSameLines(entries.map(lineOf), expected, `the log of ${name}`);
    }
  }

  /** Asserts that what each member said is there once, in the order of saying. */
  assertEachSaidOnce(): void {
    for (const { name, said } of this.members) {
      const texts = this.sayings.filter((saying) => saying.name === name).map(({ text }) => text);
      assertSameLines(texts, said, `what ${name} said`);
    }
  }

  /** Asserts that at no time two members had one name. */
  assertNamesHeldOnce(): void {
    const held = new Set<string>();
    for (const { kind, fields } of this.stream.messages.flatMap(({ rows }) => rows)) {
      const name = `${fields["name"]}`;
      if (kind === "enter") {
        assert(!held.has(name), `${name} enters, and is held`);
        held.add(name);
      }
      if (kind === "leave") assert(held.delete(name), `${name} leaves, and was not held`);
      if (kind === "rename") {
        held.delete(name);
        const to = `${fields["to"]}`;
        assert(!held.has(to), `${to} is taken, and is held`);
        held.add(to);
      }
    }
  }

  /** Asserts that nobody left. */
  assertNobodyLeft(): void {
    const kinds = this.stream.messages.flatMap(({ rows }) => rows)
      .filter(({ kind }) => kind === "leave" || kind === "enter").map(({ kind }) => kind);
    assertEquals(kinds, this.members.map(() => "enter"));
  }

  [Symbol.dispose](): void {
    this.servers.forEach((_, index) => this.kill(index));
    for (const member of this.members) this.network.detach(member.address);
  }
}
