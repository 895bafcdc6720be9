// Which entries of a room's file somebody wants to see.

import { Name } from "../../room/mod.ts";
import { foldText } from "../../base/mod.ts";
import type { RoomFile, Row } from "../../store/mod.ts";

/** What is wanted; all of it has to be true of an entry. */
export interface Selection {
  /** What somebody said, in any case and width. */
  readonly search: string | undefined;
  /** The first moment, in milliseconds since 1970... */
  readonly since: number | undefined;
  /** ...and the first one behind the last. */
  readonly until: number | undefined;
  /** Who said or did it. */
  readonly from: string | undefined;
}

/** Entries that are searched at a time, so that not all that is found has to be held at once. */
const STEP = 10_000;

/** The entries that are wanted, in their order, as far as they were there at the beginning. */
export function* selectEntries(file: RoomFile, selection: Selection): Generator<Row> {
  const { search, since = -Infinity, until = Infinity, from } = selection;
  const name = from === undefined ? undefined : nameKey(from);
  for (const row of search === undefined ? allEntries(file) : found(file, search)) {
    if (row.at < since || row.at >= until) continue;
    if (name === undefined || isBy(row, name)) yield row;
  }
}

function allEntries(file: RoomFile): Iterable<Row> {
  return file.entries({ from: file.firstEntry, to: file.nextEntry });
}

function* found(file: RoomFile, text: string): Generator<Row> {
  const end = file.nextEntry;
  for (let from = file.firstEntry; from < end; from += STEP) {
    const before = Math.min(from + STEP, end);
    yield* file.search(text, { from, before, limit: Infinity }).reverse();
  }
}

function isBy({ fields }: Row, name: string): boolean {
  return typeof fields["name"] === "string" && nameKey(fields["name"]) === name;
}

/** Equal for two names that are the same one in a room. */
function nameKey(text: string): string {
  const name = Name.parse(text);
  return name instanceof Name ? name.key : foldText(text);
}
