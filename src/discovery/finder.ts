import type { Machine, Transmit } from "../base/mod.ts";
import { decodeDiscovery, encodeQuery, type RoomAnnouncement } from "../wire/mod.ts";

/** Where a room can be reached. */
export interface RoomAddress {
  readonly hostname: string;
  readonly port: number;
  /** The shortest round trip that was measured, in milliseconds. */
  readonly roundTrip: number;
}

/** A room that has answered. */
export interface FoundRoom {
  /** 16 hexadecimal digits: the same until the room ends, by whatever address it is found. */
  readonly id: string;
  /** Fit to be shown in a line. */
  readonly name: string;
  readonly members: number;
  /** The nearest first: this machine's own, then those with the shorter round trip. */
  readonly addresses: readonly [RoomAddress, ...RoomAddress[]];
}

export interface FinderOptions {
  /** The group that is asked. */
  readonly group: Deno.NetAddr;
  /** Makes 16 random hexadecimal digits. */
  readonly nonce: () => string;
  /** Whether an address is on a network of this machine. */
  readonly isOnLink: (hostname: string) => boolean;
  /** Called when a room has answered that had not answered before. */
  readonly onRoom?: () => void;
}

/** Milliseconds from the first query to the second; each further pause is twice the one before it. */
const FIRST_PAUSE = 100;

/** Rooms, and addresses of one, that are kept: more than a network has, unless somebody makes them up. */
const MOST_ROOMS = 256;
const MOST_ADDRESSES = 8;

/** What is known of a room: its last answer, and the round trip by each address. */
interface Sighting {
  last: RoomAnnouncement;
  readonly addresses: Map<string, RoomAddress>;
}

/**
 * A searcher's side of discovery, as a state machine. It asks at once, after 100 ms, 300 ms, 700 ms and so
 * on.
 *
 * Only rooms that answered a query are listed. One that announces itself unasked is asked at once.
 */
export class Finder implements Machine {
  readonly #options: FinderOptions;
  readonly #outgoing: Transmit[] = [];
  /** When each query was sent, by its nonce. */
  readonly #sent = new Map<string, number>();
  readonly #rooms = new Map<string, Sighting>();
  /** Rooms that said goodbye: an answer that comes late does not bring them back. */
  readonly #gone = new Set<string>();
  /** Rooms that announced themselves and were asked. */
  readonly #asked = new Set<string>();
  #nextQuery = 0;
  #pause = FIRST_PAUSE;

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    if (!this.#options.isOnLink(from.hostname)) return;
    const message = decodeDiscovery(datagram);
    if (message?.kind === "goodbye") return this.#forget(message.id, from);
    if (message?.kind !== "announcement" || this.#gone.has(message.id)) return;
    if (message.nonce === undefined) return this.#askBack(message.id, from, now);
    const sentAt = this.#sent.get(message.nonce);
    if (sentAt !== undefined) this.#note(message, from, Math.max(0, now - sentAt));
  }

  timeout(now: number): void {
    if (now < this.#nextQuery) return;
    this.#ask(this.#options.group, now);
    this.#nextQuery = now + this.#pause;
    this.#pause *= 2;
  }

  nextTimeout(): number {
    return this.#nextQuery;
  }

  transmit(): Transmit | undefined {
    return this.#outgoing.shift();
  }

  /** The rooms that have answered so far, by name. */
  rooms(): FoundRoom[] {
    const rooms = [...this.#rooms.values()].flatMap(
      ({ last: { id, name, members }, addresses }) => {
        const [nearest, ...others] = [...addresses.values()].sort(byDistance);
        return nearest ? [{ id, name, members, addresses: [nearest, ...others] } as FoundRoom] : [];
      },
    );
    // By code units and then by id: the order shall not depend on the machine or on who answered first.
    return rooms.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  }

  #ask(to: Deno.NetAddr, now: number): void {
    const nonce = this.#options.nonce();
    this.#sent.set(nonce, now);
    this.#outgoing.push({ to: [to], datagram: encodeQuery(nonce) });
  }

  #askBack(id: string, from: Deno.NetAddr, now: number): void {
    if (this.#rooms.has(id) || this.#asked.has(id) || this.#asked.size >= MOST_ROOMS) return;
    this.#asked.add(id);
    this.#ask(from, now);
  }

  #note(room: RoomAnnouncement, { hostname }: Deno.NetAddr, roundTrip: number): void {
    const known = this.#rooms.get(room.id);
    if (known === undefined && this.#rooms.size >= MOST_ROOMS) return;
    const sighting = known ?? { last: room, addresses: new Map() };
    const before = sighting.addresses.get(hostname);
    if (before === undefined && sighting.addresses.size >= MOST_ADDRESSES) return;
    sighting.last = room;
    const shortest = Math.min(roundTrip, before?.roundTrip ?? Infinity);
    sighting.addresses.set(hostname, { hostname, port: room.port, roundTrip: shortest });
    this.#rooms.set(room.id, sighting);
    if (known === undefined) this.#options.onRoom?.();
  }

  /** Takes a room's own word that it is no more, not somebody else's. */
  #forget(id: string, from: Deno.NetAddr): void {
    if (this.#rooms.get(id)?.addresses.has(from.hostname) === false) return;
    this.#rooms.delete(id);
    if (this.#gone.size < MOST_ROOMS) this.#gone.add(id);
  }
}

function byDistance(a: RoomAddress, b: RoomAddress): number {
  return rank(a) - rank(b) || a.roundTrip - b.roundTrip || compare(a.hostname, b.hostname);
}

/** This machine's own address before all others. */
function rank({ hostname }: RoomAddress): number {
  return hostname.startsWith("127.") ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
