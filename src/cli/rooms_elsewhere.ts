// Where rooms may be that multicast does not get to: what the person wrote down, and where known rooms were last.

import { join } from "node:path";
import type { Messages } from "../language/mod.ts";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../net/mod.ts";
import { configurationFolder, KnownRooms, StoreError } from "../store/mod.ts";
import { VARIABLES } from "./arguments/values.ts";
import { DEFAULT_PORT } from "./defaults.ts";
import { Failure, UsageError } from "./errors.ts";
import { ownFolder, permittedVariable } from "./keeper.ts";

/** Known rooms that are asked where they were last, those that were entered last first. */
const MOST_KNOWN = 16;

/** Addresses that are asked in all: each gets a datagram of 200 bytes a few times. */
const MOST_ADDRESSES = 128;

/**
 * The addresses that are asked beside the group by which rooms are found: those of `CHATROOM_ROOMS`, of the file
 * `rooms` in the configuration folder, and where known rooms were last.
 *
 * @throws {UsageError} where the variable has something else than addresses
 * @throws {Failure} where the file has, or cannot be read
 */
export async function roomsElsewhere(messages: Messages): Promise<Endpoint[]> {
  const written = [...fromVariable(messages), ...await fromFile(messages)];
  const all = [...written, ...await fromKnownRooms()];
  const unique = new Map(all.map((endpoint) => [formatEndpoint(endpoint), endpoint]));
  return [...unique.values()].slice(0, MOST_ADDRESSES);
}

/** What separates addresses, in a line as well as in a variable. */
const GAP = /[\s,;]+/;

/** Reads addresses; calls `onBad` with what is none. */
export function parseRooms(text: string, onBad: (word: string) => never): Endpoint[] {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, ""));
  return lines.flatMap((line) => line.split(GAP)).filter((word) => word !== "").map((word) =>
    parseEndpoint(word, DEFAULT_PORT) ?? onBad(word)
  );
}

function fromVariable(messages: Messages): Endpoint[] {
  return parseRooms(permittedVariable(VARIABLES.rooms) ?? "", (word) => {
    throw new UsageError(messages.badValue(VARIABLES.rooms, word, messages.expected.address));
  });
}

async function fromFile(messages: Messages): Promise<Endpoint[]> {
  const folder = configurationFolder({ os: Deno.build.os, environment: permittedVariable });
  if (folder === undefined) return [];
  const path = join(folder, "rooms");
  return parseRooms(await readIfThere(path, messages), (word) => {
    throw new Failure(messages.badValue(path, word, messages.expected.address));
  });
}

async function readIfThere(path: string, messages: Messages): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    // A folder of that name is where rooms are kept, for who has one place for both.
    const { NotFound, NotCapable, IsADirectory } = Deno.errors;
    if ([NotFound, NotCapable, IsADirectory].some((kind) => error instanceof kind)) return "";
    throw new Failure(messages.cannotReadFile(path));
  }
}

async function fromKnownRooms(): Promise<Endpoint[]> {
  const folder = ownFolder();
  if (folder === undefined) return [];
  try {
    const rooms = (await new KnownRooms(folder).list()).slice(0, MOST_KNOWN);
    return rooms.flatMap(({ addresses: [last = ""] }) => parseEndpoint(last, DEFAULT_PORT) ?? []);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return [];
    throw error instanceof StoreError ? new Failure(error.message) : error;
  }
}
