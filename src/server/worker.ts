// The worker's entry file: it only joins the messages to the served room.

import { BindError, type Endpoint, type Page } from "../net/mod.ts";
import { BoundedPost, type Channel, serveThread } from "../parallel/mod.ts";
import { encodeHex } from "@std/encoding/hex";
import { randomBytes } from "../base/mod.ts";
import { RoomFile, StoreError } from "../store/mod.ts";
import type { Primitives } from "../secure/mod.ts";
import { loadNative } from "../secure/native.ts";
import type { Entry } from "../room/mod.ts";
import { announce, UNANNOUNCED } from "./announcement.ts";
import { type OpenPorts, openPorts } from "./open_ports.ts";
import { PageDesk } from "./page_desk.ts";
import type { FromWorker, ServerEvent, ServerOptions, ToWorker } from "./protocol.ts";
import { openCluster } from "./cluster/open_cluster.ts";
import { type ServedRoom, serveRoom, type SharedRoom } from "./serve_room.ts";

type Parent = Channel<ToWorker, FromWorker>;

/** Events that wait for the main thread, which may write them to a terminal that stands still. */
const MOST_EVENTS = 10_000;

serveThread<ToWorker, FromWorker>((parent) => {
  const end = Promise.withResolvers<void>();
  let room: ServedRoom | undefined;
  const pages = new PageDesk(() => parent.post({ kind: "page-wanted" }));
  const events = new BoundedPost<ServerEvent>(
    (event) => parent.post(event),
    MOST_EVENTS,
    (count) => ({ kind: "skipped", count }),
  );
  parent.onMessage = (message) => {
    if (message.kind === "taken") {
      events.taken();
    } else if (message.kind === "page") {
      pages.bring(message.page);
    } else if (message.kind === "start") {
      // The main thread asks for nothing before it has the answer to this.
      open(message.options, parent, events, () => pages.ask()).then((opened) => {
        room = opened;
        return room?.done;
      }).then(end.resolve, end.reject);
    } else if (room !== undefined) {
      answer(message, room, parent).catch(end.reject);
    }
  };
  return end.promise;
});

/** Opens the socket and the room; undefined where that cannot be, which the parent has been told. */
async function open(
  options: ServerOptions,
  parent: Parent,
  events: BoundedPost<ServerEvent>,
  page: () => Promise<Page>,
): Promise<ServedRoom | undefined> {
  const primitives = await loadNative();
  let kept: Kept | undefined;
  let ports: OpenPorts;
  try {
    kept = await openKept(options, primitives);
    ports = openPorts(options, page);
  } catch (error) {
    await kept?.close();
    if (error instanceof StoreError) parent.post({ kind: "cannot-keep", why: error.message });
    else if (!(error instanceof BindError)) throw error;
    else parent.post({ kind: "cannot-listen", fault: error.fault, why: error.why });
    return undefined;
  }
  const emit = (event: ServerEvent) => {
    const isSpeech = event.kind === "entry" && SPEECH.includes(event.entry.kind);
    if (options.watch || !isSpeech) events.post(event);
  };
  const { socket, web } = ports;
  const { hostname, port } = socket.addr as Deno.NetAddr;
  const endpoint = { hostname, port };
  const { file, key, sharedAt } = kept;
  const room = serveRoom(
    socket,
    { ...options, key },
    primitives,
    emit,
    file,
    web.port,
    sharedAt?.(endpoint),
  );
  await Promise.race([room.ready, room.done]);
  const { announceAs: name, secret } = options;
  const isSecret = secret !== undefined;
  const announcement = name === undefined
    ? UNANNOUNCED
    : await announce({ name, key: room.key, isSecret, endpoint, members: room.size });
  const { fault: announceFault } = announcement;
  parent.post({ kind: "listening", endpoint, key: room.key, announceFault, web: web.state });
  return {
    ...room,
    close() {
      announcement.end();
      return room.close();
    },
    done: Promise.all([room.done, announcement.done]).then(() => {}).finally(async () => {
      await web.close();
      socket.close();
      return kept.close();
    }),
  };
}

/** What a room is kept in, and its secret key. */
interface Kept {
  readonly file: RoomFile | undefined;
  readonly key: Uint8Array;
  /** How it is shared with other servers, by the address of this one; undefined where there are none. */
  readonly sharedAt?: (endpoint: Endpoint) => SharedRoom;
  close(): Promise<void>;
}

/** @throws {StoreError} */
async function openKept(options: ServerOptions, primitives: Primitives): Promise<Kept> {
  const { file: place, cluster: plan, key } = options;
  if (plan === undefined) {
    const file = place && openFile(place);
    return { file, key, close: () => Promise.resolve(file?.close()) };
  }
  const cluster = await openCluster(plan, key, place?.path, primitives);
  const { file, stream, identity } = cluster;
  return {
    file,
    key: identity.key,
    sharedAt: (endpoint) => {
      const options = cluster.optionsAt(endpoint);
      return {
        id: identity.id,
        cluster: options,
        follow: (take) => stream.follow(options.after, take),
      };
    },
    async close() {
      await stream[Symbol.asyncDispose]();
      file?.close();
    },
  };
}

function openFile({ path, name }: { readonly path: string; readonly name: string }): RoomFile {
  return RoomFile.open(path, { id: encodeHex(randomBytes(8)), name, now: Date.now() });
}

const SPEECH: readonly Entry["kind"][] = ["say", "act", "announce"];

async function answer(message: ToWorker, room: ServedRoom, parent: Parent): Promise<void> {
  switch (message.kind) {
    case "ask":
      return parent.post({ kind: "reply", reply: await room.ask(message.request) });
    case "topic":
      return parent.post({ kind: "topic", text: await room.topic() });
    case "stop":
      return await room.close();
  }
}
