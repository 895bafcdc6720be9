// What is looked up in the log: a part of it, or a text. It must not know who asks, or how the answer gets there.

import type { Request } from "../base/mod.ts";
import { encodeEntry, type Entry, type Log } from "../room/mod.ts";
import type { Hit, Reply } from "../wire/mod.ts";
import type { Archive } from "./archive.ts";

/** Most entries, and bytes of entries, of history at a time; one entry may be longer. */
const HISTORY_ENTRIES = 1000;
const HISTORY_BYTES = 65_536;

/** Entries that are found at a time. */
const SEARCH_HITS = 20;

/** Entries that are searched at a time: some ten milliseconds in which the server does nothing else. */
const SEARCH_ENTRIES = 20_000;

type HistoryRequest = Extract<Request, { kind: "history" }>;
type SearchRequest = Extract<Request, { kind: "search" }>;

/** A part of the log. */
export function history(archive: Archive, request: HistoryRequest): Reply {
  const { first } = archive;
  const [from, to, middle] = request.around === undefined
    ? endingAt(archive, request.count, request.before)
    : around(archive, request.count, request.around);
  const entries = fitting(archive.entries(from, to), middle);
  // The time of each entry is told by its distance from the one before; the first one's is told whole.
  let time = entries[0]?.at ?? 0;
  const reply = { kind: "history", from: entries[0]?.index ?? to, time, first } as const;
  const lines = entries.map(({ index: _index, at, ...happening }) => {
    const line = encodeEntry(happening, at - time).trimEnd();
    time = at;
    return line;
  });
  return { ...reply, lines };
}

/** Entries that have a text, in any case and width, the newest first. */
export function search(archive: Archive, { text, before = Infinity }: SearchRequest): Reply {
  const end = Math.max(archive.first, Math.min(before, archive.next));
  const start = Math.max(archive.first, end - SEARCH_ENTRIES);
  const found = archive.find(text, start, end, SEARCH_HITS + 1);
  const hits: Hit[] = [];
  let bytes = 0;
  for (const hit of found.map(hitOf)) {
    bytes += hit.line.length;
    const last = hits.at(-1);
    const isFull = hits.length === SEARCH_HITS || bytes > HISTORY_BYTES;
    if (last !== undefined && isFull) return { kind: "search", hits, next: last.index };
    hits.push(hit);
  }
  return { kind: "search", hits, next: start > archive.first ? start : undefined };
}

/** Milliseconds since an entry, or since the oldest one that there is after it; 0 where there is none. */
export function ageOf(log: Log, index: number, now: number): number {
  const entry = log.at(Math.max(index, log.first));
  return entry === undefined ? 0 : Math.max(0, log.wallTime(now) - entry.at);
}

/** The entries from the first number on, up to the second one; the third one matters most. */
type Part = readonly [from: number, to: number, middle: number];

/** The newest entries before one, as many as there may be. */
function endingAt({ first, next }: Archive, count: number, before = Infinity): Part {
  const to = Math.max(first, Math.min(before, next));
  return [Math.max(first, to - Math.min(count, HISTORY_ENTRIES)), to, to - 1];
}

/** The entries on both sides of one, or of the nearest that there is. */
function around({ first, next }: Archive, count: number, index: number): Part {
  const most = Math.min(count, HISTORY_ENTRIES);
  const middle = Math.max(first, Math.min(index, next - 1));
  const to = Math.min(next, Math.max(first, middle - Math.floor(most / 2)) + most);
  return [Math.max(first, to - most), to, middle];
}

/** As many of the entries, about that in the middle, as one reply has room for: one at least. */
function fitting(entries: readonly Entry[], middle: number): readonly Entry[] {
  const sizes = entries.map(({ index: _index, at: _at, ...happening }) =>
    encodeEntry(happening, 0).length
  );
  let [from, to] = [0, entries.length];
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  while (from < to - 1 && bytes > HISTORY_BYTES) {
    const isEndFarther = entries[to - 1]!.index - middle > middle - entries[from]!.index;
    bytes -= (isEndFarther ? sizes[--to] : sizes[from++]) ?? 0;
  }
  return entries.slice(from, to);
}

function hitOf({ index, at, ...happening }: Entry): Hit {
  return { index, line: encodeEntry(happening, at).trimEnd() };
}
