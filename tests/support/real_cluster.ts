// Real servers of one room, on real servers of NATS, and members on real sockets.

import { assertEquals } from "@std/assert";
import type { Entry } from "../../src/room/mod.ts";
import { Crowd, type Guest } from "./crowd.ts";
import { within } from "./deadline.ts";
import { Folder } from "./folder.ts";
import { NatsCluster } from "./nats.ts";
import { Program, SERVE } from "./program.ts";

/** The stream of the room that has the usual name. */
export const STREAM = "chatroom-d90c95429241ddb9";

export interface RealClusterOptions {
  readonly servers: number;
  readonly nodes: number;
  /** The addresses of NATS for a server, by its number; those of all nodes if not given. */
  readonly urls?: (server: number, cluster: NatsCluster) => string;
  readonly args?: readonly string[];
  /** Whether each server has a file too. */
  readonly file?: boolean;
}

interface Running {
  readonly program: Program;
  readonly port: number;
}

export class RealCluster implements AsyncDisposable {
  readonly servers: (Running | undefined)[] = [];
  readonly crowds: Crowd[] = [];
  readonly guests: Guest[] = [];
  /** What each guest has said, in order, by its name. */
  readonly said = new Map<string, string[]>();

  private constructor(
    readonly nats: NatsCluster,
    readonly folder: Folder,
    readonly options: RealClusterOptions,
  ) {}

  static async start(options: RealClusterOptions): Promise<RealCluster> {
    const nats = await NatsCluster.start(options.nodes);
    const cluster = new RealCluster(nats, await Folder.make(), options);
    try {
      for (let index = 0; index < options.servers; index++) await cluster.serve(index);
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  /** Starts a server; a file keeps what it has seen. */
  async serve(index: number): Promise<Running> {
    const { urls = (_, { urls }) => urls, nodes, args = [], file = true } = this.options;
    const { path } = this.folder;
    const program = Program.start([
      ...SERVE,
      ...["--host", "127.0.0.1", "--port", `${this.servers[index]?.port ?? 0}`, "--lang", "en"],
      ...["--rate", "off", "--cluster", urls(index, this.nats), "--replicas", `${nodes}`],
      ...["--cluster-secret-file", `${path}/secret`],
      ...file ? ["--file", `${path}/${index}.db`] : [],
      ...args,
    ]);
    const [, port] = await program.match(/join 127\.0\.0\.1:(\d+)\n/);
    const running = { program, port: Number(port) };
    this.servers[index] = running;
    return running;
  }

  /** Ends a server, which gets no chance to say a word. */
  async kill(index: number): Promise<void> {
    await this.servers[index]?.program.crash();
    await this.servers[index]?.program[Symbol.asyncDispose]();
  }

  /** Lets so many members in, by the servers in turn, who hear all that was said. */
  async enter(count: number): Promise<void> {
    const [first] = this.servers;
    const crowd = new Crowd({ hostname: "127.0.0.1", port: first!.port });
    this.crowds.push(crowd);
    const guests = Array.from({ length: count }, (_, index) => {
      const { port } = this.servers[index % this.servers.length]!;
      const name = `u${this.guests.length + index}`;
      return crowd.add(name, 1_000_000, { hostname: "127.0.0.1", port });
    });
    this.guests.push(...guests);
    for (const guest of guests) {
      this.said.set(guest.name, []);
      guest.enter();
    }
    await crowd.until(
      () => guests.every((guest) => guest.has("entered")),
      "everybody inside",
      60_000,
    );
  }

  say(guest: Guest): void {
    const said = this.said.get(guest.name)!;
    const text = `${guest.name} ${said.length}`;
    said.push(text);
    guest.say(text);
  }

  /** How many texts were said. */
  get count(): number {
    return this.said.values().reduce((sum, { length }) => sum + length, 0);
  }

  /** Waits until everybody has heard everything that was said. */
  async settled(limit: number): Promise<void> {
    const total = this.count;
    const heard = ({ entries }: Guest) =>
      entries.reduce((sum, { kind }) => sum + Number(kind === "say"), 0);
    const isSo = () => {
      const [first, ...others] = this.guests;
      return heard(first!) >= total && others.every(({ next }) => next === first!.next);
    };
    let isOver = false;
    const wait = async () => {
      while (!isOver && !isSo()) await pause(20);
    };
    try {
      await within(wait(), `all ${total} texts`, limit);
    } catch (error) {
      const counts = this.guests.map((guest) =>
        `${guest.name} ${heard(guest)} ${guest.events.slice(-3)}`
      );
      throw new Error(`Not everybody has all: ${counts.join("; ")}`, { cause: error });
    } finally {
      isOver = true;
    }
  }

  /** Asserts that all have one order, in which each text is once, and nobody has left. */
  assertOneOrder(): void {
    const [first, ...others] = this.guests;
    const expected = first!.entries.map(lineOf);
    assertEquals(expected.map((_, index) => first!.entries[index]!.index), [...expected.keys()]);
    for (const { name, entries } of others) {
      const lines = entries.map(lineOf);
      const at = expected.findIndex((line, index) => lines[index] !== line);
      if (at >= 0) assertEquals(lines[at], expected[at], `entry ${at} of ${name}`);
      assertEquals(lines.length, expected.length, name);
    }
    for (const [name, said] of this.said) {
      const texts = first!.entries.flatMap((entry) =>
        entry.kind === "say" && entry.name === name ? [entry.text] : []
      );
      assertEquals(texts, said);
    }
    const moves = first!.entries.filter(({ kind }) => kind === "enter" || kind === "leave");
    assertEquals(moves.map(({ kind }) => kind), this.guests.map(() => "enter"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const crowd of this.crowds) await crowd[Symbol.asyncDispose]();
    for (const server of this.servers) await server?.program[Symbol.asyncDispose]();
    await this.nats[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}

function lineOf(entry: Entry): string {
  return JSON.stringify(entry);
}
