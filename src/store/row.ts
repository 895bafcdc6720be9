import type { SQLInputValue, SQLOutputValue } from "node:sqlite";

/** A record of a room, as it is kept. What it means is not this folder's matter. */
export interface Row {
  /** Position among all records: 1 for the first. */
  readonly number: number;
  /** Position among those that members see: 0 for the first. Undefined for what only servers see. */
  readonly entry: number | undefined;
  /** Whole milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly kind: string;
  /** Everything else that it says: what JSON can carry. Fields that are undefined are not kept. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The request that it answers: whose, and which one of that member's. */
  readonly request?: { readonly member: string; readonly number: number };
}

/** The columns of a record, in their order. */
export const COLUMNS = "number, entry, at, kind, name, text, more, member, request";

/** The values of a record's columns, in their order. */
export function toColumns({ number, entry, at, kind, fields, request }: Row): SQLInputValue[] {
  const more: Record<string, unknown> = { ...fields };
  const column = (field: "name" | "text"): string | null => {
    const value = fields[field];
    if (typeof value !== "string") return null;
    const readable = makeReadable(value);
    if (readable === value) delete more[field];
    return readable;
  };
  const [name, text] = [column("name"), column("text")];
  const json = JSON.stringify(more);
  return [
    ...[number, entry ?? null, at, kind, name, text],
    ...[json === "{}" ? null : json, request?.member ?? null, request?.number ?? null],
  ];
}

/** The record of a row of the table, or undefined where it means nothing. */
export function fromColumns(columns: Record<string, SQLOutputValue>): Row | undefined {
  const { number, entry, at, kind, name, text, more, member, request } = columns;
  if (typeof number !== "number" || typeof at !== "number" || typeof kind !== "string") {
    return undefined;
  }
  const others = more === null ? {} : parseObject(more);
  if (others === undefined) return undefined;
  return {
    number,
    entry: typeof entry === "number" ? entry : undefined,
    at,
    kind,
    fields: {
      ...(typeof name === "string" ? { name } : {}),
      ...(typeof text === "string" ? { text } : {}),
      ...others,
    },
    ...(typeof member === "string" && typeof request === "number"
      ? { request: { member, number: request } }
      : {}),
  };
}

function parseObject(json: unknown): Record<string, unknown> | undefined {
  if (typeof json !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * A text as its column holds it. SQLite keeps UTF-8, and a reader in C ends a text at its first NUL. Where this
 * changes a text, the text itself stands in `more` as well.
 */
export function makeReadable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
