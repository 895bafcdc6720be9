// Entries of a room's file as text that people read, in one of several styles.

import { describeEntry, type EntryText, type Messages } from "../../language/mod.ts";
import { type Entry, parseEntry } from "../../room/mod.ts";
import type { Row } from "../../store/mod.ts";
import { clockTime, dayOf } from "../../talk/mod.ts";
import { jsonLine } from "../json_line.ts";

/** How a room's entries are written: each text that these return is written as it is. */
export interface LogStyle {
  /** What stands above everything. */
  head(room: string): string;
  /** What stands above the entries of a day. */
  day(day: string): string;
  entry(entry: Entry, time: string, text: EntryText): string;
  /** What stands below everything. */
  foot(): string;
}

/** Writes entries one after the other, with each day above its first one. */
export class EntryWriter {
  readonly #style: LogStyle;
  readonly #messages: Messages;
  readonly #days: Intl.DateTimeFormat;
  #day = "";

  constructor(style: LogStyle, messages: Messages) {
    this.#style = style;
    this.#messages = messages;
    this.#days = new Intl.DateTimeFormat(messages.locale, { dateStyle: "full" });
  }

  write(entry: Entry): string {
    const { at } = entry;
    const day = dayOf(at);
    const head = day === this.#day ? "" : this.#style.day(this.#days.format(at));
    this.#day = day;
    return head + this.#style.entry(entry, clockTime(at), describeEntry(entry, this.#messages));
  }
}

/** The text of a room's entries, in pieces, day by day. Those of a kind that nobody knows have nothing to show. */
export function* formatLog(
  room: string,
  rows: Iterable<Row>,
  style: LogStyle,
  messages: Messages,
): Generator<string> {
  const writer = new EntryWriter(style, messages);
  yield style.head(room);
  for (const { entry: index = 0, at, kind, fields } of rows) {
    const entry = parseEntry({ ...fields, kind }, { index, at });
    if (entry !== undefined && entry.kind !== "unknown") yield writer.write(entry);
  }
  yield style.foot();
}

/** Entries as JSON: an object a line, as programs in the room get them. */
export function* formatJson(rows: Iterable<Row>): Generator<string> {
  for (const { entry: index, at, kind, fields } of rows) {
    yield `${jsonLine({ index, at, kind, ...fields })}\n`;
  }
}

/** Whether an entry is somebody's words: else it is told what happened. */
export function isSaid({ kind }: Entry): boolean {
  return kind === "say" || kind === "act" || kind === "announce";
}
