import { join } from "node:path";
import { createPrivate, readPrivate, StoreError } from "./private_files.ts";
import { roomFolderName, roomsFolder } from "./place.ts";

/** Bytes of a secret key (RFC 7748, X25519). */
export const KEY_LENGTH = 32;

/** Makes random bytes, as `crypto.getRandomValues` does. */
export type RandomBytes = (length: number) => Uint8Array;

/** Where a room's secret key is kept, in the folder of what the program keeps. */
export function roomKeyPath(folder: string, room: string): string {
  return join(roomFolder(folder, room), "key");
}

/** The folder of a room that this machine opens. */
export function roomFolder(folder: string, room: string): string {
  return join(roomsFolder(folder), roomFolderName(room));
}

/** Where the member's secret key is kept. */
export function memberKeyPath(folder: string): string {
  return join(folder, "member.key");
}

/**
 * The secret key in a file of 32 bytes, made on first use: of two programs that start at once, both have the one
 * that is kept. The folder of the file has to be there.
 *
 * @throws {StoreError} where the file is damaged: with a new key in its place, one would be somebody else
 */
export async function keepKey(path: string, random: RandomBytes): Promise<Uint8Array> {
  const kept = await readKey(path);
  if (kept !== undefined) return kept;
  const key = random(KEY_LENGTH);
  if (await createPrivate(path, key)) return key;
  const other = await readKey(path);
  if (other === undefined) throw new StoreError(`Cannot use ${path}: it goes and comes`);
  return other;
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  const bytes = await readPrivate(path, KEY_LENGTH);
  if (bytes === undefined || bytes.length === KEY_LENGTH) return bytes;
  throw new StoreError(
    `Cannot use ${path}: a key has ${KEY_LENGTH} bytes, and this has ${bytes.length}`,
  );
}
