// A process that keeps records in a folder that is a small disk: until it is full, after it was, and when it is
// read-only. It writes what happened as JSON.

import { RoomFile, StoreError } from "../../src/store/mod.ts";
import { entryRow, TEA } from "./room_rows.ts";

const rowsFrom = (entry: number) =>
  Array.from(
    { length: 5 },
    (_, index) => entryRow(entry + index, undefined, { text: "x".repeat(2000) }),
  );

/** What a fault is in words, or that there is none. */
function faultOf(run: () => void): string {
  try {
    run();
    return "none";
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

function remount(mode: "ro" | "rw"): void {
  const args = ["-o", `remount,${mode}`, Deno.cwd()];
  const { success, stderr } = new Deno.Command("mount", { args }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Appends until that fails: how, and how many records there were when it began to. */
function fill(file: RoomFile): { full: string; kept: number } {
  for (;;) {
    const kept = file.last;
    const full = faultOf(() => file.append(rowsFrom(kept)));
    if (full !== "none") return { full, kept };
  }
}

Deno.writeFileSync("filler", new Uint8Array(500_000));
const file = RoomFile.open("tea.db", TEA);
const { full, kept } = fill(file);
const found = { count: [...file.records(0)].length, last: file.last, faults: file.verify() };
const again = faultOf(() => file.append(rowsFrom(kept)));
Deno.removeSync("filler");
const after = faultOf(() => file.append(rowsFrom(kept)));
const count = [...file.records(0)].length;
file.close();
remount("ro");
const readOnly = faultOf(() => RoomFile.open("tea.db", TEA).close());
using reader = RoomFile.read("tea.db");
const read = [...reader.records(0)].length;
const made = faultOf(() => RoomFile.open("new.db", TEA).close());
const told = { full, kept, found, again, after, count, readOnly, read, made };
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(told)));
