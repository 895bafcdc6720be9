import { assert, assertEquals } from "@std/assert";
import type { ClientEvent, EndReason, Reply, Request, Whisper } from "../../src/client/mod.ts";
import type { SessionEvent } from "../../src/client/protocol.ts";
import { ReliableSession } from "../../src/client/reliable/session.ts";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import type { ServerEvent } from "../../src/server/mod.ts";
import { RoomService, type RoomServiceOptions } from "../../src/server/room_service.ts";
import type { Machine, Transmit } from "../../src/base/mod.ts";
import { entryOf } from "../../src/server/record_row.ts";
import { Crash } from "./disk.ts";
import { address, type Conditions, SimulatedNetwork } from "./network.ts";
import { Random } from "./random.ts";
import { callerOf, HOST, newIdentity, ROOM } from "./secure.ts";

export type { Conditions } from "./conditions.ts";

/** Where the server is. */
export const SERVER = address(8888, "10.0.0.9");

export const OPTIONS: Omit<RoomServiceOptions, "random" | "wallTime"> = {
  host: HOST,
  agreementTime: 0.001,
  messages: messagesIn("en"),
  idle: 30 * 60_000,
  grace: 60_000,
  silence: 15_000,
  maxMembers: 5000,
  namesFor: 0,
  classic: true,
  log: { entries: 100_000, bytes: 1 << 22 },
};

/** Simulated milliseconds in which everybody gets in, whatever the network does. */
const ENTER_TIME = 5 * 60_000;

/** Simulated milliseconds in which a request is answered, whatever the network does. */
const ANSWER_TIME = 5 * 60_000;

/** What a member may want that others do not. */
export interface MemberOptions {
  readonly history?: number;
  /** Milliseconds to try to come back. */
  readonly patience?: number;
  /** The seed of the member's key; its own if not given. */
  readonly identity?: number;
  readonly takesOver?: boolean;
  /** The server that the member calls first. */
  readonly server?: Deno.NetAddr;
}

/** A reliable member on the simulated network, who remembers everything. */
export class SimulatedMember {
  readonly session: ReliableSession;
  readonly events: ClientEvent["kind"][] = [];
  readonly entries: Entry[] = [];
  /** Entries that were gone when the member came back. */
  missed = 0;
  /** Whether what arrives is taken, so that more may come. */
  takes = true;
  /** Why the member's time in the room is over. */
  ending: EndReason | undefined;
  /** What was said to this member alone, or by it to another. */
  readonly whispers: Whisper[] = [];
  /** What the member was told of the servers: whether they cannot agree. */
  readonly stalls: boolean[] = [];
  /** Why the member was not let in, each time. */
  readonly reasons: (string | undefined)[] = [];
  /** What came of the requests so far, by their ids. */
  readonly replies = new Map<number, Reply>();
  #asked = 0;
  /** What the member has said, in order. */
  readonly said: string[] = [];

  constructor(
    readonly world: { readonly network: SimulatedNetwork },
    readonly name: string,
    readonly address: Deno.NetAddr,
    seed: number,
    {
      history = 1_000_000,
      patience = Infinity,
      identity,
      takesOver = true,
      server = SERVER,
    }: MemberOptions = {},
  ) {
    const random = new Random(seed);
    const caller = identity === undefined
      ? callerOf(random)
      : { ...callerOf(random), identity: newIdentity(new Random(identity)) };
    const options = { server, history, patience, caller, room: ROOM, takesOver };
    this.session = new ReliableSession(options, (event) => this.#hear(event), () => {});
    world.network.attach(address, this.session);
  }

  enter(): void {
    this.world.network.act((now) => this.session.enter(this.name, now));
  }

  say(text: string): void {
    this.said.push(text);
    this.world.network.act((now) => this.session.say(text, now));
  }

  /** Asks for something. Returns by what the answer is known. */
  ask(request: Request): number {
    const id = this.#asked++;
    this.world.network.act((now) => this.session.ask(request, id, now));
    return id;
  }

  /** Asks for something, and waits for the answer. */
  answerTo(request: Request): Reply {
    const id = this.ask(request);
    const isDone = this.world.network.passUntil(() => this.replies.has(id), ANSWER_TIME);
    assert(isDone, `${this.name} gets an answer to ${request.kind}`);
    return this.replies.get(id)!;
  }

  /** The word for why a request is refused. */
  refusalOf(request: Request): string | undefined {
    const answer = this.answerTo(request);
    return answer.kind === "refused" ? answer.reason : undefined;
  }

  leave(wait?: number): void {
    this.world.network.act((now) => this.session.leave(now, wait));
  }

  has(kind: ClientEvent["kind"]): boolean {
    return this.events.includes(kind);
  }

  #hear(event: SessionEvent): void {
    if (event.kind === "greeted") return;
    this.events.push(event.kind);
    // A person would try again as well.
    if (event.kind === "unanswered") this.session.enter(this.name, this.world.network.now);
    if (event.kind === "missed") this.missed += event.count;
    if (event.kind === "refused") this.reasons.push(event.reason);
    if (event.kind === "stalled") this.stalls.push(event.isStalled);
    if (event.kind === "whisper") this.whispers.push(event.whisper);
    if (event.kind === "reply") {
      assert(!this.replies.has(event.id), `request ${event.id} is answered twice`);
      this.replies.set(event.id, event.reply);
    }
    if (event.kind === "ended") this.ending = event.reason;
    if (event.kind !== "entries") return;
    this.entries.push(...event.entries);
    if (this.takes) this.session.take(event.bytes);
  }
}

/** A room with reliable members on a simulated network. */
export class World {
  readonly network: SimulatedNetwork;
  readonly members: SimulatedMember[] = [];
  /** What the server's log got. */
  log: Entry[] = [];
  service: RoomService;
  /** How often a server was started in the place of another one. */
  restarts = -1;
  /** What was told of a disk that fails: why, or that it works again. */
  readonly notKept: (string | undefined)[] = [];
  readonly #options: Omit<RoomServiceOptions, "random" | "wallTime">;
  /** How far the time of day is ahead of the network's clock, in milliseconds. */
  clockError = 0;
  readonly #seed: number;

  constructor(seed: number, conditions: Conditions, options: Partial<RoomServiceOptions> = {}) {
    this.#seed = seed;
    this.#options = { ...OPTIONS, ...options };
    this.network = new SimulatedNetwork(seed, conditions);
    this.service = this.restart();
  }

  /** Starts a server in the place of the one that is there, which gets no chance to say a word. */
  restart(): RoomService {
    const random = new Random(this.#seed + this.log.length + ++this.restarts);
    // A room that is kept goes on with its log, of which the process may have ended before it could tell.
    const kept = this.#options.store?.entries({ from: 0, to: Infinity }) ?? [];
    const log: Entry[] = this.log = [...kept].map(entryOf);
    const hear = (event: ServerEvent) => {
      if (event.kind === "entry") log.push(event.entry);
      if (event.kind === "not-kept") this.notKept.push(event.why);
    };
    this.service = new RoomService(
      {
        ...this.#options,
        random: (count) => random.bytes(count),
        wallTime: (time) => time + this.clockError,
      },
      hear,
      this.network.now,
    );
    this.network.attach(SERVER, new Process(this.service, () => this.restart()));
    return this.service;
  }

  /** A member at an address of its own, who has not entered yet. */
  add(name = `u${this.members.length}`, options: MemberOptions = {}): SimulatedMember {
    const index = this.members.length;
    const at = address(1000 + index, `10.0.1.${index % 250}`);
    const member = new SimulatedMember(this, name, at, this.#seed * 1000 + index, options);
    this.members.push(member);
    return member;
  }

  /** Lets so many members enter, and waits until all are in. */
  enterAll(count: number): void {
    const members = Array.from({ length: count }, () => this.add());
    for (const member of members) member.enter();
    const isIn = () => members.every((member) => member.has("entered"));
    assert(this.network.passUntil(isIn, ENTER_TIME), "all members enter");
  }

  /** Whether everything that was said is in the log, and everybody has the whole log. */
  get isSettled(): boolean {
    const said = this.members.reduce((sum, member) => sum + member.said.length, 0);
    const next = this.log.length;
    const inLog = next - this.members.length;
    return inLog >= said &&
      this.members.every(({ entries }) => (entries.at(-1)?.index ?? -1) === next - 1);
  }

  /** Where things stand, for the message of a failure. */
  describe(): string {
    const lacking = this.members.filter(({ entries }) =>
      entries.at(-1)?.index !== this.log.length - 1
    );
    const names = lacking.map(({ name, entries, events }) =>
      `${name}: ${entries.length} entries, last events ${
        events.filter((kind) => kind !== "entries").slice(-3)
      }`
    );
    return `The log has ${this.log.length} entries; behind are ${names.join("; ")}`;
  }

  /** Asserts that everybody has the server's log, from the first entry to the last. */
  assertSameLogs(): void {
    const expected = this.log.map(lineOf);
    for (const { name, entries } of this.members) {
      assertSameLines(entries.map(lineOf), expected, `the log of ${name}`);
    }
  }

  /** Asserts that what each member said is in the log once, in the order of saying, and nothing else. */
  assertEachSaidOnce(): void {
    const texts = new Map(this.members.map(({ name }) => [name, [] as string[]]));
    for (const entry of this.log) {
      if (entry.kind === "say") texts.get(entry.name)?.push(entry.text);
    }
    for (const { name, said } of this.members) {
      assertSameLines(texts.get(name) ?? [], said, `what ${name} said`);
    }
  }

  /** Asserts that from some time on, nothing is sent but keep-alives. */
  assertSilence(): void {
    this.network.conditions = { loss: 0, duplication: 0, delay: [1, 2] };
    this.network.pass(30_000);
    const addresses = [SERVER, ...this.members.map((member) => member.address)];
    const count = () => addresses.reduce((sum, at) => sum + this.network.traffic(at).datagrams, 0);
    const before = count();
    this.network.pass(60_000);
    // A keep-alive each 3.75 s and its acknowledgement.
    const most = 2 * 17 * this.members.length;
    assert(count() - before <= most, `${count() - before} datagrams in a quiet minute`);
  }

  [Symbol.dispose](): void {
    for (const member of this.members) this.network.detach(member.address);
    this.network.detach(SERVER);
  }
}

/** The server's process, which may end amid its work; then there is a new one at once. */
class Process implements Machine {
  constructor(readonly service: RoomService, readonly onEnd: () => void) {}

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.#run(() => this.service.receive(datagram, from, now));
  }

  timeout(now: number): void {
    this.#run(() => this.service.timeout(now));
  }

  nextTimeout(): number {
    return this.service.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    return this.#run(() => this.service.transmit(now));
  }

  #run<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.onEnd();
      return undefined;
    }
  }
}

export function lineOf(entry: Entry): string {
  const { index, at, kind } = entry;
  return `${index} ${at} ${kind} ${"name" in entry ? entry.name : ""} ${
    "text" in entry ? entry.text : ""
  }`;
}

/** Compares many lines, and shows only the first that differs. */
export function assertSameLines(
  actual: readonly string[],
  expected: readonly string[],
  what: string,
): void {
  const index = expected.findIndex((line, at) => actual[at] !== line);
  if (index >= 0) assertEquals(actual[index], expected[index], `${what}, line ${index}`);
  assertEquals(actual.length, expected.length, `${what}: number of lines`);
}
