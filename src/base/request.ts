/**
 * How a field of a request is written: a text, or a whole number from 0 to 2^53 - 1. Fields with a question
 * mark may be left out.
 */
export type FieldType = "text" | "text?" | "count" | "count?";

/**
 * What a member, an operator or the console can ask of the room, with the fields of each request. The wire,
 * the room, what is typed and the JSON of scripts all use these names.
 */
export const REQUEST_FIELDS = {
  /** Say something to everybody... */
  say: { text: "text" },
  /** ...or tell what one does, in the third person. */
  act: { text: "text" },
  /**
   * Say something to one member alone, by its name `to`. Where `member` is given, which is the `sender` of a
   * private message, it goes to that member, whatever its name is by now.
   */
  whisper: { to: "text", text: "text", member: "text?" },
  /** List the members. */
  who: {},
  /** Tell the public key of a member; of the room without a name. */
  whois: { name: "text?" },
  /**
   * Give the newest `count` entries of the log, or those before the entry with the index `before`, or those around
   * the one with the index `around`.
   */
  history: { count: "count", before: "count?", around: "count?" },
  /** Find a text in what was said, the newest first, in entries before the one with the index `before`. */
  search: { text: "text", before: "count?" },
  /** Tell how far everybody has followed the log. */
  seen: {},
  /** List the servers of the room. */
  servers: {},
  /** Answer, so that the round trip can be measured. */
  ping: {},
  /** Take another name, on the same seat. */
  rename: { name: "text" },
  /** Set the topic; an empty text takes it away. */
  topic: { text: "text" },
  /** Make a member an operator... */
  op: { name: "text" },
  /** ...or no operator any more. */
  deop: { name: "text" },
  /** Remove a member. */
  kick: { name: "text" },
  /** Ban a name or an address for `duration` milliseconds; for good where that is left out. */
  ban: { target: "text", duration: "count?" },
  /** Lift the ban of a name or an address. */
  unban: { target: "text" },
  /** List the bans. */
  bans: {},
  /** Silence a member for `duration` milliseconds; for good where that is left out. */
  mute: { name: "text", duration: "count?" },
  /** Let a member speak again. */
  unmute: { name: "text" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldType>>>>;

type Table = typeof REQUEST_FIELDS;

/** The name of a request. */
export type RequestKind = keyof Table;

type FieldsOf<F> =
  & { readonly [N in keyof F as F[N] extends "text" ? N : never]: string }
  & { readonly [N in keyof F as F[N] extends "count" ? N : never]: number }
  & { readonly [N in keyof F as F[N] extends "text?" ? N : never]?: string | undefined }
  & { readonly [N in keyof F as F[N] extends "count?" ? N : never]?: number | undefined };

/** An intersection as one object type, which is easier to read in an editor. */
type Plain<T> = { [N in keyof T]: T[N] };

/** A request to the room: its `kind`, and the fields that {@linkcode REQUEST_FIELDS} lists for that. */
export type Request = {
  [K in RequestKind]: Plain<{ readonly kind: K } & FieldsOf<Table[K]>>;
}[RequestKind];

/** The names of all requests. */
export const REQUEST_KINDS: readonly RequestKind[] = Object.keys(REQUEST_FIELDS) as RequestKind[];

/** Whether a value of any type is the name of a request. */
export function isRequestKind(value: unknown): value is RequestKind {
  return typeof value === "string" && Object.hasOwn(REQUEST_FIELDS, value);
}

/** A field of a request that does not have the type that it needs. */
export interface FieldFault {
  readonly field: string;
  readonly type: FieldType;
}

/**
 * The request that values of any type make: it has the fields of its kind, and no others. Where one of
 * them is not as it has to be, that field.
 */
export function requestOf(
  kind: RequestKind,
  values: Readonly<Record<string, unknown>>,
): Request | FieldFault {
  const request: Record<string, unknown> = { kind };
  for (const [field, type] of Object.entries<FieldType>(REQUEST_FIELDS[kind])) {
    const value = values[field];
    if (!isOf(type, value)) return { field, type };
    if (value !== undefined) request[field] = value;
  }
  return request as Request;
}

function isOf(type: FieldType, value: unknown): boolean {
  if (value === undefined) return type.endsWith("?");
  if (type.startsWith("text")) return typeof value === "string";
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
