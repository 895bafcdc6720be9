import { encodeBase64Url } from "@std/encoding/base64url";
import { equals } from "@std/bytes/equals";
import { join } from "node:path";
import { KEY_LENGTH } from "./keys.ts";
import { foldText } from "../base/mod.ts";
import { parseBytes, parseList, parseTime, readJson, writeJson } from "./json_file.ts";
import { whileLocked } from "./private_files.ts";

/** A room that was entered once, and the key that it had. */
export interface KnownRoom {
  readonly name: string;
  /** The room's public key: 32 bytes. */
  readonly key: Uint8Array;
  /** Where it was, as `HOST:PORT`, the last place first. */
  readonly addresses: readonly string[];
  /** Wall-clock time, in milliseconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** A room as it shows itself now. */
export type Sighting = Pick<KnownRoom, "name" | "key"> & { readonly address: string };

/** What is known of a room that shows itself. */
export type Recognition =
  /** Nothing: neither its name, nor its address, nor its key. */
  | { readonly kind: "new" }
  /** It has the key that it had. */
  | { readonly kind: "known"; readonly room: KnownRoom }
  /** A room of that name or at that address had another key. */
  | { readonly kind: "changed"; readonly room: KnownRoom };

/** Most addresses that are kept of one room. */
const MOST_ADDRESSES = 8;

/** The rooms that this person has entered, in `known_rooms.json`. */
export class KnownRooms {
  readonly #folder: string;
  readonly #path: string;

  /** @param folder of what the program keeps; it has to be there */
  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, "known_rooms.json");
  }

  /**
   * All of them, the one that was entered last first.
   *
   * @throws {StoreError} where the file is damaged
   */
  async list(): Promise<KnownRoom[]> {
    const rooms = await readJson(this.#path, parseRooms) ?? [];
    return rooms.toSorted((one, other) => other.lastSeen - one.lastSeen);
  }

  /**
   * Whether a room is the one that it was.
   *
   * @throws {StoreError}
   */
  async recognize(sighting: Sighting): Promise<Recognition> {
    return recognize(await this.list(), sighting);
  }

  /**
   * Keeps a room as it is now. Those that had its name or its address under another key are forgotten: the person
   * has agreed to that.
   *
   * @param now wall-clock time in milliseconds
   * @throws {StoreError}
   */
  async remember(sighting: Sighting, now: number): Promise<void> {
    await this.#change((rooms) => remember(rooms, sighting, now));
  }

  /**
   * Forgets rooms. Which ones is said by their keys, as they were listed: two may have the same name.
   *
   * @throws {StoreError}
   */
  async forget(rooms: readonly KnownRoom[]): Promise<void> {
    await this.#change((kept) =>
      kept.filter(({ key }) => !rooms.some((room) => equals(room.key, key)))
    );
  }

  /** Reads, changes and writes while no other program does. */
  async #change(change: (rooms: readonly KnownRoom[]) => readonly KnownRoom[]): Promise<void> {
    await whileLocked(this.#folder, async () => {
      await writeJson(this.#path, change(await this.list()).map(roomJson));
    });
  }
}

function recognize(rooms: readonly KnownRoom[], { name, key, address }: Sighting): Recognition {
  // The key is what a room is; who has its secret half may call the room anything, and put it anywhere.
  const known = rooms.find((room) => equals(room.key, key));
  if (known !== undefined) return { kind: "known", room: known };
  const other = rooms.find((room) => room.addresses.includes(address)) ??
    rooms.find((room) => nameKey(room.name) === nameKey(name));
  return other === undefined ? { kind: "new" } : { kind: "changed", room: other };
}

function remember(
  rooms: readonly KnownRoom[],
  { name, key, address }: Sighting,
  now: number,
): KnownRoom[] {
  const before = rooms.find((room) => equals(room.key, key));
  const addresses = [address, ...(before?.addresses ?? []).filter((other) => other !== address)];
  const room: KnownRoom = {
    name,
    key,
    addresses: addresses.slice(0, MOST_ADDRESSES),
    firstSeen: before?.firstSeen ?? now,
    lastSeen: now,
  };
  const others = rooms.filter((other) =>
    !equals(other.key, key) && !other.addresses.includes(address) &&
    nameKey(other.name) !== nameKey(name)
  );
  return [room, ...others];
}

/** What two names of rooms that people take for the same one have in common. */
export function nameKey(name: string): string {
  return foldText(name);
}

function roomJson({ key, ...room }: KnownRoom) {
  return { ...room, key: encodeBase64Url(key) };
}

function parseRooms(value: unknown): KnownRoom[] | undefined {
  return parseList(value, ({ name, key: text, addresses, firstSeen: first, lastSeen: last }) => {
    const key = parseBytes(text, KEY_LENGTH);
    const [firstSeen, lastSeen] = [parseTime(first), parseTime(last)];
    if (typeof name !== "string" || key === undefined) return undefined;
    if (firstSeen === undefined || lastSeen === undefined) return undefined;
    return isTexts(addresses) ? { name, key, addresses, firstSeen, lastSeen } : undefined;
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
