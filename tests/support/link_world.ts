import { assert } from "@std/assert";
import type { ListenerOptions } from "../../src/link/mod.ts";
import { LinkMember, LinkServer, type MemberOptions, type Seat, SERVER } from "./link.ts";
import { address, type Conditions, SimulatedNetwork } from "./network.ts";
import { Random } from "./random.ts";

/** A server and members, connected over a simulated network. */
export class LinkWorld {
  readonly network: SimulatedNetwork;
  readonly random: Random;
  readonly server: LinkServer;
  readonly members: LinkMember[] = [];

  constructor(
    seed: number,
    conditions: Conditions,
    options: {
      readonly server?: Partial<ListenerOptions>;
      readonly member?: MemberOptions;
      /** The host of all: on loopback, datagrams may be longer. */
      readonly host?: string;
      /** Bytes of the longest datagram that the network carries. */
      readonly carries?: number;
    } = {},
    count = 1,
  ) {
    this.network = new SimulatedNetwork(seed, conditions);
    this.carry(options.carries ?? Infinity);
    const host = options.host ?? SERVER.hostname;
    const server = { ...SERVER, hostname: host };
    this.random = new Random(seed ^ 0x5eed);
    this.server = new LinkServer(this.random, options.server);
    this.network.attach(server, this.server);
    for (let index = 0; index < count; index++) {
      const member = new LinkMember(this.random, this.network.now, { server, ...options.member });
      this.network.attach(address(1000 + index, host), member);
      this.members.push(member);
    }
    const areConnected = () => this.members.every(({ connection }) => connection !== undefined);
    assert(this.network.passUntil(areConnected, 120_000), "a member is not connected");
    // What the members have to say first shows the listener that the sessions are used.
    this.network.act(() => this.server.listener.wakeAll());
  }

  /**
   * Drops longer datagrams from now on. Returns the longest that was carried since the last call, each time it is
   * called.
   */
  carry(limit: number): () => number {
    let longest = 0;
    this.network.onSend = (datagram) => {
      if (datagram.length > limit) return undefined;
      longest = Math.max(longest, datagram.length);
      return datagram;
    };
    return () => {
      const was = longest;
      longest = 0;
      return was;
    };
  }

  /** The first member, and its seat. */
  get member(): LinkMember {
    return this.members[0]!;
  }

  get seat(): Seat {
    return this.seatOf(this.member);
  }

  seatOf(member: LinkMember): Seat {
    return this.server.seats.get(member.session)!;
  }

  /** Says something into the room, and sends it. */
  say(bytes: Uint8Array): void {
    this.network.act(() => {
      this.server.room.append(bytes);
      this.server.listener.wakeAll();
    });
  }

  /** Tells one member something. */
  tell(member: LinkMember, bytes: Uint8Array): void {
    this.network.act(() => {
      const { direct, session } = this.seatOf(member);
      direct.append(bytes);
      this.server.listener.wake(session);
    });
  }

  /** A member asks for something. */
  ask(member: LinkMember, bytes: Uint8Array): void {
    this.network.act(() => member.requests.append(bytes));
  }

  /** Datagrams that were sent by all. */
  get sent(): number {
    return this.members.reduce((sum, { sent }) => sum + sent, this.server.sent);
  }

  /** Whether everybody has everything, and knows that the others have it. */
  get isSettled(): boolean {
    const { room } = this.server;
    return this.members.every((member) => {
      const { direct, requests } = this.seatOf(member);
      return member.room.end === room.end && member.direct.end === direct.end &&
        requests.end === member.requests.end && direct.arrived === direct.end &&
        member.requests.arrived === member.requests.end;
    });
  }

  /** Fails unless everybody has exactly what was sent. */
  assertWhole(): void {
    for (const member of this.members) {
      const { direct, requests } = this.seatOf(member);
      member.room.assertIs(this.server.room);
      member.direct.assertIs(direct);
      requests.assertIs(member.requests);
    }
  }
}
