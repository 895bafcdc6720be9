import type { Source } from "../link/mod.ts";
import type { Log } from "../room/mod.ts";

/** The log's own bytes as a stream's source, from one entry on: a cursor, not a copy. */
export function logSource(log: Log, index: number): Source {
  const start = log.byteAt(index);
  return {
    get first() {
      return log.firstByte - start;
    },
    get end() {
      return log.endByte - start;
    },
    copy: (from, to, target, at) => log.copy(start + from, start + to, target, at),
    acknowledged() {},
  };
}
