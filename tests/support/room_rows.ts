import { RoomFile, type Row } from "../../src/store/mod.ts";

/** What a room is called whose file a test makes. */
export const TEA = { id: "00112233445566aa", name: "Tea", now: 1_700_000_000_000 } as const;

/** A room's file that is made in a folder. */
export function makeTea(folder: { readonly path: string }): RoomFile {
  return RoomFile.open(teaPath(folder), TEA);
}

export function teaPath({ path }: { readonly path: string }): string {
  return `${path}/tea.db`;
}

/** Something that members see. */
export function entryRow(entry: number, number = entry + 1, fields: Row["fields"] = {}): Row {
  const said = { name: "Ada", text: `text ${entry}`, ...fields };
  return { number, entry, at: 1_700_000_000_000 + number, kind: "say", fields: said };
}

/** Something that only servers see. */
export function hiddenRow(number: number): Row {
  return { number, entry: undefined, at: number, kind: "seat", fields: { key: "ab" } };
}

/** The records of the first entries of a room. */
export function entryRows(count: number): Row[] {
  return Array.from({ length: count }, (_, entry) => entryRow(entry));
}

/** One to five records that belong together: each says how many there are, and which one it is. */
export function batchOf(last: number, entry: number): Row[] {
  const size = last % 5 + 1;
  return Array.from({ length: size }, (_, place) => {
    const number = last + 1 + place;
    return entryRow(entry + place, number, { text: "茶".repeat(number % 50), size, place });
  });
}
