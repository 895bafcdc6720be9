import { Server, type ServerEvent, type ServerOptions } from "../../src/server/mod.ts";
import type { Page } from "../../src/net/mod.ts";
import type { RoomService } from "../../src/server/room_service.ts";
import type { MemberStatus, Reply } from "../../src/wire/mod.ts";
import { within } from "./deadline.ts";
import { Peer } from "./peer.ts";
import { HOST } from "./secure.ts";

const ROOM_KEY = HOST.identity.secretKey;

/** A server in its worker on a free port of loopback, and the peers that talk to it. */
export class TestRoom implements AsyncDisposable {
  readonly events: ServerEvent[] = [];
  /** What an event has to wait for to be dealt with. */
  dealt: Promise<void> | undefined;
  #wake = Promise.withResolvers<void>();
  readonly #peers: Peer[] = [];
  #server: Server | undefined;

  static async open(
    options: Partial<ServerOptions> = {},
    page?: () => Promise<Page>,
  ): Promise<TestRoom> {
    const room = new TestRoom();
    const started = Server.start(
      {
        endpoint: { hostname: "127.0.0.1", port: 0 },
        key: ROOM_KEY,
        secret: undefined,
        language: "zh",
        idle: 1_800_000,
        maxMembers: 1000,
        namesFor: 0,
        classic: true,
        grace: 60_000,
        silence: 15_000,
        log: { entries: 10_000, bytes: 1 << 22 },
        watch: true,
        ...options,
      },
      (event) => room.#hear(event),
      page,
    );
    room.#server = await within(started, "the server to listen");
    return room;
  }

  /** Waits until it is so: it is asked after each event. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    const wait = async () => {
      while (!isSo()) await this.#wake.promise;
    };
    await within(wait(), what);
  }

  get server(): Server {
    if (this.#server === undefined) throw new Error("The room is not open");
    return this.#server;
  }

  /** A socket that has said nothing yet. */
  peer(): Peer {
    const peer = new Peer(this.server.endpoint);
    this.#peers.push(peer);
    return peer;
  }

  /** Members who have entered one after the other and have read each other's notices. */
  async members(...names: string[]): Promise<Peer[]> {
    const members: Peer[] = [];
    for (const name of names) {
      const member = this.peer();
      await member.ask(`L ${name}`, "OK");
      for (const earlier of members) await earlier.text();
      members.push(member);
    }
    return members;
  }

  #hear(event: ServerEvent): Promise<void> | undefined {
    this.events.push(event);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
    return this.dealt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.server.stop(), "the server to stop");
    for (const peer of this.#peers) await peer[Symbol.asyncDispose]();
  }
}

/** The names of everybody in the room, in the order of entering. */
export async function memberNames(server: Server): Promise<string[]> {
  return listed(await server.ask({ kind: "who" })).map(({ name }) => name);
}

/** Everybody in a room on the simulated network, in the order of entering. */
export function membersOf(service: RoomService, now: number): readonly MemberStatus[] {
  return listed(service.ask({ kind: "who" }, now));
}

function listed(reply: Reply): readonly MemberStatus[] {
  if (reply.kind !== "who") throw new Error(`Cannot list the members: the answer is ${reply.kind}`);
  return reply.members;
}
