// `deno task bench`: every measurement compares two things in one run. No absolute time means anything on
// a shared machine.

import { benchClassic } from "./classic.ts";

for (const line of await benchClassic()) print(line);

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
