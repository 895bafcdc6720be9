import { parseDuration } from "../../base/mod.ts";
import type { HelpTexts } from "../../language/mod.ts";
import type { ValueOption } from "./options.ts";

/** A stretch of time: a moment, or the day, minute or second that somebody named. Milliseconds since 1970. */
export interface Span {
  readonly start: number;
  /** The first moment behind it. */
  readonly end: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * The time that a text names, on this machine's clock: `2026-11-25`, `2026-11-25 14:30`, `14:30` for today, each also
 * with seconds; or so long ago, such as `2h`. Undefined for any other text.
 */
export function parseTime(text: string, now: number): Span | undefined {
  const ago = parseDuration(text);
  if (ago !== undefined) return { start: now - ago, end: now - ago };
  const [, date, time] = /^(\d{4}-\d\d-\d\d)?(?:(?:^|[ T])(\d\d?:\d\d(?::\d\d)?))?$/.exec(text) ??
    [];
  if (date === undefined && time === undefined) return undefined;
  const day = date === undefined ? startOfDay(now) : parseDay(date);
  if (day === undefined) return undefined;
  if (time === undefined) return { start: day.getTime(), end: nextDay(day).getTime() };
  const [hour = 0, minute = 0, second] = time.split(":").map(Number);
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) return undefined;
  const start = new Date(day).setHours(hour, minute, second ?? 0);
  return { start, end: start + (second === undefined ? MINUTE : SECOND) };
}

function startOfDay(now: number): Date {
  return new Date(new Date(now).setHours(0, 0, 0, 0));
}

function nextDay(day: Date): Date {
  // Not 24 hours later: where clocks are set, a day is shorter or longer.
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
}

function parseDay(text: string): Date | undefined {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  const day = new Date(year, month - 1, date);
  // Of the 31st of a month that has 30 days, `Date` makes the 1st of the next one.
  return day.getMonth() === month - 1 && day.getDate() === date ? day : undefined;
}

/** `--since TIME` and `--until TIME`. */
export function timeOption(summary: (help: HelpTexts) => string): ValueOption<Span> {
  return {
    metavar: "TIME",
    summary,
    parse: (text) => parseTime(text, Date.now()),
    expected: (messages) => messages.expected.time,
  };
}
