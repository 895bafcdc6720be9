// A room that this program opens, for every command that serves.

import { resolve } from "node:path";
import type { Messages } from "../language/mod.ts";
import { randomBytes } from "../base/mod.ts";
import type { OptionValues } from "./arguments/options.ts";
import type { KEEPING } from "./arguments/room_options.ts";
import { KEY_LENGTH, StoreError } from "../store/mod.ts";
import type { CLUSTER } from "./cluster.ts";
import type { Context } from "./command.ts";
import type { Keeper } from "./keeper.ts";
import { type AskSecret, type PASSWORD, roomPassword } from "./password.ts";
import { BindError, formatEndpoint } from "../net/mod.ts";
import { Server, type ServerEvent, type ServerOptions } from "../server/mod.ts";
import { Failure } from "./errors.ts";
import { page } from "./page.ts";

/**
 * Opens a room.
 *
 * @throws {Failure} where it cannot listen or be kept, in the person's words; `inUse` are those for a port that is taken
 */
export async function openRoom(
  options: ServerOptions,
  messages: Messages,
  onEvent: (event: ServerEvent) => void | Promise<void>,
  inUse = messages.portInUse,
): Promise<Server> {
  try {
    // No browser can ask before it listens.
    const server: Server = await Server.start(
      options,
      onEvent,
      () => page(server.endpoint.port),
    );
    return server;
  } catch (error) {
    if (error instanceof StoreError) throw new Failure(error.message);
    if (!(error instanceof BindError)) throw error;
    const address = formatEndpoint(options.endpoint);
    switch (error.fault) {
      case "in-use":
        throw new Failure(inUse(address));
      case "not-permitted":
        throw new Failure(messages.notPermitted(address));
      case "no-such-address":
        throw new Failure(messages.addressNotHere(address));
      case "certificate":
        throw new Failure(messages.badCertificate(error.why));
      case "other":
        throw new Failure(messages.cannotListen(address, error.message));
    }
  }
}

/** What a room has that is to be opened: its key, its password, where it takes one, and its file, where it is kept. */
export type RoomOwn = Pick<ServerOptions, "key" | "secret" | "file">;

/** The option of a command that can serve a room with other servers. */
type SharedOption = Partial<Pick<OptionValues<typeof CLUSTER>, "cluster">>;

/**
 * @param keeper where the key and the room are kept
 * @param ask asks a person for a password
 * @param tell tells the person one that was made
 * @throws {Failure}
 */
export async function roomOwn(
  name: string,
  options: OptionValues<typeof PASSWORD & typeof KEEPING> & SharedOption,
  ask: AskSecret,
  tell: (text: string) => void,
  keeper: Keeper,
  { messages, language }: Pick<Context, "messages" | "language">,
): Promise<RoomOwn> {
  const secret = await roomPassword(options, ask, tell, language, messages);
  if (options.memory) return { key: randomBytes(KEY_LENGTH), secret };
  const key = await keeper.roomKey(name);
  const path = await filePath(name, options, keeper);
  return { key, secret, file: path === undefined ? undefined : { path, name } };
}

/** Where a room is kept; undefined where it is not. What a cluster keeps need not be kept here. */
async function filePath(
  name: string,
  { file, cluster }: OptionValues<typeof KEEPING> & SharedOption,
  keeper: Keeper,
): Promise<string | undefined> {
  if (file !== undefined) return await realPath(file);
  return cluster === undefined ? await keeper.roomFile(name) : undefined;
}

/** Where a file is, whatever links lead there: the room's worker may use that one, and no other. */
async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch {
    // It is made there, or the one who opens it tells why it cannot be.
    return resolve(path);
  }
}
