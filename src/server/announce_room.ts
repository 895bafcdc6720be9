import { createHash } from "node:crypto";
import { encodeBase64Url } from "@std/encoding/base64url";
import { Announcer, DISCOVERY_GROUP } from "../discovery/mod.ts";
import {
  Driver,
  type Endpoint,
  ipv4Interfaces,
  MulticastSocket,
  type NetworkInterface,
  steadyNow,
} from "../net/mod.ts";
import { KEY_HASH_LENGTH } from "../wire/mod.ts";

/** A room, as others on the network are told of it. */
export interface AnnouncedRoom {
  /** At most 32 characters are told, and nothing invisible. */
  readonly name: string;
  /** The room's public key. */
  readonly key: Uint8Array;
  /** Whether it takes a secret to get in. */
  readonly isSecret: boolean;
  /** Where the room listens, with the port that it really has. */
  readonly endpoint: Endpoint;
  /** How many are in the room now. */
  readonly members: () => number;
}

/** Where a room is announced, if not where every search looks. */
export interface AnnounceOptions {
  readonly group?: Deno.NetAddr;
  /** The interfaces by which the room is reached; they are asked for again and again. */
  readonly interfaces?: () => readonly NetworkInterface[];
  /**
   * Called once when queries are answered, with the interfaces by which they come: none where no network can
   * multicast yet.
   */
  readonly onStarted?: (interfaces: readonly NetworkInterface[]) => void;
}

/** Milliseconds between two looks at the interfaces: networks come and go while a room is open. */
const LOOK_PAUSE = 5000;

/**
 * Answers those who look for rooms on this machine's networks, until the signal is aborted; fulfilled when
 * the goodbyes have been said, a tenth of a second later. A room that listens on one address only is told of
 * on its network alone; one that listens on an IPv6 address alone is not told of.
 *
 * @throws {BindError} where the port of discovery is taken by a program that doesn't share it
 * @throws {RangeError} where nothing of the name can be shown
 */
export async function announceRoom(
  { name, key, isSecret, endpoint: { hostname, port }, members }: AnnouncedRoom,
  signal: AbortSignal,
  options: AnnounceOptions = {},
): Promise<void> {
  const { group = DISCOVERY_GROUP, interfaces = () => ipv4Interfaces(hostname) } = options;
  await using socket = new MulticastSocket(group);
  const stop = new AbortController();
  const announcer = new Announcer({
    group,
    keyHash: keyHashOf(key),
    isSecret,
    name,
    port,
    members,
    isOnLink: (hostname) => socket.isOnLink(hostname),
    // The next input's turn comes when the last goodbye has been sent.
    onClosed: () => driver.input(() => stop.abort()),
  });
  const driver = new Driver(socket, announcer, steadyNow);
  const look = async () => {
    const added = await socket.use(interfaces());
    if (added.length > 0) driver.input((now) => announcer.announce(now));
    return added;
  };
  socket.listen();
  let looking = look();
  options.onStarted?.(await looking);
  const timer = setInterval(() => looking = looking.then(look), LOOK_PAUSE);
  const close = () => driver.input((now) => announcer.close(now));
  if (signal.aborted) close();
  signal.addEventListener("abort", close);
  try {
    await driver.run(stop.signal);
  } finally {
    signal.removeEventListener("abort", close);
    clearInterval(timer);
    await looking;
  }
}

/** What says which room it is: the first 16 bytes of the SHA-256 of its public key, in base64url. */
export function keyHashOf(key: Uint8Array): string {
  const hash = createHash("sha256").update(key).digest();
  return encodeBase64Url(hash.subarray(0, KEY_HASH_LENGTH));
}
