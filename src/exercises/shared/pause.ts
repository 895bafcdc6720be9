import { checkStop } from "../../sync/mod.ts";

/** How late, in milliseconds, a pausing thread may notice that it was told to stop. */
const SLICE = 50;

/** Blocks the thread for so many milliseconds, as Python's `time.sleep()`, unless it is told to stop. */
export function pause(ms: number): void {
  const nobodyWakesIt = new Int32Array(new SharedArrayBuffer(4));
  const end = performance.now() + ms;
  for (let left = ms; left > 0; left = end - performance.now()) {
    checkStop();
    Atomics.wait(nobodyWakesIt, 0, 0, Math.min(left, SLICE));
  }
}
