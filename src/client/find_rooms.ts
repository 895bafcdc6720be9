import { randomDigits } from "../base/mod.ts";
import { DISCOVERY_GROUP, Finder, type FoundRoom } from "../discovery/mod.ts";
import {
  BindError,
  Driver,
  type Endpoint,
  ipv4Interfaces,
  MulticastSocket,
  type NetworkInterface,
  resolveEndpoint,
  steadyNow,
} from "../net/mod.ts";

export type { FoundRoom, RoomAddress } from "../discovery/mod.ts";

export interface FindOptions {
  /** Milliseconds that answers are waited for. */
  readonly timeout: number;
  /** Milliseconds after the last room that was new, after which the search is over before that. */
  readonly settle?: number;
  /** Ends the search before that, with what was found so far. */
  readonly signal?: AbortSignal;
  /** Where to look, if not where every room is announced. */
  readonly group?: Deno.NetAddr;
  /** Where rooms may be that multicast does not get to: they are asked at their own addresses. */
  readonly elsewhere?: readonly Endpoint[];
  /** The interfaces by whose networks to look. */
  readonly interfaces?: readonly NetworkInterface[];
}

/**
 * Looks for rooms on this machine and on its networks, and at addresses that are given, for as long as it is
 * given. Returns them by name.
 *
 * @throws {Deno.errors.AddrNotAvailable} where no interface of this machine can multicast, and no address is given
 */
export async function findRooms(options: FindOptions): Promise<FoundRoom[]> {
  const { timeout, settle, signal, group = DISCOVERY_GROUP, elsewhere = [] } = options;
  const interfaces = options.interfaces ?? ipv4Interfaces();
  await using socket = new MulticastSocket(group);
  try {
    socket.listen();
  } catch (error) {
    // Then it hears no announcements and goodbyes, but answers come to sockets of its own.
    if (!(error instanceof BindError)) throw error;
  }
  if (elsewhere.length > 0) socket.goBeyond();
  const used = await socket.use(interfaces);
  if (used.length === 0 && elsewhere.length === 0) {
    throw new Deno.errors.AddrNotAvailable("Cannot look for rooms: no interface can multicast");
  }
  const isOnLink = (hostname: string) => socket.isOnLink(hostname);
  const stop = new AbortController();
  const end = () => stop.abort();
  const timer = setTimeout(end, timeout);
  let settling: ReturnType<typeof setTimeout> | undefined;
  const onRoom = () => {
    if (settle === undefined) return;
    clearTimeout(settling);
    // A room that has ended meanwhile is no reason to stop.
    settling = setTimeout(() => finder.rooms().length > 0 && end(), settle);
  };
  const finder = new Finder({ group, nonce: randomDigits, isOnLink, onRoom });
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end);
  const driver = new Driver(socket, finder, steadyNow);
  for (const endpoint of elsewhere) {
    // A host whose name takes long to be looked up must not delay the others.
    placesOf(endpoint).then((places) =>
      places.forEach((place) => driver.input((now) => finder.askAt(place, now)))
    );
  }
  try {
    await driver.run(stop.signal);
  } finally {
    signal?.removeEventListener("abort", end);
    clearTimeout(timer);
    clearTimeout(settling);
  }
  return finder.rooms();
}

/** Most addresses of one host that are asked. */
const MOST_PLACES = 4;

/** The addresses of a host; none where it is not known. */
async function placesOf(endpoint: Endpoint): Promise<Deno.NetAddr[]> {
  try {
    const found = await resolveEndpoint(endpoint);
    return found.slice(0, MOST_PLACES).map((place) => ({ transport: "udp", ...place }));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
