import { BindError } from "../net/mod.ts";
import { type AnnouncedRoom, type AnnounceOptions, announceRoom } from "./announce_room.ts";

/** Why people on the network cannot find a room. */
export type AnnounceFault =
  /** Nobody asked for it to be announced. */
  | "not-wanted"
  /** The port of discovery is taken by a program that does not share it. */
  | "port-in-use"
  /** No network by which the room is reached can multicast. */
  | "no-multicast";

/** A room's presence on the network, from its opening to its end. */
export interface Announcement {
  /** Undefined where the room can be found. */
  readonly fault: AnnounceFault | undefined;
  /** Says goodbye. Safe to call twice. */
  end(): void;
  /** Fulfilled when the goodbyes have been said. */
  readonly done: Promise<void>;
}

/** The presence of a room that nobody is told of. */
export const UNANNOUNCED: Announcement = {
  fault: "not-wanted",
  end() {},
  done: Promise.resolve(),
};

/**
 * Announces a room; fulfilled when it can be found, or why it can't is known: the room is open all the same.
 */
export async function announce(
  room: AnnouncedRoom,
  options: AnnounceOptions = {},
): Promise<Announcement> {
  const stop = new AbortController();
  const started = Promise.withResolvers<AnnounceFault | undefined>();
  const done = announceRoom(room, stop.signal, {
    ...options,
    onStarted: ({ length }) => started.resolve(length > 0 ? undefined : "no-multicast"),
  }).catch((error) => {
    if (!(error instanceof BindError)) throw error;
    started.resolve("port-in-use");
  });
  done.catch(started.reject);
  return { fault: await started.promise, end: () => stop.abort(), done };
}
