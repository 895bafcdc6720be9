/** Writes bytes to the standard output, from whichever thread. */
export function writeOut(bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
