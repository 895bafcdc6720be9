import {
  type Entry,
  type Happening,
  type LeaveReason,
  type MuteReason,
  type Place,
  TEXT_LIMIT,
} from "./log_entry.ts";

/**
 * Most bytes of an entry's line: its text with every byte escaped, which JSON does with six, and more than
 * enough for a name, the time and the punctuation.
 */
export const LINE_LIMIT = 6 * TEXT_LIMIT + 1024;

/** The latest time that a `Date` can hold, in milliseconds since 1970 (ECMA-262, "Time Values"). */
export const LATEST_TIME = 8.64e15;

/** Every reason, so that the compiler misses none. */
const LEAVE_REASONS: Readonly<Record<LeaveReason, true>> = {
  banned: true,
  idle: true,
  kicked: true,
  left: true,
  lost: true,
  renamed: true,
  slow: true,
};

/**
 * An entry of a kind that this version does not know: it counts and takes its time, but has nothing to show.
 */
export type UnknownEntry = Place & { readonly kind: "unknown" };

/**
 * An entry as a line of JSON, its end `\n` included: `[delta,"name","text"]` for what a member says, since
 * most entries are, and `[delta,{"kind":"enter","name":"Ada"}]`, with the happening's own fields, for
 * everything else. No other `\n` is in it, nor half of a surrogate pair: JSON escapes them.
 *
 * The line does not hold the entry's index or time: it is one sequence of bytes for everybody, and who
 * follows it knows both from the entry before.
 *
 * @param delta whole milliseconds since the entry before; negative where the clock was set back
 */
export function encodeEntry(happening: Happening, delta: number): string {
  const content = happening.kind === "say"
    ? `${JSON.stringify(happening.name)},${JSON.stringify(happening.text)}`
    : JSON.stringify(happening);
  return `[${delta},${content}]\n`;
}

/**
 * The entry that a line is, with or without its `\n`, or undefined where it is none.
 *
 * What later versions may do and this one survives: more elements in the array and more fields in the object
 * are ignored; `say` may come as an object, to have more fields; an unknown reason to leave reads as `left`;
 * and an unknown kind gives an {@link UnknownEntry}, because the time of the next entry counts from this one.
 *
 * @param index index of the entry
 * @param timeBefore time of the entry before, in milliseconds since 1970; 0 where the entry is the first
 */
export function decodeEntry(
  line: string,
  index: number,
  timeBefore: number,
): Entry | UnknownEntry | undefined {
  const parts = parseArray(line);
  if (parts === undefined || !Number.isSafeInteger(parts[0])) return undefined;
  const at = timeBefore + (parts[0] as number);
  if (Math.abs(at) > LATEST_TIME) return undefined;
  const [, content, text] = parts;
  if (typeof content !== "string") return parseEntry(content, { index, at });
  return typeof text === "string" ? { index, at, kind: "say", name: content, text } : undefined;
}

function parseArray(line: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The entry that an object's fields tell of, or undefined where they tell of none. */
export function parseEntry(content: unknown, place: Place): Entry | UnknownEntry | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const fields = content as Readonly<Record<string, unknown>>;
  const { kind } = fields;
  switch (kind) {
    case "close":
      return { ...place, kind };
    case "announce":
    case "topic":
      return decodeText(kind, fields, place);
    case "enter":
    case "say":
    case "act":
    case "leave":
    case "rename":
    case "op":
    case "deop":
    case "mute":
    case "unmute":
      return typeof fields["name"] === "string"
        ? decodeNamed(kind, fields["name"], fields, place)
        : undefined;
    default:
      return typeof kind === "string" ? { ...place, kind: "unknown" } : undefined;
  }
}

/** An entry that is about nobody in particular. */
function decodeText(
  kind: "announce" | "topic",
  { text, by }: Readonly<Record<string, unknown>>,
  place: Place,
): Entry | undefined {
  if (typeof text !== "string") return undefined;
  return kind === "announce" ? { ...place, kind, text } : { ...place, kind, text, ...doer(by) };
}

/** An entry about a member. */
function decodeNamed(
  kind: Exclude<Entry["kind"], "announce" | "topic" | "close">,
  name: string,
  { text, to, by, reason, until }: Readonly<Record<string, unknown>>,
  place: Place,
): Entry | undefined {
  switch (kind) {
    case "enter":
      return { ...place, kind, name };
    case "say":
    case "act":
      return typeof text === "string" ? { ...place, kind, name, text } : undefined;
    case "rename":
      return typeof to === "string" ? { ...place, kind, name, to } : undefined;
    case "leave":
      return { ...place, kind, name, reason: leaveReason(reason), ...doer(by) };
    case "mute": {
      const end = isTime(until) ? { until } : undefined;
      return { ...place, kind, name, reason: muteReason(reason), ...end, ...doer(by) };
    }
    default:
      return { ...place, kind, name, ...doer(by) };
  }
}

/** The operator who did it; nothing where it was the one at the console. */
function doer(by: unknown): { readonly by: string } | undefined {
  return typeof by === "string" ? { by } : undefined;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= LATEST_TIME;
}

function muteReason(reason: unknown): MuteReason {
  return reason === "flood" ? reason : "told";
}

function leaveReason(reason: unknown): LeaveReason {
  const isKnown = typeof reason === "string" && Object.hasOwn(LEAVE_REASONS, reason);
  return isKnown ? reason as LeaveReason : "left";
}
