// `deno task bench [classic] [fanout] [primes] [parallel]`: every measurement compares two things in one
// run. No absolute time means anything on a shared machine. `fanout` takes `--rounds N`, `--json FILE` and
// `--svg FILE`.

import { benchClassic, benchFanout } from "./fanout/main.ts";
import { run as benchParallel } from "./parallel/main.ts";
import { benchPrimes } from "./primes.ts";
import { parseArgs } from "@std/cli/parse-args";

const { _: chosen, ...options } = parseArgs(Deno.args, { string: ["json", "svg", "rounds", "_"] });

const BENCHES: Readonly<Record<string, () => Promise<string[]>>> = {
  classic: benchClassic,
  fanout: () => benchFanout(options),
  primes: benchPrimes,
  parallel: () => benchParallel(),
};

for (const name of chosen.length > 0 ? chosen : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  print(
    bench === undefined ? [`Unknown benchmark ${name}: ${Object.keys(BENCHES)}`] : await bench(),
  );
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n\n`));
}
