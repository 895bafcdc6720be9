// `deno task bench [classic] [primes] [parallel]`: every measurement compares two things in one run. No
// absolute time means anything on a shared machine.

import { benchClassic } from "./classic.ts";
import { run as benchParallel } from "./parallel/main.ts";
import { benchPrimes } from "./primes.ts";

const BENCHES: Readonly<Record<string, () => Promise<string[]>>> = {
  classic: benchClassic,
  primes: benchPrimes,
  parallel: () => benchParallel(),
};

const names = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHES);
for (const name of names) {
  const bench = BENCHES[name];
  print(
    bench === undefined ? [`Unknown benchmark ${name}: ${Object.keys(BENCHES)}`] : await bench(),
  );
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n\n`));
}
