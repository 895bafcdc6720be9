// `deno task bench`: every measurement compares two things in one run. No absolute time means anything on
// a shared machine.

import { benchClassic } from "./classic.ts";
import { benchPrimes } from "./primes.ts";

for (const bench of [benchClassic, benchPrimes]) {
  for (const line of await bench()) print(line);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
