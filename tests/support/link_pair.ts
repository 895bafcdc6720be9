/** A server and one member whose datagrams a test carries by hand, with a clock of its own. */

import type { Machine } from "../../src/base/mod.ts";
import { assert } from "@std/assert";
import {
  ByteReader,
  decodeFrames,
  decodeHeader,
  type Frame,
  HEADER_BYTES,
} from "../../src/wire/mod.ts";
import { LinkMember, LinkServer, type MemberOptions, type Seat, SERVER } from "./link.ts";
import type { ListenerOptions, SessionKeys } from "../../src/link/mod.ts";
import { address } from "./network.ts";
import { Random } from "./random.ts";

/** Where the member is. */
export const MEMBER: Deno.NetAddr = address(1000);

export class LinkPair {
  /** Milliseconds since 1970. */
  now = Date.UTC(2026, 0, 1);
  readonly random: Random;
  readonly server: LinkServer;
  readonly member: LinkMember;

  constructor(
    options: {
      readonly seed?: number;
      readonly server?: Partial<ListenerOptions>;
      readonly member?: MemberOptions;
    } = {},
  ) {
    this.random = new Random(options.seed ?? 1);
    this.server = new LinkServer(this.random, options.server);
    this.member = new LinkMember(this.random, this.now, options.member);
    this.exchange();
    assert(this.member.connection !== undefined);
  }

  /** The session's keys, as the member has them. */
  get keys(): SessionKeys {
    assert(this.member.outcome?.kind === "connected");
    return this.member.outcome.keys;
  }

  get seat(): Seat {
    return this.server.seats.get(this.keys.session)!;
  }

  /** Says something into the room; it is not sent yet. */
  say(bytes: Uint8Array): void {
    this.server.room.append(bytes);
    this.server.listener.wakeAll();
  }

  /** All datagrams that the server has to send to the member. */
  fromServer(): Uint8Array[] {
    return this.#drain(this.server, MEMBER);
  }

  /** All datagrams that the member has to send. */
  fromMember(): Uint8Array[] {
    return this.#drain(this.member, SERVER);
  }

  toServer(datagrams: readonly Uint8Array[], from: Deno.NetAddr = MEMBER): void {
    for (const datagram of datagrams) this.server.receive(datagram, from, this.now);
  }

  toMember(datagrams: readonly Uint8Array[]): void {
    for (const datagram of datagrams) this.member.receive(datagram, SERVER, this.now);
  }

  /** Carries datagrams both ways until there are none, with `oneWay` milliseconds for each way. */
  exchange(oneWay = 0): void {
    for (let isQuiet = false; !isQuiet;) {
      const [toMember, toServer] = [this.fromServer(), this.fromMember()];
      isQuiet = toMember.length + toServer.length === 0;
      if (!isQuiet) this.now += oneWay;
      this.toMember(toMember);
      this.toServer(toServer);
      if (this.server.nextTimeout() <= this.now) this.server.timeout(this.now);
    }
  }

  /** Lets time go on to the next timeout of one of the two, and fires it. */
  wait(machine: Machine): void {
    this.now = Math.max(this.now, machine.nextTimeout());
    machine.timeout(this.now);
  }

  /** The frames of a datagram of this session, whichever end has sent it. */
  frames(datagram: Uint8Array): Frame[] {
    return decodeFrames(new ByteReader(this.open(datagram)));
  }

  /** The same as bytes. */
  open(datagram: Uint8Array): Uint8Array {
    const header = decodeHeader(datagram);
    assert(header.kind === "data");
    for (const keys of [this.keys, this.seat.session.keys]) {
      const associated = datagram.subarray(0, HEADER_BYTES);
      const frames = keys.opener.open(header.number, associated, datagram.subarray(HEADER_BYTES));
      if (frames !== undefined) return frames;
    }
    throw new Error("Cannot open a datagram: it is not of this session");
  }

  #drain(machine: Machine, to: Deno.NetAddr): Uint8Array[] {
    const datagrams: Uint8Array[] = [];
    for (let next = machine.transmit(this.now); next; next = machine.transmit(this.now)) {
      if (next.to[0]!.port === to.port) datagrams.push(next.datagram.slice());
    }
    return datagrams;
  }
}
