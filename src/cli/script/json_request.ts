import { isRequestKind, type Request, REQUEST_FIELDS, requestOf } from "../../base/mod.ts";
import type { Messages } from "../../language/mod.ts";

/** What a line asks for. `id` is what the reply repeats; missing where the line has none. */
export interface JsonRequest {
  readonly id?: unknown;
  readonly request: Request | { readonly kind: "leave" };
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

/** The fields of every request of a script: those of the room's requests, and one to leave. */
export const JSON_FIELDS = { ...REQUEST_FIELDS, leave: {} } as const;

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
  return { ...("id" in fields ? { id } : undefined), request: jsonRequestOf(fields, id, messages) };
}

function jsonRequestOf(
  fields: Readonly<Record<string, unknown>>,
  id: unknown,
  messages: Messages,
): JsonRequest["request"] {
  const { kind } = fields;
  const { badLine } = messages;
  if (kind === "leave") return { kind };
  if (!isRequestKind(kind)) {
    throw new BadLine(badLine.kind(quote(kind), Object.keys(JSON_FIELDS)), id);
  }
  const request = requestOf(kind, fields);
  if ("kind" in request) return request;
  const { field, type } = request;
  const expected = badLine[type.startsWith("text") ? "text" : "count"];
  throw new BadLine(badLine.field(kind, field, expected, quote(fields[field])), id);
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

/** A value as it was written, short enough to be read. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
