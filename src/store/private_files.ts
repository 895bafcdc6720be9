import { join } from "node:path";

/** What a folder and a file of this program are to everybody else: closed. Windows has no such modes. */
const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Something that is kept cannot be read or written. The message is a line that names the file. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/**
 * Makes a folder for this person alone, and those above it where they are missing. One that others may read is
 * closed to them.
 *
 * @throws {StoreError}
 */
export async function makeFolder(path: string): Promise<void> {
  await tellFault(path, async () => {
    await Deno.mkdir(path, { recursive: true, mode: FOLDER_MODE });
    const info = await Deno.lstat(path);
    if (!info.isDirectory) throw new Error("it is not a folder");
    await tighten(path, info, FOLDER_MODE);
  });
}

/**
 * The bytes of a private file, or undefined where there is none. A file that others may read is closed to them.
 *
 * @param limit most bytes of a file that can be right
 * @throws {StoreError} also for a symbolic link, which could lead anywhere
 */
export async function readPrivate(
  path: string,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await tellFault(path, async () => {
    try {
      const info = await Deno.lstat(path);
      if (!info.isFile) throw new Error("it is not a plain file");
      if (info.size > limit) throw new Error(`it has ${info.size} bytes, more than ${limit}`);
      await tighten(path, info, FILE_MODE);
      return await Deno.readFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  });
}

/**
 * Writes a private file whole: whatever happens, there is the old one or the new one. The folder has to be there. A
 * symbolic link of that name is replaced, not followed.
 *
 * @throws {StoreError}
 */
export async function writePrivate(path: string, bytes: Uint8Array): Promise<void> {
  await tellFault(path, () => throughTemporary(path, bytes, (from) => Deno.rename(from, path)));
}

/**
 * Whether a file can be kept in a folder, which is made where it is missing: one is written and taken away again.
 *
 * @throws {StoreError} where it cannot
 */
export async function tryFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const path = join(folder, `.${crypto.randomUUID()}`);
  await tellFault(path, () => throughTemporary(path, new Uint8Array(TRIAL_BYTES), async () => {}));
}

/** Bytes of the file on trial: a full disk may have place for a few. */
const TRIAL_BYTES = 1 << 16;

/**
 * Makes a private file, whole from its first moment on, where nothing has its name: of several programs one
 * succeeds.
 *
 * @returns whether this one did
 * @throws {StoreError}
 */
export async function createPrivate(path: string, bytes: Uint8Array): Promise<boolean> {
  return await tellFault(path, async () => {
    try {
      // A second name fails where there is a first; renaming would replace it.
      await throughTemporary(path, bytes, (from) => Deno.link(from, path));
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  });
}

/** Writes a file of another name beside `path`, which `place` then gives its own name. */
async function throughTemporary(
  path: string,
  bytes: Uint8Array,
  place: (from: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    await writeNew(temporary, bytes);
    await place(temporary);
  } finally {
    await Deno.remove(temporary).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  // Nothing that is there is written to, least of all what a link leads to: `createNew` fails.
  using file = await Deno.open(path, { write: true, createNew: true, mode: FILE_MODE });
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

/**
 * Runs something while no other program does so for the same folder, which has to be there. The system's lock on a
 * file ends with the program that has it, however that ends: nothing is left behind to be waited for.
 *
 * @throws {StoreError}
 */
export async function whileLocked<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const path = join(folder, ".lock");
  using file = await tellFault(path, () => openLock(path));
  await tellFault(path, () => file.lock(true));
  return await run();
}

async function openLock(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true, mode: FILE_MODE });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (!(await Deno.lstat(path)).isFile) throw new Error("it is not a plain file");
    return await Deno.open(path, { write: true });
  }
}

/** Takes the rights of everybody else away. */
async function tighten(path: string, info: Deno.FileInfo, wanted: number): Promise<void> {
  if (isOpenToOthers(info)) await Deno.chmod(path, wanted);
}

/** Whether others than its owner may do anything with a file. */
export function isOpenToOthers({ mode }: Deno.FileInfo): boolean {
  return Deno.build.os !== "windows" && mode !== null && (mode & 0o077) !== 0;
}

/** Runs something, and makes of what the system says a line for people. */
async function tellFault<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StoreError || !(error instanceof Error)) throw error;
    throw new StoreError(`Cannot use ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What the system says, without the operation and the path that Deno adds. */
export function reasonOf({ message }: Error): string {
  return message.replace(/: \w+ '.*'.*$/s, "").replaceAll(/\s+/g, " ");
}
