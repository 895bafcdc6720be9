/** Lines of JSON arrays, written and read with care: what a stranger sends may be anything. */

const encoder = new TextEncoder();

/** A value as a line with its end. */
export function encodeLine(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}

/** The array that a line is; an empty one for any other line. */
export function arrayOf(line: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

/** Whether a value is a whole number from 0 on. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** A value if `is` lets it pass, and else nothing: for fields that may be left out. */
export function optional<T>(value: unknown, is: (value: unknown) => value is T): T | undefined {
  return is(value) ? value : undefined;
}

/** Whether a value is a time in whole milliseconds since 1970, or before. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Whether a value is a number from 0 on. */
export function isAmount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}
