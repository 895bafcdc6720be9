// A process that keeps records without an end, and says after each batch which was the last one that is kept.

import { RoomFile } from "../../src/store/mod.ts";
import { batchOf, TEA } from "./room_rows.ts";

const [path = ""] = Deno.args;
using file = RoomFile.open(path, TEA);
for (let { last } = file;;) {
  const rows = batchOf(last, file.nextEntry);
  file.append(rows);
  last += rows.length;
  Deno.stdout.writeSync(new TextEncoder().encode(`${last}\n`));
}
