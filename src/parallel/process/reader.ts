/**
 * Reads the standard input of a child process on a thread of its own, so that the end of the input, which
 * is the end of the parent, ends the process even while its main thread computes or waits for a lock.
 * A compiled program has to include this file.
 */
import { FrameParser } from "./frames.ts";

const scope = globalThis as unknown as { postMessage(message: unknown): void };
const parser = new FrameParser();
const chunk = new Uint8Array(65_536);
for (;;) {
  const length = Deno.stdin.readSync(chunk);
  if (length === null) Deno.kill(Deno.pid, "SIGKILL");
  for (const frame of parser.feed(chunk.subarray(0, length ?? 0))) scope.postMessage(frame);
}
