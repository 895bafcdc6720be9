import { createHash } from "node:crypto";
import { join } from "node:path";

/** The system that a program runs on, as far as its folders depend on it. */
export interface System {
  /** As `Deno.build.os` names it. */
  readonly os: string;
  /** Reads an environment variable; undefined where there is none. */
  readonly environment: (variable: string) => string | undefined;
}

/**
 * The folder that holds what the program keeps: in `XDG_DATA_HOME` where that is set (XDG Base Directory
 * Specification: an absolute path, or it does not count), else where the system has such folders. Undefined for
 * somebody without a home.
 */
export function storeFolder({ os, environment }: System): string | undefined {
  const folder = folderIn({ os, environment });
  const own = folder("XDG_DATA_HOME");
  if (own !== undefined) return own;
  if (os === "windows") return folder("LOCALAPPDATA");
  return os === "darwin"
    ? folder("HOME", "Library", "Application Support")
    : folder("HOME", ".local", "share");
}

/**
 * The folder that holds what the person writes for the program: in `XDG_CONFIG_HOME` where that is set, else where
 * the system has such folders. Undefined for somebody without a home. On macOS it is not `Application Support`: what
 * the program keeps there has a folder `rooms`, and so has this one a file.
 */
export function configurationFolder({ os, environment }: System): string | undefined {
  const folder = folderIn({ os, environment });
  const own = folder("XDG_CONFIG_HOME");
  if (own !== undefined) return own;
  return os === "windows" ? folder("APPDATA") : folder("HOME", ".config");
}

/** Finds this program's folder below the path that a variable has; undefined where that is not an absolute path. */
function folderIn({ os, environment }: System) {
  const isAbsolute = (path: string) =>
    os === "windows" ? /^[a-z]:[\\/]|^\\\\/i.test(path) : path.startsWith("/");
  return (variable: string, ...parts: string[]): string | undefined => {
    const path = environment(variable);
    return path !== undefined && isAbsolute(path) ? join(path, ...parts, "chatroom") : undefined;
  };
}

/** How the name of a room's file ends. */
const ROOM_FILE_END = ".db";

/** Characters of a room's name that its folder shows, so that people find it. */
const SHOWN = 24;

/**
 * A name for a room's folder: what can be read of the room's name, and a hash of it. Two rooms never share one: the hash
 * tells apart those whose names look alike to a file system (which may fold case or normal forms). It is no path
 * and no name that a system reserves, whatever the room is called.
 */
export function roomFolderName(room: string): string {
  const name = room.normalize("NFC");
  const readable = [...name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")].slice(0, SHOWN).join("");
  const hash = createHash("sha256").update(name.toWellFormed()).digest("hex").slice(0, 16);
  return `${readable.replace(/^-+|-+$/g, "") || "room"}-${hash}`;
}

/** Where a room that this machine opens is kept, beside its folder. */
export function roomFilePath(folder: string, room: string): string {
  return join(roomsFolder(folder), `${roomFolderName(room)}${ROOM_FILE_END}`);
}

/** The files of all rooms that this machine has opened, in the order of their names. */
export function roomFilePaths(folder: string): string[] {
  const rooms = roomsFolder(folder);
  try {
    const names = [...Deno.readDirSync(rooms)].map(({ name }) => name);
    return names.filter((name) => name.endsWith(ROOM_FILE_END)).toSorted().map((name) =>
      join(rooms, name)
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The folder of everything that is kept of rooms that this machine opens. */
export function roomsFolder(folder: string): string {
  return join(folder, "rooms");
}
