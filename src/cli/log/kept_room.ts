// Which room's file somebody means.

import { foldText } from "../../base/mod.ts";
import { existsSync } from "node:fs";
import { makeVisible } from "../../base/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { RoomFile, roomFilePath, roomFilePaths, StoreError, storeFolder } from "../../store/mod.ts";
import { Failure } from "../errors.ts";
import { programName } from "../program_name.ts";

/** A room whose file is in the folder of what this program keeps. */
interface KeptRoom {
  readonly path: string;
  readonly name: string;
}

/**
 * The path of the file that an argument means: a path, or the name of a room that was kept on this machine, in any case
 * and width. Without an argument, that of the only room there is.
 *
 * @throws {Failure}
 */
export function findRoomFile(argument: string | undefined, messages: Messages): string {
  if (argument !== undefined && looksLikePath(argument)) return argument;
  const folder = storeFolder({ os: Deno.build.os, environment: (name) => Deno.env.get(name) });
  if (argument !== undefined && folder !== undefined) {
    const path = roomFilePath(folder, argument);
    if (existsSync(path)) return path;
  }
  const rooms = folder === undefined ? [] : roomFilePaths(folder).map(nameRoom);
  const meant = argument === undefined
    ? rooms
    : rooms.filter(({ name }) => foldText(name) === foldText(argument));
  const [room, ...others] = meant;
  if (room !== undefined && others.length === 0) return room.path;
  if (argument !== undefined && room === undefined && existsSync(argument)) return argument;
  throw new Failure(whyNone(argument, room === undefined ? rooms : meant, messages));
}

/** Whether an argument is no room's name, as far as that can be seen. */
function looksLikePath(argument: string): boolean {
  return /[/\\]|\.db$/.test(argument);
}

function whyNone(
  argument: string | undefined,
  rooms: readonly KeptRoom[],
  messages: Messages,
): string {
  const names = rooms.map(({ name }) => makeVisible(name, " "));
  if (names.length === 0) return messages.noKeptRooms(programName());
  return argument === undefined
    ? messages.severalKeptRooms(names)
    : messages.noKeptRoom(makeVisible(argument, " "), names);
}

/** A file that cannot be read has its path for a name: so it can be asked for, and tells why. */
function nameRoom(path: string): KeptRoom {
  try {
    using file = RoomFile.read(path);
    return { path, name: file.name };
  } catch (error) {
    if (error instanceof StoreError) return { path, name: path };
    throw error;
  }
}
