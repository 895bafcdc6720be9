import type { Entry, Fact, RoomRecord } from "../room/mod.ts";
import type { Row } from "../store/mod.ts";

/** A record, as a row of a file. */
export function toRow({ fact, at, entry, cause }: RoomRecord, number: number): Row {
  const { kind, ...fields } = fact;
  const request = cause && { member: cause.member, number: cause.request };
  return { number, entry, at, kind, fields, ...request && { request } };
}

/** The record in a row. What it says is taken as it is: nobody writes the file but this program. */
export function fromRow({ entry, at, kind, fields, request }: Row): RoomRecord {
  const cause = request && { member: request.member, request: request.number };
  return { fact: { kind, ...fields } as Fact, at, entry, cause };
}

/** The entry in a row that members see. */
export function entryOf({ entry, at, kind, fields }: Row): Entry {
  return { kind, ...fields, index: entry, at } as Entry;
}
