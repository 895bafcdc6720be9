import { writeFully } from "../../base/stdio.ts";

/** Writes bytes to the standard output, from whichever thread. */
export function writeOut(bytes: Uint8Array): void {
  writeFully(Deno.stdout, bytes);
}
