import { encodeHex } from "@std/encoding/hex";
import type { RoomRecord } from "../../room/mod.ts";
import type { RecordStream, StreamEvent } from "../../store/mod.ts";
import type { ServerStatus } from "../../wire/mod.ts";
import type { Hub, Servers } from "../hub.ts";
import type { Journal } from "../journal.ts";
import type { ReliableService } from "../reliable/service.ts";
import type { ReliableSeat, RoomSeat } from "../seats.ts";
import { Leases } from "./leases.ts";
import { nearestOf } from "./nearest.ts";
import { SharedJournal } from "./shared_journal.ts";

/** Milliseconds from one renewal of the lease to the next. */
const RENEWAL = 2000;

/** The room's other servers, and how this one reaches them. */
export interface ClusterOptions {
  readonly stream: RecordStream;
  /** Tells this run of the server from all others. */
  readonly server: string;
  /** What people call this server. */
  readonly name: string;
  /** Where members reach it: host and port. */
  readonly addresses: readonly string[];
  /** Sequence of the last message whose records the room's file has; 1 where it has none: the first has no records. */
  readonly after: number;
  /** Sequence of the newest message of the stream when it was opened. */
  readonly catchUp: number;
}

export interface ClusterSurroundings {
  readonly cache: Journal;
  readonly position: { readonly number: number; readonly entry: number };
  /** Milliseconds that members of a server that is gone keep their seats. */
  readonly grace: number;
  readonly random: (count: number) => Uint8Array;
  readonly onStalled: (why: string | undefined) => void;
}

/** This server as one of several that serve the room: it follows the stream, and knows which others there are. */
export class Cluster implements Servers {
  readonly journal: SharedJournal;
  readonly #options: ClusterOptions;
  readonly #grace: number;
  readonly #leases = new Leases();
  /** Servers whose members leave unless they come back. */
  readonly #gone = new Set<string>();
  #room: { readonly hub: Hub; readonly reliable: ReliableService } | undefined;
  #renewAt = -Infinity;
  #isLeaving = false;

  constructor(options: ClusterOptions, surroundings: ClusterSurroundings) {
    const { cache, position, grace, random, onStalled } = surroundings;
    this.#options = options;
    this.#grace = grace;
    this.journal = new SharedJournal({
      stream: options.stream,
      after: options.after,
      catchUp: options.catchUp,
      position,
      cache,
      random: () => (random(1)[0] ?? 0) / 256,
      newId: () => `${options.server}-${encodeHex(random(8))}`,
      take: (record, seat, now) => this.#take(record, seat, now),
      onStalled,
    });
  }

  /** Joins it to the room. */
  connect(hub: Hub, reliable: ReliableService): void {
    this.#room = { hub, reliable };
    hub.servers = this;
  }

  hear(event: StreamEvent, now: number): void {
    if (event.kind !== "lease") return this.journal.hear(event, now);
    this.#leases.hear(event.lease, event.time);
    this.#watch(now);
    this.#room?.reliable.tellServers((place) => nearestOf(this.#others(), place));
  }

  get nextTimeout(): number {
    return Math.min(this.#renewAt, this.journal.nextTimeout);
  }

  timeout(now: number): void {
    if (now < this.#renewAt || this.#room === undefined) return;
    this.#renewAt = now + RENEWAL;
    this.#renew();
  }

  /** Says that this server takes no more members. */
  leave(): void {
    this.#isLeaving = true;
    this.#renewAt = Infinity;
    this.#renew();
  }

  /** Whether there is another server. */
  get hasOthers(): boolean {
    return this.#others().length > 0;
  }

  get own(): string {
    return this.#options.server;
  }

  nameOf(server: string): string | undefined {
    return server === this.own ? this.#options.name : this.#leases.nameOf(server);
  }

  statuses(): ServerStatus[] {
    return this.#leases.list().map(({ lease: { name, addresses, members, lag }, isGone }) => {
      return { name, addresses, members, lag, isGone };
    });
  }

  /** Where members reach the others, a list for each server. */
  #others(): (readonly string[])[] {
    return this.#leases.list()
      .filter(({ lease, isGone }) => !isGone && lease.server !== this.#options.server)
      .map(({ lease }) => lease.addresses);
  }

  #renew(): void {
    const { server, name, addresses, stream } = this.#options;
    const members = this.#room?.hub.room.members()
      .filter(({ seat }) => seat.dialect === "reliable" && seat.server === server).toArray() ?? [];
    const { lag } = this.journal;
    stream.renew({
      server,
      name,
      addresses,
      members: members.length,
      lag,
      isLeaving: this.#isLeaving,
    });
  }

  /** A record that all servers agreed on has its effect here. */
  #take(record: RoomRecord, at: RoomSeat | undefined, now: number): void {
    if (this.#room === undefined) throw new Error("Cannot take a record: there is no room");
    const { hub: { room }, reliable } = this.#room;
    const { fact } = record;
    const name = "name" in fact ? fact.name : undefined;
    const before = name === undefined ? undefined : room.memberNamed(name)?.seat;
    room.take(record, now, at);
    const newName = fact.kind === "rename" ? fact.to : name;
    const seat = newName === undefined ? undefined : room.memberNamed(newName)?.seat;
    reliable.follow(fact, reliableSeat(before), reliableSeat(seat), now);
    if (fact.kind === "enter" || fact.kind === "reseat") this.#watchOne(reliableSeat(seat), now);
    this.#room.hub.publish(seat ?? before);
  }

  /** A member's server may have gone by the time that others hear of the member. */
  #watchOne(seat: ReliableSeat | undefined, now: number): void {
    if (seat?.server === undefined) return;
    const isThere = seat.server === this.#options.server || this.#leases.isThere(seat.server);
    this.#room?.hub.room.keep(seat, isThere ? Infinity : now + this.#grace, "lost");
  }

  /** Members of servers that are gone keep their seats for the usual time, unless the server is back before that. */
  #watch(now: number): void {
    const { server: own } = this.#options;
    const room = this.#room?.hub.room;
    const states = new Map<string, boolean>();
    for (const { seat } of room?.members() ?? []) {
      const server = seat.dialect === "reliable" ? seat.server : undefined;
      if (server === undefined || server === own) continue;
      const isThere = states.get(server) ?? this.#leases.isThere(server);
      states.set(server, isThere);
      if (isThere === !this.#gone.has(server)) continue;
      room?.keep(seat, isThere ? Infinity : now + this.#grace, "lost");
    }
    this.#gone.clear();
    for (const [server, isThere] of states) if (!isThere) this.#gone.add(server);
  }
}

function reliableSeat(seat: RoomSeat | undefined): ReliableSeat | undefined {
  return seat?.dialect === "reliable" ? seat : undefined;
}
