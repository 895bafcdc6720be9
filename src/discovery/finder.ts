import { compareTexts, type Machine, type Transmit } from "../base/mod.ts";
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
  /** What says which room it is: 22 characters of base64url, the first 16 bytes of the SHA-256 of its public key. */
  readonly keyHash: string;
  /** Whether it takes a secret to get in. */
  readonly isSecret: boolean;
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

/** What is known of a room: its last answer from where it was heard first, and the round trip by each address. */
interface Sighting {
  /** Anybody can announce the room as its own, so what others say of it does not change what is shown. */
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
  /** When each query was sent, by its nonce, and at which room's own address it was asked. */
  readonly #sent = new Map<string, { readonly at: number; readonly place?: Deno.NetAddr }>();
  readonly #rooms = new Map<string, Sighting>();
  /** Rooms that said goodbye, and from where: an answer that comes late does not bring them back. */
  readonly #gone = new Set<string>();
  /** Rooms that announced themselves and were asked. */
  readonly #asked = new Set<string>();
  /** Addresses that are asked beside the group. */
  readonly #elsewhere: Deno.NetAddr[] = [];
  #nextQuery = 0;
  #pause = FIRST_PAUSE;

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const message = decodeDiscovery(datagram);
    if (message?.kind === "announcement" && message.nonce !== undefined) {
      return this.#answer(message, message.nonce, from, now);
    }
    if (!this.#options.isOnLink(from.hostname)) return;
    if (message?.kind === "goodbye") this.#forget(message.keyHash, from);
    if (message?.kind !== "announcement") return;
    if (!this.#gone.has(sightingKey(message.keyHash, from))) {
      this.#askBack(message.keyHash, from, now);
    }
  }

  /** Asks a room at its own address too, from now on: multicast may not get there. */
  askAt(place: Deno.NetAddr, now: number): void {
    if (this.#elsewhere.length >= MOST_ROOMS) return;
    this.#elsewhere.push(place);
    this.#ask(place, now, place);
  }

  timeout(now: number): void {
    if (now < this.#nextQuery) return;
    this.#ask(this.#options.group, now);
    for (const place of this.#elsewhere) this.#ask(place, now, place);
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
      ({ last: { keyHash, isSecret, name, members }, addresses }) => {
        const [nearest, ...others] = [...addresses.values()].sort(byDistance);
        const room = { keyHash, isSecret, name, members };
        return nearest ? [{ ...room, addresses: [nearest, ...others] } as FoundRoom] : [];
      },
    );
    // By code units and then by key: the order shall not depend on the machine or on who answered first.
    return rooms.sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.keyHash, b.keyHash));
  }

  #ask(to: Deno.NetAddr, now: number, place?: Deno.NetAddr): void {
    const nonce = this.#options.nonce();
    this.#sent.set(nonce, { at: now, ...place && { place } });
    this.#outgoing.push({ to: [to], datagram: encodeQuery(nonce) });
  }

  /** An answer to a query: one that was asked at its own address is there, whatever it says. */
  #answer(room: RoomAnnouncement, nonce: string, from: Deno.NetAddr, now: number): void {
    const { at, place } = this.#sent.get(nonce) ?? {};
    if (at === undefined || (place === undefined && !this.#options.isOnLink(from.hostname))) return;
    if (this.#gone.has(sightingKey(room.keyHash, place ?? from))) return;
    const here = place === undefined ? room : { ...room, port: place.port };
    this.#note(here, place ?? from, Math.max(0, now - at));
  }

  #askBack(keyHash: string, from: Deno.NetAddr, now: number): void {
    if (this.#rooms.has(keyHash) || this.#asked.has(keyHash) || this.#asked.size >= MOST_ROOMS) {
      return;
    }
    this.#asked.add(keyHash);
    this.#ask(from, now);
  }

  #note(room: RoomAnnouncement, { hostname }: Deno.NetAddr, roundTrip: number): void {
    const known = this.#rooms.get(room.keyHash);
    if (known === undefined && this.#rooms.size >= MOST_ROOMS) return;
    const sighting = known ?? { last: room, addresses: new Map() };
    const before = sighting.addresses.get(hostname);
    if (before === undefined && sighting.addresses.size >= MOST_ADDRESSES) return;
    const shortest = Math.min(roundTrip, before?.roundTrip ?? Infinity);
    const port = before?.port ?? room.port;
    sighting.addresses.set(hostname, { hostname, port, roundTrip: shortest });
    const [first] = sighting.addresses.keys();
    if (first === hostname) sighting.last = room;
    this.#rooms.set(room.keyHash, sighting);
    if (known === undefined) this.#options.onRoom?.();
  }

  /** A room is no more at an address: anybody may say so of its own address, and nobody of another one. */
  #forget(keyHash: string, from: Deno.NetAddr): void {
    const addresses = this.#rooms.get(keyHash)?.addresses;
    addresses?.delete(from.hostname);
    if (addresses?.size === 0) this.#rooms.delete(keyHash);
    if (this.#gone.size < MOST_ROOMS) this.#gone.add(sightingKey(keyHash, from));
  }
}

function sightingKey(keyHash: string, { hostname }: Deno.NetAddr): string {
  return `${keyHash} ${hostname}`;
}

function byDistance(a: RoomAddress, b: RoomAddress): number {
  return rank(a) - rank(b) || a.roundTrip - b.roundTrip || compareTexts(a.hostname, b.hostname);
}

/** This machine's own address before all others. */
function rank({ hostname }: RoomAddress): number {
  return hostname.startsWith("127.") ? 0 : 1;
}
