// A room's file as a database: opened, locked, and of the version that this program knows.

import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { FILE_MODE, isOpenToOthers, reasonOf, StoreError } from "./private_files.ts";

/** What makes a file of each version from one of the version before; the first one makes it from nothing. */
const MIGRATIONS = [
  `CREATE TABLE room (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    entry INTEGER UNIQUE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    text TEXT,
    more TEXT,
    member TEXT,
    request INTEGER
  );
  CREATE TABLE snapshot (number INTEGER PRIMARY KEY, state TEXT NOT NULL);`,
] as const;

/** How long somebody else may write, with `sqlite3` for instance, before that is a fault. */
const PATIENCE = "PRAGMA busy_timeout = 1000";

/** What a room is when its file is made. */
export interface NewRoom {
  /** Which room it is, whatever it is called: 16 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * Opens a room's file to write to it; makes it where there is none.
 *
 * @throws {Error} what SQLite or the system says
 */
export function openDatabase(path: string, room: NewRoom): DatabaseSync {
  const database = new DatabaseSync(resolve(path));
  return whileOpen(database, () => {
    database.exec(`${PATIENCE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
    inTransaction(database, () => migrate(database, path, room));
    return database;
  });
}

/**
 * Opens a room's file to read it, whether or not a server has it.
 *
 * @throws {Error} what SQLite or the system says
 */
export function openToRead(path: string): DatabaseSync {
  if (!Deno.statSync(path).isFile) throw new Error("it is not a plain file");
  const open = (name: string) => {
    const database = new DatabaseSync(name, { readOnly: true });
    return whileOpen(database, () => {
      database.exec(PATIENCE);
      checkVersion(database, path);
      return database;
    });
  };
  try {
    return open(resolve(path));
  } catch (error) {
    // SQLite keeps a file beside the room's for readers and writers to agree. Where none can be made, as on a disk
    // that is read-only, nobody writes, and a file that has no unfinished business beside it can be read as it is.
    if (!isFault(error, "unable to open") || hasLog(path)) throw error;
    return open(`${pathToFileURL(path)}?immutable=1`);
  }
}

/** Whether some of what a room's file holds is still beside it. */
function hasLog(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Keeps every other server away from a room's file, until what this returns is closed or the process ends, however
 * that is. The lock is one of a second file: a lock of the first would keep readers away as well.
 *
 * @throws {StoreError} where another server has it
 */
export function lockDatabase(path: string): DatabaseSync {
  makePrivate(path);
  const lockPath = `${Deno.realPathSync(path)}-lock`;
  makePrivate(lockPath);
  const lock = new DatabaseSync(lockPath);
  return whileOpen(lock, () => {
    try {
      lock.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
      // Never committed; but a disk that is read-only is told by this, and by nothing before.
      lock.exec("PRAGMA user_version = 1");
    } catch (error) {
      if (!isFault(error, "locked")) throw error;
      throw new StoreError(`Cannot use ${path}: another server has it open`);
    }
    return lock;
  });
}

/**
 * Makes an empty file for this person alone, where there is none. One that others may read is closed to them. SQLite's
 * other files get the same mode.
 */
function makePrivate(path: string): void {
  try {
    // An existing file must not be opened here: closing it would take SQLite's locks on it away (POSIX).
    Deno.openSync(path, { write: true, createNew: true, mode: FILE_MODE }).close();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new StoreError(`Cannot use ${path}: there is no folder ${dirname(path)}`);
    }
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    const info = Deno.statSync(path);
    if (!info.isFile) throw new Error("it is not a plain file");
    if (isOpenToOthers(info)) Deno.chmodSync(path, FILE_MODE);
  }
}

function migrate(database: DatabaseSync, path: string, { id, name, now }: NewRoom): void {
  const version = versionOf(database);
  if (version > 0) checkVersion(database, path);
  else if (database.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined) {
    throw notARoom(path);
  }
  for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
  // Written also where it stays what it is, so that a file that cannot be written is told now.
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  if (version > 0) return;
  const insert = database.prepare("INSERT INTO room (key, value) VALUES (?, ?)");
  for (const [key, value] of Object.entries({ id, name, made: `${now}` })) insert.run(key, value);
}

function checkVersion(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      `Cannot use ${path}: it is of version ${version}, and this program knows ${MIGRATIONS.length}; use a newer one`,
    );
  }
  if (version < 1) throw notARoom(path);
}

function versionOf(database: DatabaseSync): number {
  // 2.4.2 says of a damaged file only here what it is: preparing a statement fails there without a word.
  database.exec("SELECT 1 FROM sqlite_schema");
  const { user_version: version } = database.prepare("PRAGMA user_version").get() ?? {};
  return Number(version);
}

function notARoom(path: string): StoreError {
  return new StoreError(`Cannot use ${path}: it is a database, but not of a room`);
}

/**
 * Runs what writes: all of it is in the file when this returns, or nothing.
 *
 * @throws {Error} what SQLite says, or `run`
 */
export function inTransaction(database: DatabaseSync, run: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    run();
    database.exec("COMMIT");
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // After some faults, such as a full disk, SQLite has done so itself.
    }
    throw error;
  }
}

/** Runs what a database is opened for, and closes it where that fails. */
function whileOpen<T>(database: DatabaseSync, run: () => T): T {
  try {
    return run();
  } catch (error) {
    database.close();
    throw error;
  }
}

function isFault(error: unknown, words: string): boolean {
  return error instanceof Error && error.message.includes(words);
}

/** What SQLite says, and what it means to people. Neither Deno gives the number of an error in every case. */
const FAULTS = [
  [
    /malformed|not a database|no such|failed to prepare/,
    "it is damaged; move it away to start anew",
  ],
  [/locked|busy/, "another program is writing to it"],
  [/readonly|Read-only/, "it is read-only"],
  [/is full/, "the disk is full"],
  [/unable to open/, "it cannot be opened, or its folder cannot be written to"],
] as const;

/** Runs something, and makes of what SQLite or the system says a line for people. */
export function tellDatabaseFault<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const isBug = error instanceof TypeError || error instanceof RangeError;
    if (error instanceof StoreError || isBug || !(error instanceof Error)) throw error;
    const [, words = reasonOf(error)] = FAULTS.find(([fault]) => fault.test(error.message)) ?? [];
    throw new StoreError(`Cannot use ${path}: ${words}`, { cause: error });
  }
}

/** The files that a room's file is made of while a server has it open. */
export function filesOf(path: string): string[] {
  return ["", "-wal", "-shm", "-journal", "-lock", "-lock-journal"].map((end) => path + end);
}
