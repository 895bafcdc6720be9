import { startsWith } from "@std/bytes/starts-with";
import { decodeBase64Url } from "@std/encoding/base64url";
import { paintNotice, type PersonAtTerminal } from "../talk/mod.ts";
import { alignTable, fits, standardColumns } from "../terminal/mod.ts";
import { findRooms, type FoundRoom, type Greeting, reachServer } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import { type Endpoint, formatEndpoint, resolveEndpoint } from "../net/mod.ts";
import type { Destination } from "./arguments/values.ts";
import { nameKey } from "../store/mod.ts";
import { hashOf } from "./keeper.ts";
import { DEFAULT_SERVER } from "./defaults.ts";
import { Failure } from "./errors.ts";
import { ROOM_ALIGNMENTS, roomCells } from "./room_table.ts";
import { onTermination, warn } from "./process.ts";
import { programName } from "./program_name.ts";
import { roomsElsewhere } from "./rooms_elsewhere.ts";

/** A room that was chosen, and what is known of it. */
export interface Found {
  readonly endpoint: Endpoint;
  /** The room's name, where it was found by that. */
  readonly name?: string;
  /** What its key's hash begins with, where that is known. */
  readonly keyHash?: Uint8Array;
  readonly secret?: string;
  /** Whether an invitation named the room: then nobody has to be asked whether it is the right one. */
  readonly isInvited?: boolean;
}

/**
 * Milliseconds that a search lasts where nobody answers, and after the last room that was new. By then, three
 * queries were asked, and a wireless network has handed on at least one of them: it keeps what is sent to a
 * group for up to three tenths of a second.
 */
const SEARCH = { timeout: 1000, settle: 400 } as const;

/**
 * The server of the room that somebody wants to enter. Undefined where the person leaves instead.
 *
 * - An address is taken as it is.
 * - A name is that of a room on this network, else of a host.
 * - Without either, it is the only room on this network, or the one of several that the person chooses. Where
 *   there is none, it is where a room may be that is not announced.
 *
 * Tells which room it is. Where there is a person, the server's host is looked up: the address is numeric.
 *
 * @param person where a person may choose; a script has none
 * @throws {Failure} where there are several and no person to choose one, or there is no such room or host
 */
export async function findServer(
  destination: Destination | undefined,
  messages: Messages,
  person?: PersonAtTerminal,
): Promise<Found | undefined> {
  const leaving = new AbortController();
  const { signal } = leaving;
  const leave = () => {
    leaving.abort();
    person?.terminal.close();
  };
  if (person !== undefined) person.onEnd = leave;
  const ignoreSignals = onTermination(leave);
  try {
    const found = await locate(destination, { messages, person, signal });
    if (found === undefined || person === undefined) return found;
    const endpoint = await lookUp(found.endpoint, messages, signal);
    return endpoint && { ...found, endpoint };
  } finally {
    ignoreSignals();
  }
}

interface Search {
  readonly messages: Messages;
  readonly person: PersonAtTerminal | undefined;
  /** Aborted where the person leaves. */
  readonly signal: AbortSignal;
}

async function locate(
  destination: Destination | undefined,
  search: Search,
): Promise<Found | undefined> {
  switch (destination?.kind) {
    case "address":
      return { endpoint: destination.endpoint };
    case "invitation": {
      const { hostname, port, ...rest } = destination.invitation;
      return { endpoint: { hostname, port }, isInvited: true, ...rest };
    }
    default:
      return await findRoom(destination, search);
  }
}

async function findRoom(
  wanted: Destination & { kind: "name" } | undefined,
  { messages, person, signal }: Search,
): Promise<Found | undefined> {
  const found = await search(await roomsElsewhere(messages), signal);
  if (signal.aborted) return undefined;
  const rooms = wanted === undefined ? found : roomsNamed(wanted.name, found);
  const [only] = rooms;
  if (only === undefined) return { endpoint: withoutRoom(wanted, messages, person) };
  const room = rooms.length === 1 ? only : await chooseRoom(rooms, person, messages);
  if (room === undefined) return undefined;
  const keyHash = decodeBase64Url(room.keyHash);
  // Others may have announced it at an address of their own.
  const isMeant = ({ key }: Greeting) => startsWith(hashOf(key), keyHash);
  const endpoint = await reachServer(room.addresses, signal, isMeant);
  if (signal.aborted) return undefined;
  tell(messages.takingRoom(room.name, formatEndpoint(endpoint)), person);
  return { endpoint, name: room.name, keyHash };
}

/** The rooms of a name: in any case and width, but for those that are called exactly so, if there are any. */
export function roomsNamed(name: string, rooms: readonly FoundRoom[]): readonly FoundRoom[] {
  const exact = rooms.filter((room) => room.name === name);
  return exact.length > 0 ? exact : rooms.filter((room) => nameKey(room.name) === nameKey(name));
}

/** Where to try where no room was found. */
function withoutRoom(
  wanted: Destination & { kind: "name" } | undefined,
  messages: Messages,
  person: PersonAtTerminal | undefined,
): Endpoint {
  if (wanted === undefined) {
    tell(messages.noneFound(programName(), formatEndpoint(DEFAULT_SERVER)), person);
    return DEFAULT_SERVER;
  }
  const { name, host } = wanted;
  if (host === undefined) throw new Failure(messages.noRoomNamed(name, programName()));
  tell(messages.tryingHost(name), person);
  return host;
}

/** Undefined where the person leaves first. */
async function lookUp(
  server: Endpoint,
  messages: Messages,
  signal: AbortSignal,
): Promise<Endpoint | undefined> {
  const left = new Promise<undefined>((resolve) =>
    signal.addEventListener("abort", () => resolve(undefined))
  );
  try {
    const addresses = await Promise.race([resolveEndpoint(server), left]);
    const reached = addresses && await reachServer(addresses, signal);
    return signal.aborted ? undefined : reached;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(messages.hostNotFound(server.hostname));
  }
}

async function search(elsewhere: Endpoint[], signal: AbortSignal): Promise<FoundRoom[]> {
  try {
    return await findRooms({ ...SEARCH, elsewhere, signal });
  } catch (error) {
    // Without a network that can multicast, no room can be found.
    if (error instanceof Deno.errors.AddrNotAvailable) return [];
    throw error;
  }
}

/** Lets a person choose one of several rooms by its number. Undefined where the person leaves instead. */
export async function chooseRoom(
  rooms: readonly FoundRoom[],
  person: Pick<PersonAtTerminal, "terminal" | "lines"> | undefined,
  messages: Messages,
): Promise<FoundRoom | undefined> {
  if (!person?.terminal.interactive) {
    const list = rooms.map(({ name, addresses: [nearest] }) =>
      messages.roomAt(name, formatEndpoint(nearest))
    );
    throw new Failure(messages.severalRooms(list));
  }
  const { terminal, lines } = person;
  for (const line of roomMenu(rooms, standardColumns(), messages)) terminal.tell(line);
  terminal.setPrompt(messages.askRoom(rooms.length));
  for await (const line of linesOf(lines)) {
    // Chinese input methods write wide digits.
    const number = line.normalize("NFKC").trim();
    const room = /^\d+$/.test(number) ? rooms[Number(number) - 1] : undefined;
    if (room !== undefined) {
      terminal.setPrompt("");
      return room;
    }
    if (number !== "") terminal.tell(paintNotice(messages.noSuchRoom(rooms.length)));
  }
  return undefined;
}

/** The same lines, which a loop can leave without ending them: the next reader goes on. */
async function* linesOf(lines: AsyncIterator<string>): AsyncIterableIterator<string> {
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    yield next.value;
  }
}

/**
 * The rooms with a number each: a table where it is no wider than the screen, else two lines a room.
 *
 * @param columns the width of the screen
 */
export function roomMenu(
  rooms: readonly FoundRoom[],
  columns: number,
  messages: Messages,
): string[] {
  const rows = rooms.map((room, index) => [`${index + 1}`, ...roomCells(room, messages)] as const);
  const table = alignTable([["", ...messages.roomColumns], ...rows], ["right", ...ROOM_ALIGNMENTS]);
  if (fits(table, columns)) return table;
  const digits = `${rows.length}`.length;
  return rows.flatMap(([number, name, , address, roundTrip], index) => [
    `${number.padStart(digits)} ${name}, ${messages.memberCount(rooms[index]?.members ?? 0)}`,
    `${" ".repeat(digits)} ${address}  ${roundTrip}`,
  ]);
}

/** Tells a person at the terminal, and a script on its standard error, as its output is the talk. */
function tell(text: string, person: PersonAtTerminal | undefined): void {
  if (person?.terminal.interactive) person.terminal.tell(paintNotice(text));
  else warn(text);
}
