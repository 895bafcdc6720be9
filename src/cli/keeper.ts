// What this program keeps for the person who runs it: keys, and the rooms that it has met.

import { createHash } from "node:crypto";
import { dirname } from "node:path";
import {
  keepKey,
  type KnownRoom,
  KnownRooms,
  makeFolder,
  memberKeyPath,
  type Recognition,
  roomFilePath,
  roomFolder,
  roomKeyPath,
  type Sighting,
  StoreError,
  storeFolder,
} from "../store/mod.ts";
import { randomBytes } from "../base/mod.ts";
import type { Messages } from "../language/mod.ts";
import { Failure } from "./errors.ts";
import { warn } from "./process.ts";

/**
 * The keys of this person and its rooms, and the rooms that are known: in the folder that the system has for that.
 * Without a home, or the permission to use it, there are keys for this run alone, and a word about it.
 */
export class Keeper {
  readonly #folder: string | undefined;

  private constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** @throws {Failure} where the folder cannot be used */
  static async open(messages: Messages): Promise<Keeper> {
    try {
      const folder = ownFolder();
      if (folder !== undefined) {
        await inWords(() => makeFolder(folder));
        return new Keeper(folder);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
    }
    warn(messages.nothingKept);
    return new Keeper(undefined);
  }

  /**
   * The member's secret key, made on first use.
   *
   * @param path of another file than the usual one
   */
  async memberKey(path?: string): Promise<Uint8Array> {
    const folder = this.#folder;
    if (path !== undefined) return await this.secretKey(path);
    return folder === undefined
      ? randomBytes(32)
      : await inWords(() => keepKey(memberKeyPath(folder), randomBytes));
  }

  /** The secret key in a file that somebody has named, made on first use. */
  async secretKey(path: string): Promise<Uint8Array> {
    return await inWords(() => keepKey(path, randomBytes));
  }

  /** The secret key of a room that this machine opens, by the room's name. */
  async roomKey(room: string): Promise<Uint8Array> {
    const folder = this.#folder;
    if (folder === undefined) return randomBytes(32);
    return await inWords(async () => {
      await makeFolder(roomFolder(folder, room));
      return await keepKey(roomKeyPath(folder, room), randomBytes);
    });
  }

  /** The file in which a room is kept that this machine opens; undefined where nothing can be kept. */
  async roomFile(room: string): Promise<string | undefined> {
    const folder = this.#folder;
    if (folder === undefined) return undefined;
    const path = roomFilePath(folder, room);
    await inWords(() => makeFolder(dirname(path)));
    return path;
  }

  /** The rooms that were entered, the last one first. */
  async knownRooms(): Promise<KnownRoom[]> {
    const folder = this.#folder;
    return folder === undefined ? [] : await inWords(() => new KnownRooms(folder).list());
  }

  /** Forgets rooms: the next time that they are entered, they are new. */
  async forget(rooms: readonly KnownRoom[]): Promise<void> {
    const folder = this.#folder;
    if (folder !== undefined) await inWords(() => new KnownRooms(folder).forget(rooms));
  }

  /** Whether a room is one that was entered before, and with the same key. */
  async recognize(sighting: Sighting): Promise<Recognition> {
    const folder = this.#folder;
    if (folder === undefined) return { kind: "new" };
    return await inWords(() => new KnownRooms(folder).recognize(sighting));
  }

  /** From now on, this is the room of that name at that address. */
  async remember(sighting: Sighting): Promise<void> {
    const folder = this.#folder;
    if (folder !== undefined) {
      await inWords(() => new KnownRooms(folder).remember(sighting, Date.now()));
    }
  }
}

/** The folder of what the program keeps, which may not be there yet; undefined for somebody without a home. */
export function ownFolder(): string | undefined {
  return storeFolder({ os: Deno.build.os, environment: permittedVariable });
}

/** An environment variable; undefined where there is none, or no permission to read it. */
export function permittedVariable(variable: string): string | undefined {
  try {
    return Deno.env.get(variable);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** SHA-256. */
export function hashOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** What cannot be read or written is told in a line. */
async function inWords<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw error instanceof StoreError ? new Failure(error.message) : error;
  }
}
