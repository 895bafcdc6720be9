import type { Asking } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";

/** What a line asks for. `id` is what the reply repeats; missing where the line has none. */
export interface JsonRequest {
  readonly id?: unknown;
  readonly request: Asking | { readonly kind: "leave" };
}

/** A line that asks for nothing that there is, in words. */
export class BadLine extends Error {
  override readonly name = "BadLine";
  readonly id: unknown;

  /** @param id what the line has of one */
  constructor(message: string, id?: unknown) {
    super(message);
    this.id = id;
  }
}

type FieldType = "text" | "count" | "count?";

/** The fields of every request beside `kind` and `id`; those with a `?` may be left out. */
export const REQUEST_FIELDS = {
  say: { text: "text" },
  act: { text: "text" },
  whisper: { to: "text", text: "text" },
  who: {},
  history: { count: "count", before: "count?" },
  ping: {},
  rename: { name: "text" },
  topic: { text: "text" },
  op: { name: "text" },
  deop: { name: "text" },
  kick: { name: "text" },
  ban: { target: "text", duration: "count?" },
  unban: { target: "text" },
  bans: {},
  mute: { name: "text", duration: "count?" },
  unmute: { name: "text" },
  leave: {},
} as const satisfies Record<string, Readonly<Record<string, FieldType>>>;

type Kind = keyof typeof REQUEST_FIELDS;

/** The names of all requests. */
export const REQUEST_KINDS = Object.keys(REQUEST_FIELDS) as Kind[];

/** What the link calls `text` in these, whatever it is. */
const TEXT_OF: Readonly<Partial<Record<Kind, string>>> = {
  rename: "name",
  op: "name",
  deop: "name",
  kick: "name",
  unmute: "name",
  unban: "target",
};

/**
 * What a line of the input asks for: a JSON object is a request, and any line that does not begin with `{`
 * is said as it is, unless it is blank.
 *
 * @throws {BadLine}
 */
export function parseJsonLine(line: string, messages: Messages): JsonRequest {
  if (line.trim() === "") throw new BadLine(messages.nothingToSay);
  if (!line.trimStart().startsWith("{")) return { request: { kind: "say", text: line } };
  const fields = parseObject(line, messages);
  const id = "id" in fields ? exactId(line) : undefined;
  const kind = REQUEST_KINDS.find((known) => known === fields["kind"]);
  if (kind === undefined) {
    throw new BadLine(messages.badLine.kind(quote(fields["kind"]), REQUEST_KINDS), id);
  }
  for (const [field, type] of Object.entries<FieldType>(REQUEST_FIELDS[kind])) {
    if (isOf(type, fields[field])) continue;
    const expected = messages.badLine[type === "text" ? "text" : "count"];
    throw new BadLine(messages.badLine.field(kind, field, expected, quote(fields[field])), id);
  }
  return { ...("id" in fields ? { id } : undefined), request: requestOf(kind, fields) };
}

function parseObject(line: string, messages: Messages): Readonly<Record<string, unknown>> {
  try {
    // What begins with a brace and is JSON is an object.
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BadLine(messages.badLine.json(error.message));
  }
}

/** The id of a line, which comes back as it is: a number that is written in another way keeps its text. */
function exactId(line: string): unknown {
  const { id } = JSON.parse(line, (_key, value, { source }) => {
    const isSame = source === undefined || typeof value !== "number" || String(value) === source;
    return isSame ? value : JSON.rawJSON(source);
  });
  return id;
}

function isOf(type: FieldType, value: unknown): boolean {
  if (type === "text") return typeof value === "string";
  if (value === undefined) return type === "count?";
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The request with its own fields alone, all of which are as they have to be. */
function requestOf(
  kind: Kind,
  fields: Readonly<Record<string, unknown>>,
): JsonRequest["request"] {
  const textField = TEXT_OF[kind];
  if (textField !== undefined) return { kind, text: fields[textField] } as Asking;
  const own = Object.keys(REQUEST_FIELDS[kind]).map((field) => [field, fields[field]]);
  return { kind, ...Object.fromEntries(own) };
}

/** A value as it was written, short enough to be read. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
