import { randomBytes, type Request } from "../base/mod.ts";
import { messagesIn } from "../language/mod.ts";
import { Announcer, DISCOVERY_GROUP } from "../discovery/mod.ts";
import type { StreamEvent } from "../store/mod.ts";
import type { ClusterOptions } from "./cluster/cluster.ts";
import { Driver, isPrivate, steadyNow, wallClock, type WebPort } from "../net/mod.ts";
import type { Primitives } from "../secure/mod.ts";
import type { Reply } from "../wire/mod.ts";
import { keyHashOf } from "./announce_room.ts";
import type { ServerEvent, ServerOptions } from "./protocol.ts";
import type { OpenStore } from "./recall_log.ts";
import { RoomService } from "./room_service.ts";

/**
 * The operator's side of a room that is being served. Each call takes effect in its turn, and is fulfilled
 * then.
 */
export interface ServedRoom {
  ask(request: Request): Promise<Reply>;
  topic(): Promise<string>;
  /** How many members there are now. */
  size(): number;
  /** The room's public key. */
  readonly key: Uint8Array;
  /** Fulfilled when the room is as it is at its other servers. */
  readonly ready: Promise<void>;
  /** Tells the members that the room ends, and stops once they have been told. */
  close(): Promise<void>;
  /** Fulfilled when the room has been closed, rejected when it cannot go on. */
  readonly done: Promise<void>;
}

/** A room that other servers serve too. */
export interface SharedRoom {
  /** Tells the room from any other. */
  readonly id: string;
  readonly cluster: ClusterOptions;
  /** Gives all that comes from the stream, from now on. */
  follow(take: (event: StreamEvent) => void): void;
}

/** Agreements of X25519 that one key agreement amounts to, with what belongs to it. */
const AGREEMENTS = 6;

/** Milliseconds between two looks at who is connected for nothing. */
const PRUNE_PAUSE = 5000;

/** About how many milliseconds one key agreement takes on this machine. */
function measureAgreement(primitives: Primitives): number {
  const key = new Uint8Array(32).fill(1);
  const [start, times] = [steadyNow(), 20];
  for (let count = 0; count < times; count++) primitives.publicKeyOf(key);
  return Math.max(0.1, AGREEMENTS * (steadyNow() - start) / times);
}

/** Serves a room on a socket, and to those who come over WebSockets. The caller opens and closes both. */
export function serveRoom(
  socket: Deno.DatagramConn,
  options: Omit<ServerOptions, "endpoint" | "watch" | "file" | "web" | "cluster">,
  primitives: Primitives,
  emit: (event: ServerEvent) => void,
  store?: OpenStore,
  web?: WebPort,
  shared?: SharedRoom,
): ServedRoom {
  const stop = new AbortController();
  const messages = messagesIn(options.language);
  const { key: secretKey, secret, announceAs: name = "" } = options;
  const identity = { secretKey, publicKey: primitives.publicKeyOf(secretKey) };
  const host = { primitives, identity, secret, name };
  const agreementTime = measureAgreement(primitives);
  const classic = options.classic && secret === undefined && shared === undefined;
  const { port } = socket.addr as Deno.NetAddr;
  const announcer = options.announceAs === undefined ? undefined : new Announcer({
    group: DISCOVERY_GROUP,
    keyHash: keyHashOf(identity.publicKey),
    isSecret: secret !== undefined,
    name,
    port,
    members: () => service.size,
    // The room is told of on its own networks, and beyond only to those who cannot be on the internet.
    isOnLink: isPrivate,
  });
  const surroundings = {
    host,
    announcer,
    classic,
    agreementTime,
    messages,
    random: randomBytes,
    wallTime: wallClock(),
  };
  const service: RoomService = new RoomService(
    { ...options, ...surroundings, store, roomId: shared?.id, cluster: shared?.cluster },
    emit,
    steadyNow(),
  );
  const driver = new Driver(socket, service, steadyNow, web);
  const prune = () => driver.input((now) => web?.prune(service.addresses, now));
  const pruning = web && setInterval(prune, PRUNE_PAUSE);
  const done = driver.run(stop.signal).finally(() => clearInterval(pruning));
  const inTurn = <T>(question: (now: number) => T) =>
    new Promise<T>((resolve) => driver.input((now) => resolve(question(now))));
  const ready = Promise.withResolvers<void>();
  if (service.isReady) ready.resolve();
  shared?.follow(inBatches(driver, (events, now) => {
    for (const event of events) service.hear(event, now);
    if (service.isReady) ready.resolve();
  }));
  return {
    ready: ready.promise,
    key: identity.publicKey,
    ask: (request) =>
      new Promise((resolve) => driver.input((now) => service.askAll(request, now, resolve))),
    topic: () => inTurn(() => service.topic),
    size: () => service.size,
    async close() {
      // The next input's turn comes when everything that was caused before has been sent.
      driver.input((now) => service.close(now, () => driver.input(() => stop.abort())));
      await done;
    },
    done,
  };
}

/** Gives all that has come in one input of the driver. */
function inBatches<T>(
  driver: Driver,
  take: (items: readonly T[], now: number) => void,
): (item: T) => void {
  let waiting: T[] = [];
  return (item) => {
    if (waiting.push(item) > 1) return;
    driver.input((now) => {
      const items = waiting;
      waiting = [];
      take(items, now);
    });
  };
}
