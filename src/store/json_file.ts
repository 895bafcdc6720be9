import { decodeBase64Url } from "@std/encoding/base64url";
import { readPrivate, StoreError, writePrivate } from "./private_files.ts";

/** Most bytes of a file that is read: far more than a person's rooms or a room's members need. */
const LIMIT = 1 << 24;

/**
 * The value in a private JSON file, or undefined where there is no file.
 *
 * @param parse what the JSON means, or undefined where it means nothing
 * @throws {StoreError} where the file is damaged
 */
export async function readJson<T>(
  path: string,
  parse: (value: unknown) => T | undefined,
): Promise<T | undefined> {
  const bytes = await readPrivate(path, LIMIT);
  if (bytes === undefined) return undefined;
  const value = parseText(bytes, parse);
  if (value !== undefined) return value;
  throw new StoreError(`Cannot use ${path}: it is damaged; move it away to start anew`);
}

/** @throws {StoreError} */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writePrivate(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}

function parseText<T>(bytes: Uint8Array, parse: (value: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A list of which every item means something, or undefined. */
export function parseList<T>(
  value: unknown,
  parse: (fields: Readonly<Record<string, unknown>>) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item) => {
    const parsed = typeof item === "object" && item !== null ? parse(item) : undefined;
    return parsed === undefined ? [] : [parsed];
  });
  return items.length === value.length ? items : undefined;
}

/** The bytes of a text in base64url (RFC 4648, section 5), or undefined where they are not `length` bytes. */
export function parseBytes(value: unknown, length: number): Uint8Array | undefined {
  if (typeof value !== "string" || !/^[\w-]*$/.test(value)) return undefined;
  return value.length === Math.ceil(length * 4 / 3) ? decodeBase64Url(value) : undefined;
}

/** A time in milliseconds since 1970, or undefined. */
export function parseTime(value: unknown): number | undefined {
  return typeof value === "number" && Math.abs(value) <= 8.64e15 ? value : undefined;
}
